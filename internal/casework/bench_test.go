package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"waymark/internal/casework"
	"waymark/internal/id"
)

// BenchmarkApply is what a store does for one more change of a case that has n: load
// the row, apply, write the row. It must not grow with n.
func BenchmarkApply(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows, here := map[casework.ItemKey][]byte{}, map[casework.ChangeID]bool{}
			apply := func(c casework.Change) {
				key := casework.ItemKey{Kind: c.Kind, ID: c.Item}
				it := casework.NewItem(key)
				if row, ok := rows[key]; ok {
					var err error
					if it, err = casework.UnmarshalItem(key, row); err != nil {
						b.Fatal(err)
					}
				}
				for f := range c.Body {
					if heads := it.Heads(f); len(heads) > 0 {
						c.Replaces = map[casework.Field][]casework.ChangeID{f: heads}
					}
				}
				it.Apply(c, func(i casework.ChangeID) bool { return here[i] })
				here[c.ID] = true
				row, err := casework.MarshalItem(it)
				if err != nil {
					b.Fatal(err)
				}
				rows[key] = row
			}
			// A tenth of the changes go to the case itself and to one member again and again.
			next := func(i int) casework.Change {
				c := casework.Change{ID: casework.ChangeID(id.New[testing.B]()), Subject: theCase, Stamp: casework.Stamp(i), At: day("2026-03-04")}
				switch i % 20 {
				case 0:
					c.Kind, c.Body = "case", body{"destination.region": casework.Value(fmt.Sprint(i))}
				case 1:
					c.Kind, c.Item, c.Body = "member", casework.ItemID{1}, body{"name.latin": casework.Value(fmt.Sprint(i)), "birth": "1990"}
				default:
					c.Kind, c.Item, c.Body = "counselling", casework.ItemID(c.ID), body{"said": "what was said, at some length, and what follows from it", "outcome": "still_considering", "setting": "office"}
				}
				return c
			}
			for i := range n {
				apply(next(i))
			}
			i := n
			for b.Loop() {
				apply(next(i))
				i++
			}
		})
	}
}

// BenchmarkNormalise is what indexing a note of 4,000 words in four scripts costs.
func BenchmarkNormalise(b *testing.B) {
	note := strings.Repeat("Die Anwältin sagte: Frist bis 14.11. آخرین مهلت برای اعتراض ጠበቓ ቆጸራ ადვოკატი ", 300)
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		casework.Normalise(note)
	}
}
