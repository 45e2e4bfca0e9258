package casework_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/internal/casework"
)

var places = []struct {
	kind  casework.Kind
	item  byte // zero: the subject itself
	field casework.Field
}{
	{"case", 0, "file_number"}, {"case", 0, "assigned"}, {"case", 0, "office"},
	{"member", 1, "name.native"}, {"member", 1, "birth"}, {"member", 1, "wishes"}, {"member", 2, "name.native"},
	{"counselling", 1, "said"}, {"counselling", 1, "doubt"}, {"plan.line", 1, "amount"}, {"medical", 1, "description"},
	{"contact", 1, "value"}, {"newer.kind", 1, "newer.field"},
}

// drawHistory is what several devices wrote about one case, each knowing only what it
// had received: edits, deletions, emptied fields, and erasings if asked for.
func drawHistory(t *rapid.T, erase bool) (casework.Subject, []casework.Change) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	fill := func(b []byte) {
		for i := range b {
			b[i] = byte(r.Uint32())
		}
	}
	subject := casework.Subject{Kind: casework.SubjectCase}
	fill(subject.ID[:])
	devices := make([]*casework.State, rapid.IntRange(1, 4).Draw(t, "devices"))
	for i := range devices {
		devices[i] = casework.NewState(subject)
	}
	var all []casework.Change
	for range rapid.IntRange(1, 40).Draw(t, "writes") {
		d := r.IntN(len(devices))
		for _, c := range all {
			if r.IntN(3) == 0 {
				devices[d].Apply(c)
			}
		}
		p := places[r.IntN(len(places))]
		c := casework.Change{
			Subject: subject, Kind: p.kind, At: time.UnixMilli(r.Int64N(1e12)).UTC(), Stamp: casework.Stamp(r.Uint64() >> 1),
			Body: map[casework.Field]casework.Value{}, Replaces: map[casework.Field][]casework.ChangeID{},
		}
		fill(c.ID[:])
		c.Item[0] = p.item
		it := devices[d].Item(c.Kind, c.Item)
		switch {
		case erase && len(all) > 0 && r.IntN(8) == 0:
			c.Kind, c.Item = casework.KindErase, casework.ItemID{byte(len(all))}
			for range 1 + r.IntN(3) {
				victim := all[r.IntN(len(all))]
				c.Body[casework.F("change", victim.ID.String())] = casework.SkeletonOf(victim).Value()
			}
		case it.Written() && r.IntN(5) == 0:
			c.Body[casework.FieldDeleted] = casework.YesOrNo(r.IntN(4) > 0)
			for f := range it.All() {
				c.Replaces[f] = it.Heads(f)
			}
			c.Replaces[casework.FieldDeleted] = it.Heads(casework.FieldDeleted)
		default:
			c.Body[p.field] = casework.Value([]string{"", "a", "b", "c"}[r.IntN(4)])
			c.Replaces[p.field] = it.Heads(p.field)
		}
		devices[d].Apply(c)
		all = append(all, c)
	}
	return subject, all
}

func TestFoldIsTheSameInAnyOrderWithDoubles(t *testing.T) {
	for name, erase := range map[string]bool{"without erasing": false, "with erasing": true} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s, all := drawHistory(t, erase)
				want := casework.Fold(s, all...)
				other := rapid.Permutation(append(slices.Clone(all), all[:len(all)/2]...)).Draw(t, "order")
				got := casework.Fold(s, other...)
				require.True(t, casework.Alike(want, got, nil))
				require.Equal(t, len(want.Conflicts()), len(got.Conflicts()))
			})
		})
	}
}

// What is kept of replaced writes that are not here yet is a function of the set too,
// so rows made in another order are the same bytes.
func TestRowsAreTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, all := drawHistory(t, false)
		some := all[len(all)/3:]
		want, got := casework.Fold(s, some...), casework.Fold(s, rapid.Permutation(some).Draw(t, "order")...)
		for key, it := range want.Items {
			a, err := casework.MarshalItem(it)
			require.NoError(t, err)
			b, err := casework.MarshalItem(got.Items[key])
			require.NoError(t, err)
			require.Equal(t, a, b)
		}
	})
}

// Whoever is given only some classes folds those as everybody else does.
func TestWhatARoleIsNotGivenDoesNotChangeTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, all := drawHistory(t, false)
		given := map[casework.Class]bool{}
		for _, c := range casework.Classes() {
			given[c] = rapid.Bool().Draw(t, c.String())
		}
		sees := func(k casework.Kind, f casework.Field) bool {
			c, known := casework.ClassOf(k, f)
			return known && given[c]
		}
		var part []casework.Change
		for _, c := range all {
			for f := range c.Body {
				if sees(c.Kind, f) {
					part = append(part, c)
				}
			}
		}
		require.True(t, casework.Alike(casework.Fold(s, all...), casework.Fold(s, part...), sees))
	})
}

