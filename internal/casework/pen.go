package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"waymark/internal/id"
)

// pen collects what one command writes. Its first error ends it; what is written
// after that is ignored.
type pen struct {
	ctx   context.Context
	desk  Desk
	at    time.Time
	acts  []*Act
	items map[Subject]map[ItemKey]*Item // with what this command wrote so far
	seen  map[Subject]bool              // checked for erasing
	err   error
}

func (s *Service) pen(ctx context.Context) *pen {
	return &pen{ctx: ctx, desk: s.desk, items: map[Subject]map[ItemKey]*Item{}, seen: map[Subject]bool{}}
}

// Edit is a write as a screen means it: these fields of this item shall hold this.
type Edit struct {
	Subject Subject
	Kind    Kind
	Item    ItemID
	Fields  map[Field]Value // "" empties a field
	// Seen is the item as the person saw it when typing; nil: as it is now. What
	// arrived since is not replaced: it becomes a conflict, shown and kept.
	Seen *Item
	// Attachment is the content of a document, for the kinds of FileKinds.
	Attachment []byte
}

// item returns the item with what the command wrote so far. It may be nil.
func (p *pen) item(s Subject, k ItemKey) *Item {
	if it, ok := p.items[s][k]; ok || p.err != nil {
		return it
	}
	it, err := p.desk.Reader.Item(p.ctx, s, k)
	if err != nil {
		p.fail(fmt.Errorf("read item: %w", err))
		return nil
	}
	if p.items[s] == nil {
		p.items[s] = map[ItemKey]*Item{}
	}
	p.items[s][k] = it
	return it
}

func (p *pen) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// write makes the changes of one edit: one for each class of its fields. Fields that
// hold the value already are left out, unless they are in conflict.
func (p *pen) write(e Edit) {
	p.writeAll(e, false)
}

// decide is write that also replaces heads whose value is the one wanted.
func (p *pen) decide(e Edit) { p.writeAll(e, true) }

func (p *pen) writeAll(e Edit, always bool) {
	if p.err != nil || len(e.Fields) == 0 {
		return
	}
	info := KindOf(e.Kind)
	if info == nil || !info.MayBeAbout(e.Subject.Kind) {
		p.fail(fmt.Errorf("%s: %w", e.Kind, ErrField))
		return
	}
	now := p.item(e.Subject, ItemKey{e.Kind, e.Item})
	seen := e.Seen
	if seen == nil {
		seen = now
	}
	byClass := map[Class]map[Field]Value{}
	for f, v := range e.Fields {
		if err := CheckValue(e.Kind, f, v); err != nil {
			p.fail(err)
			return
		}
		if !always && unchanged(seen, f, v) {
			continue
		}
		c, _ := ClassOf(e.Kind, f)
		if byClass[c] == nil {
			byClass[c] = map[Field]Value{}
		}
		byClass[c][f] = v
	}
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		c := p.change(e.Subject, e.Kind, e.Item, byClass[class])
		for f := range c.Body {
			if heads := seen.Heads(f); len(heads) > 0 {
				c.Replaces[f] = heads
			}
		}
		c.Attachment = e.Attachment
		p.put(class, c)
	}
}

func unchanged(it *Item, f Field, v Value) bool {
	heads := it.Heads(f)
	return len(heads) == 0 && v == "" || len(heads) == 1 && it.Get(f) == v
}

func (p *pen) change(s Subject, k Kind, i ItemID, body map[Field]Value) Change {
	at, stamp := p.desk.Clock.Next()
	if p.at.IsZero() {
		p.at = at // one command, one time
	}
	return Change{
		ID: ChangeID(p.newID()), Subject: s, Kind: k, Item: i, By: p.desk.Staff.ID, Device: p.desk.Device, At: p.at, Stamp: stamp,
		Body: body, Replaces: map[Field][]ChangeID{}, Basis: basis(p.item(s, RootKey(s.Kind))),
	}
}

// basis is what the author has received of the assignment of the subject.
func basis(root *Item) []ChangeID {
	if root == nil {
		return nil
	}
	var out []ChangeID
	for f := range root.Fields {
		if keeps(root.Kind, f) {
			out = append(out, root.Heads(f)...)
		}
	}
	slices.SortFunc(out, ChangeID.Compare)
	return slices.Compact(out)
}

