package casework

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// Write is who wrote something, where and when.
type Write struct {
	Change ChangeID
	By     StaffID
	Device DeviceID
	At     time.Time // wall clock of the device
	Stamp  Stamp
}

// Head is a write of a field that nobody has replaced.
type Head struct {
	Write
	Value Value
	Over  []ChangeID // of a deleting: the heads of the item's other fields that its author saw, ascending
}

// Past is a write of a field that the table keeps, replaced or not.
type Past struct {
	Write
	Value    Value
	Replaces []ChangeID // ascending
}

// FieldState is what the fold knows of one field. All lists ascend by change.
type FieldState struct {
	Heads []Head
	Gone  []ChangeID // replaced by a write that is here, not yet here themselves
	Past  []Past     // of fields marked Keep in the table: every write
}

// ItemKey names an item of a subject. The item of the subject itself has a zero ID.
type ItemKey struct {
	Kind Kind
	ID   ItemID
}

// Item is the fold of all changes to one item: one row of a store. The zero Item of a
// kind is one that nothing was written to.
type Item struct {
	ItemKey
	Fields map[Field]*FieldState
}

// NewItem returns an item that nothing was written to.
func NewItem(k ItemKey) *Item { return &Item{ItemKey: k, Fields: map[Field]*FieldState{}} }

// Apply folds a change into its item. Changes may come in any order, each once: the
// caller's primary key on the change's identifier sees to that.
//
// arrived says whether a change was applied to this subject before, or is erased; it
// is asked only for changes that c replaces and that are no heads, so that the cost
// does not grow with the age of the case. A change that is stored but not yet
// applied has not arrived.
//
// What the item holds afterwards is a function of the set of changes applied: the
// heads are the writes that none of them replaces. It returns the fields whose heads
// are others than before.
func (it *Item) Apply(c Change, arrived func(ChangeID) bool) []Field {
	var touched []Field
	w := Write{c.ID, c.By, c.Device, c.At, c.Stamp}
	for f, v := range c.Body {
		fs := it.at(f)
		if keeps(it.Kind, f) {
			fs.Past = insertBy(fs.Past, Past{w, v, c.Replaces[f]}, Past.id)
		}
		if i, dead := slices.BinarySearchFunc(fs.Gone, c.ID, ChangeID.Compare); dead {
			fs.Gone = slices.Delete(fs.Gone, i, i+1)
			continue
		}
		h := Head{Write: w, Value: v}
		if isDeleted(f) {
			h.Over = over(c)
		}
		fs.Heads = insertBy(fs.Heads, h, Head.id)
		touched = append(touched, f)
	}
	return append(touched, it.replace(c.Body, c.Replaces, arrived)...)
}

// Erase takes out of the item what the erased change wrote, and keeps that it
// replaced what it replaced: nothing that was corrected comes back by erasing the
// correction. sk says what that was, so that it works on a node that never saw the
// erased change. From then on arrived must be true for it.
func (it *Item) Erase(id ChangeID, sk Skeleton, arrived func(ChangeID) bool) []Field {
	var touched []Field
	body := map[Field]Value{}
	for f := range sk.Fields {
		body[f] = ""
		fs := it.at(f)
		if i, here := slices.BinarySearchFunc(fs.Heads, id, headCmp); here {
			fs.Heads = slices.Delete(fs.Heads, i, i+1)
			touched = append(touched, f)
		}
		if i, dead := slices.BinarySearchFunc(fs.Gone, id, ChangeID.Compare); dead {
			fs.Gone = slices.Delete(fs.Gone, i, i+1)
		}
		if i, here := slices.BinarySearchFunc(fs.Past, id, func(p Past, id ChangeID) int { return p.Change.Compare(id) }); here {
			fs.Past = slices.Delete(fs.Past, i, i+1)
		}
	}
	return append(touched, it.replace(body, sk.Fields, arrived)...)
}

// replace takes out the heads that a write of the fields in body replaces.
func (it *Item) replace(body map[Field]Value, replaces map[Field][]ChangeID, arrived func(ChangeID) bool) []Field {
	var touched []Field
	for f, ids := range replaces {
		if _, written := body[f]; !written {
			continue // a deleting: what it saw is in its head, and stays readable
		}
		fs := it.at(f)
		for _, id := range ids {
			if i, here := slices.BinarySearchFunc(fs.Heads, id, headCmp); here {
				fs.Heads = slices.Delete(fs.Heads, i, i+1)
				touched = append(touched, f)
			} else if i, known := slices.BinarySearchFunc(fs.Gone, id, ChangeID.Compare); !known && !arrived(id) {
				fs.Gone = slices.Insert(fs.Gone, i, id)
			}
		}
	}
	return touched
}

func (it *Item) at(f Field) *FieldState {
	fs := it.Fields[f]
	if fs == nil {
		fs = &FieldState{}
		it.Fields[f] = fs
	}
	return fs
}

func keeps(k Kind, f Field) bool {
	row := FieldOf(k, f)
	return row != nil && row.Keep
}

// over collects what a deleting saw of the fields it does not write itself.
func over(c Change) []ChangeID {
	var out []ChangeID
	for f, ids := range c.Replaces {
		if _, written := c.Body[f]; !written {
			out = append(out, ids...)
		}
	}
	slices.SortFunc(out, ChangeID.Compare)
	return slices.Compact(out)
}

func (h Head) id() ChangeID { return h.Change }
func (p Past) id() ChangeID { return p.Change }

func headCmp(h Head, id ChangeID) int { return h.Change.Compare(id) }

func insertBy[T any](s []T, x T, id func(T) ChangeID) []T {
	i, found := slices.BinarySearchFunc(s, x, func(a, b T) int { return id(a).Compare(id(b)) })
	if found {
		return s
	}
	return slices.Insert(s, i, x)
}

