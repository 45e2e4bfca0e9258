package screen

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"waymark/internal/casework"
)

// fieldSeen is where a draft keeps the item as it was when typing began. What
// arrives meanwhile is not overwritten by recording: it becomes a conflict.
const fieldSeen = "seen"

// Edits is a form over an item that is there already, or over one that is to be: it
// shows what the item holds until something else is typed, and keeps only that.
type Edits struct {
	*Form
	Kind casework.Kind
	seen *casework.Item // nil for an item that is not there yet
}

// newEdits opens the form of a route over an item, which may be nil. What was seen
// when typing began stands over what the item is now.
func newEdits(f *Form, kind casework.Kind, item *casework.Item) *Edits {
	if kept, ok := seenOf(f.Draft(), casework.ItemKey{Kind: kind}); ok {
		item = kept
	}
	return &Edits{Form: f, Kind: kind, seen: item}
}

// typed marks a field of a draft as typed in: emptying a field is something typed
// too. Fields of the item begin with it, the form's own do not.
const typed = "="

// Text is what a field shows.
func (e *Edits) Text(field string) string {
	if text, ok := strings.CutPrefix(e.Form.Text(field), typed); ok {
		return text
	}
	if e.seen == nil {
		return ""
	}
	return string(e.seen.Get(casework.Field(field)))
}

// Type puts text into a field of the item.
func (e *Edits) Type(field, text string) {
	now := ""
	if e.seen != nil {
		now = string(e.seen.Get(casework.Field(field)))
	}
	e.typeOver(field, text, now)
}

// typeOver is Type for a field that shows now while nothing is typed.
func (e *Edits) typeOver(field, text, now string) {
	if text == now {
		text = ""
	} else {
		text = typed + text
	}
	if text != "" && e.seen != nil && e.Form.Text(fieldSeen) == "" {
		if b, err := casework.MarshalItem(e.seen); err == nil {
			e.Form.Type(fieldSeen, base64.StdEncoding.EncodeToString(b))
		}
	}
	e.Form.Type(field, text)
	if !e.Changed() {
		e.Form.Type(fieldSeen, "")
	}
}

// Changed reports whether something was typed that the item does not hold.
func (e *Edits) Changed() bool {
	for _, text := range e.draft.Fields {
		if strings.HasPrefix(text, typed) {
			return true
		}
	}
	return false
}

// List yields the second segments of the fields below first that hold something,
// with what was typed.
func (e *Edits) List(first string) []string {
	set := map[string]bool{}
	if e.seen != nil {
		for _, name := range e.seen.List(first) {
			set[name] = true
		}
	}
	for f := range e.draft.Fields {
		if rest, ok := strings.CutPrefix(f, first+"."); ok {
			name, _, _ := strings.Cut(rest, ".")
			set[name] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Entries are the names of a list's entries that say something, in the order of their
// making.
func (e *Edits) Entries(list string) []string {
	return slices.DeleteFunc(e.List(list), func(name string) bool { return e.Text(list+"."+name) == "" })
}

// NewEntry is the name of an entry that is not typed yet.
func (e *Edits) NewEntry() string { return newItem().String() }

// editsOf takes a draft apart: what was typed, and over what. Seen is nil for an
// item that was not there.
func editsOf(d Draft, key casework.ItemKey) (fields map[casework.Field]casework.Value, seen *casework.Item) {
	fields = map[casework.Field]casework.Value{}
	for f, text := range d.Fields {
		if value, ok := strings.CutPrefix(text, typed); ok {
			fields[casework.Field(f)] = casework.Value(strings.TrimSpace(value))
		}
	}
	seen, _ = seenOf(d, key)
	return fields, seen
}

// seenOf is the item a draft was typed over. If it was kept by another version in a
// form this one does not read, nothing was seen, and nothing is replaced unseen.
func seenOf(d Draft, key casework.ItemKey) (*casework.Item, bool) {
	text := d.Fields[fieldSeen]
	if text == "" {
		return nil, false
	}
	key.ID = d.Route.Item
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return casework.NewItem(key), true
	}
	it, err := casework.UnmarshalItem(key, b)
	if err != nil {
		return casework.NewItem(key), true
	}
	return it, true
}
