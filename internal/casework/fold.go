package casework

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// FoldVersion is stored beside folded items. When it is another than the program's,
// the store folds all changes again: the table of kinds may keep what it did not.
const FoldVersion = 1

// State is the fold of all changes about one subject, in memory. A store keeps its
// items as rows instead and uses [Item.Apply] and [Item.Erase] on the one it needs.
type State struct {
	Subject Subject
	Items   map[ItemKey]*Item
	Whole   bool // the whole subject is erased

	here   map[ChangeID]bool // applied
	erased map[ChangeID]bool
}

// NewState returns the state of a subject that nothing was written about.
func NewState(s Subject) *State {
	return &State{Subject: s, Items: map[ItemKey]*Item{}, here: map[ChangeID]bool{}, erased: map[ChangeID]bool{}}
}

// StateOf makes a state of items loaded from a store, for reading.
func StateOf(s Subject, items ...*Item) *State {
	st := NewState(s)
	for _, it := range items {
		st.Items[it.ItemKey] = it
	}
	return st
}

// Fold reduces changes about one subject with Apply.
func Fold(s Subject, changes ...Change) *State {
	st := NewState(s)
	for _, c := range changes {
		st.Apply(c)
	}
	return st
}

// Apply folds one more change. It is commutative and idempotent: the state is a
// function of the set of changes. Whether the author was allowed to is not its
// matter, see Judge. It reports whether the change was news.
func (st *State) Apply(c Change) bool {
	if st.here[c.ID] || c.Subject != st.Subject {
		return false
	}
	if !c.Kind.IsErase() && c.Kind != KindEraseAsk && (st.Whole || st.erased[c.ID]) {
		return false
	}
	st.item(ItemKey{c.Kind, c.Item}).Apply(c, st.arrived)
	st.here[c.ID] = true
	if c.Kind.IsErase() {
		st.erase(ErasingOf(c))
	}
	return true
}

func (st *State) arrived(id ChangeID) bool { return st.here[id] || st.erased[id] }

func (st *State) item(k ItemKey) *Item {
	it := st.Items[k]
	if it == nil {
		it = NewItem(k)
		st.Items[k] = it
	}
	return it
}

func (st *State) erase(e Erasing) {
	if e.Whole {
		st.Whole = true
		maps.DeleteFunc(st.Items, func(k ItemKey, _ *Item) bool { return !k.Kind.IsErase() && k.Kind != KindEraseAsk })
		return
	}
	if st.Whole {
		return
	}
	for _, id := range slices.SortedFunc(maps.Keys(e.Changes), ChangeID.Compare) {
		sk := e.Changes[id]
		if sk.Kind.IsErase() || sk.Kind == KindEraseAsk {
			continue
		}
		st.erased[id] = true
		if sk.Kind == "" { // unreadable: Judge refuses such an order
			continue
		}
		st.item(ItemKey{sk.Kind, sk.Item}).Erase(id, sk, st.arrived)
	}
}

// Erased reports whether a change was erased.
func (st *State) Erased(id ChangeID) bool { return st.erased[id] }

// Item returns one item, nil if nothing was ever written to it. All of Item's reading
// methods may be called on nil.
func (st *State) Item(k Kind, id ItemID) *Item { return st.Items[ItemKey{k, id}] }

// Root returns the item of the subject itself: the one that says to whom it is assigned.
func (st *State) Root() *Item { return st.Items[RootKey(st.Subject.Kind)] }

// Of returns the items of a kind that hold something and are not deleted, in the
// order of their making. Those deleted and written to at once are among them.
func (st *State) Of(k Kind) []*Item {
	var out []*Item
	for key, it := range st.Items {
		if key.Kind == k && it.Written() && it.Deleting() != Deleted {
			out = append(out, it)
		}
	}
	slices.SortFunc(out, func(a, b *Item) int { return a.ID.Compare(b.ID) })
	return out
}

// Conflicts returns all conflicts of the subject.
func (st *State) Conflicts() []Conflict {
	var out []Conflict
	for _, k := range slices.SortedFunc(maps.Keys(st.Items), ItemKey.Compare) {
		out = append(out, st.Items[k].Conflicts()...)
	}
	return out
}

// Newer reports whether there is anything that only a newer version understands.
func (st *State) Newer() bool {
	for _, it := range st.Items {
		if it.Newer() {
			return true
		}
	}
	return false
}

// Compare orders keys by kind and identifier.
func (k ItemKey) Compare(o ItemKey) int {
	return cmp.Or(strings.Compare(string(k.Kind), string(o.Kind)), k.ID.Compare(o.ID))
}

// Alike reports whether two states show the same: the same heads everywhere, of what
// the two share if only says so (nil: of everything).
func Alike(a, b *State, only func(Kind, Field) bool) bool {
	if a.Whole != b.Whole {
		return false
	}
	for _, s := range [2][2]*State{{a, b}, {b, a}} {
		for key, it := range s[0].Items {
			for f, fs := range it.Fields {
				if only != nil && !only(key.Kind, f) {
					continue
				}
				var other FieldState
				if o := s[1].Items[key]; o != nil && o.Fields[f] != nil {
					other = *o.Fields[f]
				}
				if !slices.EqualFunc(fs.Heads, other.Heads, Head.equal) || !slices.EqualFunc(fs.Past, other.Past, Past.equal) {
					return false
				}
			}
		}
	}
	return true
}

func (h Head) equal(o Head) bool {
	return h.Write.equal(o.Write) && h.Value == o.Value && slices.Equal(h.Over, o.Over)
}

func (p Past) equal(o Past) bool {
	return p.Write.equal(o.Write) && p.Value == o.Value && slices.Equal(p.Replaces, o.Replaces)
}

func (w Write) equal(o Write) bool {
	return w.Change == o.Change && w.By == o.By && w.Device == o.Device && w.Stamp == o.Stamp && w.At.Equal(o.At)
}

func cutSegment(f Field) (first, second string, ok bool) {
	first, rest, ok := strings.Cut(string(f), ".")
	if !ok {
		return "", "", false
	}
	second, _, _ = strings.Cut(rest, ".")
	return first, second, true
}