// put asks whether the change would be accepted, and puts it into the act it belongs to.
func (p *pen) put(class Class, c Change) {
	if p.err != nil {
		return
	}
	if !p.alive(c.Subject, c.Kind) {
		return
	}
	root := p.item(c.Subject, RootKey(c.Subject.Kind))
	if p.err != nil {
		return
	}
	if ok, _ := mayWrite(OwnershipOf(c.Subject, root), p.desk.Staff, c); !ok {
		p.fail(fmt.Errorf("write %s: %w", c.Kind, ErrNotAllowed))
		return
	}
	key := ItemKey{c.Kind, c.Item}
	var it *Item
	if old := p.item(c.Subject, key); old != nil {
		it = old.clone()
	} else {
		it = NewItem(key)
	}
	it.Apply(c, func(ChangeID) bool { return true })
	p.items[c.Subject][key] = it

	if len(c.Attachment) == 0 { // a document travels alone: nothing waits for it
		for _, a := range p.acts {
			if a.Subject == c.Subject && a.Class == class && len(a.Changes[0].Attachment) == 0 {
				a.Changes = append(a.Changes, c)
				return
			}
		}
	}
	p.acts = append(p.acts, &Act{Subject: c.Subject, Class: class, Circle: CircleOf(class, p.desk.Policy), Changes: []Change{c}})
}

// alive fails for subjects that are wholly erased.
func (p *pen) alive(s Subject, k Kind) bool {
	if p.seen[s] || k.IsErase() || k == KindEraseAsk {
		return p.err == nil
	}
	p.seen[s] = true
	order := p.item(s, ItemKey{KindErase, wholeErasing})
	if order.Is("whole") {
		p.fail(ErrErased)
	}
	return p.err == nil
}

// done ends the command.
func (p *pen) done(s Subject, i ItemID) (Done, error) {
	if p.err != nil {
		return Done{}, said(p.err)
	}
	d := Done{Subject: s, Item: i}
	for _, a := range p.acts {
		d.Acts = append(d.Acts, *a)
	}
	if s.Kind == SubjectCase && len(d.Acts) > 0 {
		flags, err := p.flags(s)
		if err != nil {
			return Done{}, err
		}
		d.Flags = flags
	}
	return d, nil
}

// flags are those on the items that the command wrote.
func (p *pen) flags(s Subject) ([]Raised, error) {
	st, err := p.state(s)
	if err != nil {
		return nil, err
	}
	var out []Raised
	for _, f := range FlagsOf(st) {
		if _, wrote := p.items[s][f.ItemKey]; wrote && !f.Settled {
			out = append(out, f)
		}
	}
	return out, nil
}

// state is the subject with what the command wrote so far.
func (p *pen) state(s Subject) (*State, error) {
	before, err := p.desk.Reader.State(p.ctx, s)
	if err != nil {
		return nil, fmt.Errorf("read subject: %w", err)
	}
	st := StateOf(s)
	st.Whole = before.Whole
	maps.Copy(st.Items, before.Items)
	for k, it := range p.items[s] {
		if it != nil {
			st.Items[k] = it
		}
	}
	return st, nil
}

// clone copies what Apply changes.
func (it *Item) clone() *Item {
	out := NewItem(it.ItemKey)
	for f, fs := range it.Fields {
		out.Fields[f] = &FieldState{Heads: slices.Clone(fs.Heads), Gone: slices.Clone(fs.Gone), Past: slices.Clone(fs.Past)}
	}
	return out
}

// newItem makes an identifier for an item that is made now.
func (p *pen) newItem() ItemID { return ItemID(p.newID()) }

func (p *pen) newSubject(k SubjectKind) Subject { return Subject{k, SubjectID(p.newID())} }

func (p *pen) newID() [16]byte {
	if p.desk.NewID != nil {
		return p.desk.NewID(p.desk.Clock.Now())
	}
	return id.At[itemMark](p.desk.Clock.Now())
}

// caseSubject is the subject of a case.
func caseSubject(c SubjectID) Subject { return Subject{SubjectCase, c} }
