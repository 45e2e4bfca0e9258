package screen

import (
	"context"
	"slices"
	"strings"

	"waymark/internal/casework"
)

// FormLeaf is the kind of a leaf's draft.
const FormLeaf = "leaf"

// Leaf is a kind of item in a case file that is written with a form of its own: a
// travel document, a decision, a contact. What it asks is a table; a further kind is
// a further row of [Leaves].
type Leaf struct {
	Kind   casework.Kind
	Fields []LeafField
	Listed []casework.Field // what a list says of one, in its order
}

// LeafField is one question of a leaf. What answers it can have follows from
// casework's table of kinds.
type LeafField struct {
	Path casework.Field
	Long bool // several lines
	// If another field has one of the values of Is, it is asked; empty: always. Is
	// without values is any answer.
	If casework.Field
	Is []casework.Value
}

// LeafOf returns the leaf of a kind; nil if it has none.
func LeafOf(k casework.Kind) *Leaf {
	if k == CaseLeaf.Kind {
		return &CaseLeaf
	}
	i := slices.IndexFunc(Leaves, func(l Leaf) bool { return l.Kind == k })
	if i < 0 {
		return nil
	}
	return &Leaves[i]
}

// Type is what sort of answer a field takes.
func (l *Leaf) Type(f casework.Field) casework.FieldInfo {
	if info := casework.FieldOf(l.Kind, f); info != nil {
		return *info
	}
	return casework.FieldInfo{}
}

// Field returns the question of a path; nil if there is none.
func (l *Leaf) Field(f casework.Field) *LeafField {
	i := slices.IndexFunc(l.Fields, func(x LeafField) bool { return x.Path == f })
	if i < 0 {
		return nil
	}
	return &l.Fields[i]
}

// LeafForm is a leaf being written. Days, numbers and amounts are kept as they were
// typed until they are recorded.
type LeafForm struct {
	*Edits
	Leaf *Leaf
	Item casework.ItemID
}

// fieldCurrency follows the field of an amount: its currency.
const fieldCurrency = ".currency"

// Label names a field.
func (f *LeafForm) Label(field casework.Field) Message { return placeName(f.Leaf.Kind, field) }

// New reports whether it is not in the file yet.
func (f *LeafForm) New() bool { return f.seen == nil }

// held is what the item itself holds of a field, as a person types it.
func (f *LeafForm) held(field casework.Field) string {
	if f.seen == nil {
		return ""
	}
	amount, isCurrency := strings.CutSuffix(string(field), fieldCurrency)
	if isCurrency {
		field = casework.Field(amount)
	}
	v := f.seen.Get(field)
	switch f.Leaf.Type(field).Type {
	case casework.Date:
		if t, ok := v.Date(); ok {
			return t.Format("2.1.2006")
		}
	case casework.Time:
		if t, ok := v.Time(); ok {
			return t.Local().Format("2.1.2006 15:04")
		}
	case casework.Money:
		if a, ok := v.Amount(); ok && isCurrency {
			return a.Currency
		} else if ok {
			return amountText(a)
		}
	}
	return string(v)
}

// Text is what a field shows.
func (f *LeafForm) Text(field casework.Field) string {
	if text, ok := strings.CutPrefix(f.Form.Text(string(field)), typed); ok {
		return text
	}
	return f.held(field)
}

// Type takes what is typed or chosen for a field.
func (f *LeafForm) Type(field casework.Field, text string) {
	f.typeOver(string(field), text, f.held(field))
}

// Currency is the currency of an amount's field, and TypeCurrency takes it.
func (f *LeafForm) Currency(field casework.Field) string { return f.Text(field + fieldCurrency) }

// TypeCurrency takes the currency of an amount.
func (f *LeafForm) TypeCurrency(field casework.Field, currency string) {
	f.Type(field+fieldCurrency, currency)
}

// Wrong reports whether what is typed into a field can be no answer to it.
func (f *LeafForm) Wrong(field casework.Field) bool {
	text := strings.TrimSpace(f.Text(field))
	if text == "" {
		return false
	}
	if f.Leaf.Type(field).Type == casework.Money && f.Currency(field) == "" {
		_, ok := minorOf(text, Currencies[0])
		return !ok // the currency is not chosen yet
	}
	return casework.CheckValue(f.Leaf.Kind, field, leafValue(f.Leaf, field, text, f.Currency(field))) != nil
}

// Asked reports whether a field is asked now.
func (f *LeafForm) Asked(q LeafField) bool {
	if q.If == "" {
		return true
	}
	v := casework.Value(f.Text(q.If))
	if len(q.Is) == 0 {
		return v != ""
	}
	return slices.Contains(q.Is, v)
}

// Ready reports whether it can be recorded: something was typed, and what was typed is
// what its fields take. What is not stays a draft, and says so beside the field.
func (f *LeafForm) Ready() bool {
	return f.Open() && f.Changed() && !slices.ContainsFunc(f.Leaf.Fields, func(q LeafField) bool { return f.Wrong(q.Path) })
}

// leafValue makes casework's value of what was typed. What is none is handed on as it
// was typed, so that casework refuses it rather than losing it.
func leafValue(l *Leaf, field casework.Field, text, currency string) casework.Value {
	ask := askOf(l.Type(field).Type)
	switch {
	case ask == AskDay:
		text = digits(text)
	case l.Type(field).Type == casework.Money:
		ask = AskMoney
	}
	v, _ := kept(ask, text, currency)
	return v
}

// RecordLeaf makes the changes of a leaf's draft.
func RecordLeaf(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	l := LeafOf(leafKind(d.Route))
	if l == nil {
		return casework.Done{}, errNoRecorder
	}
	fields, seen := leafFields(l, d)
	if v, wrote := fields["closed"]; wrote && l.Kind == casework.KindCase && v != "" { // taken back, it is another episode
		fields["stage"] = "closed"
	}
	return service.Write(ctx, casework.Edit{Subject: d.Route.Subject, Kind: l.Kind, Item: d.Route.Item, Fields: fields, Seen: seen})
}

// leafFields are the fields that a draft writes, and over what.
func leafFields(l *Leaf, d Draft) (fields map[casework.Field]casework.Value, seen *casework.Item) {
	typed, seen := editsOf(d, casework.ItemKey{Kind: l.Kind, ID: d.Route.Item})
	shown := &LeafForm{Edits: &Edits{Form: &Form{draft: d}, Kind: l.Kind, seen: seen}, Leaf: l}
	fields = map[casework.Field]casework.Value{}
	for f := range typed {
		f = casework.Field(strings.TrimSuffix(string(f), fieldCurrency))
		v := leafValue(l, f, strings.TrimSpace(shown.Text(f)), shown.Currency(f))
		if v == "" && seen == nil {
			continue
		}
		fields[f] = v
	}
	return fields, seen
}

// partLeaf begins the part of a leaf's route; its kind follows. It is kept in drafts:
// never rename.
const partLeaf = "leaf."

func leafRoute(about casework.Subject, k casework.Kind, i casework.ItemID) Route {
	return Route{Place: PlaceCase, Subject: about, Item: i, Part: partLeaf + string(k)}
}

// leafKind is the kind that a leaf's route is of; "" if it is none.
func leafKind(r Route) casework.Kind {
	k, ok := strings.CutPrefix(r.Part, partLeaf)
	if !ok {
		return ""
	}
	return casework.Kind(k)
}
