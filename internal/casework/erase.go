package casework

import (
	"maps"
	"slices"
	"strings"
)

// Skeleton is what an order to erase says of an erased change: where it wrote and
// which writes it replaced there, and nothing of what it said.
type Skeleton struct {
	Kind   Kind
	Item   ItemID
	Fields map[Field][]ChangeID // the fields written, each with what it replaced
}

// SkeletonOf returns the skeleton of a change.
func SkeletonOf(c Change) Skeleton {
	sk := Skeleton{c.Kind, c.Item, make(map[Field][]ChangeID, len(c.Body))}
	for f := range c.Body {
		sk.Fields[f] = c.Replaces[f]
	}
	return sk
}

// Value writes the skeleton: kind, item (or -), and for each field its path, followed
// by = and the replaced changes with commas between, all with spaces between.
func (sk Skeleton) Value() Value {
	var b strings.Builder
	b.WriteString(string(sk.Kind))
	if sk.Item.IsZero() {
		b.WriteString(" -")
	} else {
		b.WriteString(" " + sk.Item.String())
	}
	for _, f := range slices.Sorted(maps.Keys(sk.Fields)) {
		b.WriteString(" " + string(f))
		for i, id := range sk.Fields[f] {
			if i == 0 {
				b.WriteByte('=')
			} else {
				b.WriteByte(',')
			}
			b.WriteString(id.String())
		}
	}
	return Value(b.String())
}

// ParseSkeleton reads what Value wrote.
func ParseSkeleton(v Value) (Skeleton, bool) {
	parts := strings.Split(string(v), " ")
	if len(parts) < 3 || !pathOK(parts[0]) {
		return Skeleton{}, false
	}
	sk := Skeleton{Kind: Kind(parts[0]), Fields: make(map[Field][]ChangeID, len(parts)-2)}
	if parts[1] != "-" {
		if err := sk.Item.UnmarshalText([]byte(parts[1])); err != nil {
			return Skeleton{}, false
		}
	}
	for _, p := range parts[2:] {
		f, list, some := strings.Cut(p, "=")
		if !pathOK(f) {
			return Skeleton{}, false
		}
		var ids []ChangeID
		if some {
			for s := range strings.SplitSeq(list, ",") {
				var id ChangeID
				if id.UnmarshalText([]byte(s)) != nil {
					return Skeleton{}, false
				}
				ids = append(ids, id)
			}
		}
		sk.Fields[Field(f)] = ids
	}
	return sk, sk.Value() == v
}

// Erasing is what an order to erase says.
type Erasing struct {
	First, Second StaffID // who asked, and who ordered; they differ
	Ask           ItemID  // the asking, an item of KindEraseAsk
	Reason        Value
	Whole         bool // the whole subject, with all that ever comes
	Changes       map[ChangeID]Skeleton
}

// ErasingOf reads an order. Changes whose skeleton cannot be read are named with an
// empty one: they are erased all the same where they are found.
func ErasingOf(c Change) Erasing {
	e := Erasing{Reason: c.Body["reason"], Whole: c.Body["whole"] == Yes, Changes: map[ChangeID]Skeleton{}}
	e.First, _ = c.Body["first"].SubjectID()
	e.Second, _ = c.Body["second"].SubjectID()
	e.Ask, _ = c.Body["ask"].Item()
	for f, v := range c.Body {
		text, ok := strings.CutPrefix(string(f), "change.")
		if !ok {
			continue
		}
		var id ChangeID
		if id.UnmarshalText([]byte(text)) != nil {
			continue
		}
		e.Changes[id], _ = ParseSkeleton(v)
	}
	return e
}