// A store loads one row, applies one change and writes the row, and may be killed
// between any two changes.
func TestRowByRowFoldsAsInMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, all := drawHistory(t, false)
		rows, here := map[casework.ItemKey][]byte{}, map[casework.ChangeID]bool{}
		for _, c := range rapid.Permutation(all).Draw(t, "order") {
			key := casework.ItemKey{Kind: c.Kind, ID: c.Item}
			it := casework.NewItem(key)
			if row, ok := rows[key]; ok {
				var err error
				it, err = casework.UnmarshalItem(key, row)
				require.NoError(t, err)
			}
			it.Apply(c, func(i casework.ChangeID) bool { return here[i] })
			here[c.ID] = true
			row, err := casework.MarshalItem(it)
			require.NoError(t, err)
			rows[key] = row
		}
		var items []*casework.Item
		for key, row := range rows {
			it, err := casework.UnmarshalItem(key, row)
			require.NoError(t, err)
			items = append(items, it)
		}
		require.True(t, casework.Alike(casework.Fold(s, all...), casework.StateOf(s, items...), nil))
	})
}

// No word is lost: every write that nobody replaced and nobody erased can be read.
func TestEveryUnreplacedWriteIsAHead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, all := drawHistory(t, false)
		replaced := map[casework.Field]map[casework.ChangeID]bool{}
		for _, c := range all {
			for f, ids := range c.Replaces {
				if _, written := c.Body[f]; !written {
					continue
				}
				if replaced[f] == nil {
					replaced[f] = map[casework.ChangeID]bool{}
				}
				for _, i := range ids {
					replaced[f][i] = true
				}
			}
		}
		st := casework.Fold(s, all...)
		for _, c := range all {
			for f := range c.Body {
				require.Equal(t, !replaced[f][c.ID], slices.Contains(st.Item(c.Kind, c.Item).Heads(f), c.ID))
			}
		}
	})
}

func change(n byte, kind casework.Kind, body map[casework.Field]casework.Value, replaces map[casework.Field][]casework.ChangeID) casework.Change {
	return casework.Change{
		ID: casework.ChangeID{n}, Subject: casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}, Kind: kind,
		Item: casework.ItemID{7}, Stamp: casework.Stamp(n), At: time.UnixMilli(int64(n)).UTC(), Body: body, Replaces: replaces,
	}
}

type body = map[casework.Field]casework.Value
type replaces = map[casework.Field][]casework.ChangeID

func TestConcurrentWritesAreAConflictUntilSomebodyDecides(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	first := change(1, "member", body{"name.latin": "Amna"}, nil)
	one := change(2, "member", body{"name.latin": "Amina"}, replaces{"name.latin": {first.ID}})
	two := change(3, "member", body{"name.latin": "Aminah"}, replaces{"name.latin": {first.ID}})
	st := casework.Fold(s, two, one, first)
	conflicts := st.Conflicts()
	require.Len(t, conflicts, 1)
	assert.Equal(t, casework.Field("name.latin"), conflicts[0].Field)
	assert.Len(t, conflicts[0].Heads, 2)

	decided := change(4, "member", body{"name.latin": "Amina"}, replaces{"name.latin": st.Item("member", casework.ItemID{7}).Heads("name.latin")})
	st.Apply(decided)
	assert.Empty(t, st.Conflicts())
	assert.Equal(t, casework.Value("Amina"), st.Item("member", casework.ItemID{7}).Get("name.latin"))
}

func TestTheSameValueTwiceIsNoConflict(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	st := casework.Fold(s, change(1, "member", body{"birth": "1990"}, nil), change(2, "member", body{"birth": "1990"}, nil))
	assert.Empty(t, st.Conflicts())
}

func TestDeletingWhatSomebodyEditsMeanwhileIsAConflict(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	first := change(1, "member", body{"name.latin": "Amna"}, nil)
	gone := change(2, "member", body{"deleted": "yes"}, replaces{"name.latin": {first.ID}})
	edit := change(3, "member", body{"birth": "1990"}, nil)

	st := casework.Fold(s, gone, first)
	assert.Equal(t, casework.Deleted, st.Item("member", casework.ItemID{7}).Deleting())
	assert.Empty(t, st.Of("member"))

	st.Apply(edit)
	assert.Equal(t, casework.DeleteConflict, st.Item("member", casework.ItemID{7}).Deleting())
	require.Len(t, st.Conflicts(), 1)
	assert.Len(t, st.Of("member"), 1, "it stays visible until somebody decides")
	assert.Equal(t, casework.Value("Amna"), st.Of("member")[0].Get("name.latin"), "and readable")
}