// --- reading an item ---

// Get returns what a field holds, "" if nothing. In a conflict it is the value with
// the greatest stamp, for lists; screens that show the field ask [Item.Conflict] too.
func (it *Item) Get(f Field) Value {
	h, _ := it.Head(f)
	return h.Value
}

// Head returns the head that Get's value is of.
func (it *Item) Head(f Field) (Head, bool) {
	if it == nil || it.Fields[f] == nil || len(it.Fields[f].Heads) == 0 {
		return Head{}, false
	}
	return slices.MaxFunc(it.Fields[f].Heads, func(a, b Head) int {
		return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), a.Change.Compare(b.Change))
	}), true
}

// Heads returns the identifiers that a write of f now has to replace, ascending.
func (it *Item) Heads(f Field) []ChangeID {
	if it == nil || it.Fields[f] == nil {
		return nil
	}
	var out []ChangeID
	for _, h := range it.Fields[f].Heads {
		out = append(out, h.Change)
	}
	return out
}

// Is reports whether a yes-or-no field is yes.
func (it *Item) Is(f Field) bool { return it.Get(f) == Yes }

// Written reports whether anything at all is held: false for an item that only ever
// was replaced or erased.
func (it *Item) Written() bool {
	if it == nil {
		return false
	}
	for _, fs := range it.Fields {
		if len(fs.Heads) > 0 {
			return true
		}
	}
	return false
}

// All yields the fields that hold something, in the order of the alphabet.
func (it *Item) All() iter.Seq2[Field, Value] {
	return func(yield func(Field, Value) bool) {
		if it == nil {
			return
		}
		for _, f := range slices.Sorted(maps.Keys(it.Fields)) {
			if v := it.Get(f); v != "" && !isDeleted(f) && !yield(f, v) {
				return
			}
		}
	}
}

// List yields the second segments of the fields that begin with first and hold
// something, each once, in the order of the alphabet, which for items is the order of
// their making: List("question") yields the questions' identifiers.
func (it *Item) List(first string) []string {
	var out []string
	for f, v := range it.All() {
		if v == "" {
			continue
		}
		if a, b, ok := cutSegment(f); ok && a == first {
			out = append(out, b)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Newer reports whether the item holds anything that only a newer version understands.
func (it *Item) Newer() bool {
	if it == nil {
		return false
	}
	for f, fs := range it.Fields {
		if len(fs.Heads) > 0 && FieldOf(it.Kind, f) == nil {
			return true
		}
	}
	return false
}

// Last returns the write with the greatest stamp among all heads.
func (it *Item) Last() Write {
	var last Write
	if it == nil {
		return last
	}
	for _, fs := range it.Fields {
		for _, h := range fs.Heads {
			if h.Stamp > last.Stamp || h.Stamp == last.Stamp && h.Change.Compare(last.Change) > 0 {
				last = h.Write
			}
		}
	}
	return last
}

// Deleting is whether an item is deleted.
type Deleting uint8

// The states of deleting.
const (
	Kept           Deleting = iota
	Deleted                 // somebody deleted it, having seen all that it holds
	DeleteConflict          // somebody deleted it, somebody else wrote to it or kept it meanwhile
)

// Deleting reports whether the item is deleted.
func (it *Item) Deleting() Deleting {
	if it == nil {
		return Kept
	}
	var yes, no bool
	seen := map[ChangeID]bool{}
	for f, fs := range it.Fields {
		if !isDeleted(f) {
			continue
		}
		for _, h := range fs.Heads {
			if h.Value != Yes {
				no = true
				continue
			}
			yes = true
			for _, id := range h.Over {
				seen[id] = true
			}
		}
	}
	if !yes {
		return Kept
	}
	for f, fs := range it.Fields {
		if isDeleted(f) {
			continue
		}
		for _, h := range fs.Heads {
			if !seen[h.Change] {
				return DeleteConflict
			}
		}
	}
	if no {
		return DeleteConflict
	}
	return Deleted
}

// Conflict is a field that was written at the same time with different values. None
// of them is lost; somebody decides.
type Conflict struct {
	ItemKey
	Field Field
	Heads []Head // two or more, by stamp
}

// Conflict returns the conflict on one field, if there is one.
func (it *Item) Conflict(f Field) (Conflict, bool) {
	if it == nil || it.Fields[f] == nil {
		return Conflict{}, false
	}
	heads := it.Fields[f].Heads
	if it.Kind == KindCircleKey {
		return Conflict{}, false // one key, wrapped twice: nobody has to decide which
	}
	for _, h := range heads {
		if h.Value != heads[0].Value {
			sorted := slices.Clone(heads)
			slices.SortFunc(sorted, func(a, b Head) int { return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), a.Change.Compare(b.Change)) })
			return Conflict{it.ItemKey, f, sorted}, true
		}
	}
	return Conflict{}, false
}

// Conflicts returns all conflicts of the item, by field. One that is deleted and
// written to at once shows as a conflict on [FieldDeleted].
func (it *Item) Conflicts() []Conflict {
	if it == nil {
		return nil
	}
	var out []Conflict
	for _, f := range slices.Sorted(maps.Keys(it.Fields)) {
		if c, ok := it.Conflict(f); ok {
			out = append(out, c)
		}
	}
	if it.Deleting() == DeleteConflict && !slices.ContainsFunc(out, func(c Conflict) bool { return isDeleted(c.Field) }) {
		var heads []Head
		for f, fs := range it.Fields {
			if isDeleted(f) {
				heads = append(heads, fs.Heads...)
			}
		}
		slices.SortFunc(heads, func(a, b Head) int { return a.Change.Compare(b.Change) })
		out = append(out, Conflict{it.ItemKey, FieldDeleted, heads})
	}
	return out
}