func TestErasingACorrectionDoesNotBringBackWhatItCorrected(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	first := change(1, "member", body{"name.latin": "wrong"}, nil)
	second := change(2, "member", body{"name.latin": "worse"}, replaces{"name.latin": {first.ID}})
	erase := change(3, "erase", body{casework.F("change", second.ID.String()): casework.SkeletonOf(second).Value()}, nil)
	for name, order := range map[string][]casework.Change{
		"seen before":  {first, second, erase},
		"never seen":   {first, erase},
		"late edit":    {erase, second, first},
		"erased first": {erase, first},
	} {
		t.Run(name, func(t *testing.T) {
			st := casework.Fold(s, order...)
			assert.Empty(t, st.Of("member"))
			assert.True(t, st.Erased(second.ID))
		})
	}
}

func TestAWhollyErasedSubjectTakesNothingMore(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	st := casework.Fold(s, change(1, "member", body{"birth": "1990"}, nil), change(2, "erase", body{"whole": "yes"}, nil))
	assert.True(t, st.Whole)
	assert.False(t, st.Apply(change(3, "member", body{"birth": "1991"}, nil)))
	assert.Empty(t, st.Of("member"))
	assert.Len(t, st.Of("erase"), 1, "the order itself stays")
}

func TestWhatANewerVersionWroteIsKeptAndSaid(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	st := casework.Fold(s, change(1, "member", body{"name.in_braille": "⠁"}, nil))
	assert.True(t, st.Newer())
	assert.Equal(t, casework.Value("⠁"), st.Of("member")[0].Get("name.in_braille"))
	assert.False(t, casework.Fold(s, change(1, "member", body{"birth": "1990"}, nil)).Newer())
}

// The properties above notice a fold that is wrong: one that forgets what was replaced
// before it arrived, and one that lets the latest clock win, do not pass them.
func TestThePropertiesNoticeAWrongFold(t *testing.T) {
	forgets := func(s casework.Subject, all []casework.Change) map[string]string {
		items := map[casework.ItemKey]*casework.Item{}
		for _, c := range all {
			key := casework.ItemKey{Kind: c.Kind, ID: c.Item}
			if items[key] == nil {
				items[key] = casework.NewItem(key)
			}
			items[key].Apply(c, func(casework.ChangeID) bool { return true })
		}
		out := map[string]string{}
		for key, it := range items {
			for f := range it.Fields {
				for _, h := range it.Fields[f].Heads {
					out[string(key.Kind)+key.ID.String()+string(f)] += h.Change.String()
				}
			}
		}
		return out
	}
	lastWins := func(s casework.Subject, all []casework.Change) map[string]string {
		out, at := map[string]string{}, map[string]time.Time{}
		for _, c := range all {
			for f, v := range c.Body {
				place := string(c.Kind) + c.Item.String() + string(f)
				if !c.At.Before(at[place]) {
					at[place], out[place] = c.At, string(v)
				}
			}
		}
		return out
	}
	heads := func(s casework.Subject, all []casework.Change) map[string]string {
		out := map[string]string{}
		for key, it := range casework.Fold(s, all...).Items {
			for f := range it.Fields {
				for _, h := range it.Fields[f].Heads {
					out[string(key.Kind)+key.ID.String()+string(f)] += h.Change.String()
				}
			}
		}
		return out
	}
	differs := map[string]int{}
	for seed := range 100 {
		rapid.Custom(func(rt *rapid.T) int {
			s, all := drawHistory(rt, false)
			other := slices.Clone(all)
			slices.Reverse(other)
			if !assert.ObjectsAreEqual(forgets(s, all), forgets(s, other)) {
				differs["forgets"]++
			}
			lost := lastWins(s, all)
			for _, conflict := range casework.Fold(s, all...).Conflicts() {
				if lost[string(conflict.Kind)+conflict.ID.String()+string(conflict.Field)] != "" {
					differs["last wins hides a conflict"]++
				}
			}
			require.Equal(rt, heads(s, all), heads(s, other))
			return 0
		}).Example(seed)
	}
	assert.Positive(t, differs["forgets"])
	assert.Positive(t, differs["last wins hides a conflict"])
}
