package casestore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

func TestSearchFinds(t *testing.T) {
	both(t, func(t *testing.T, d *desk) {
		ctx := context.Background()
		people := map[string]fields{
			"german":  {"name.latin": "Jürgen Straße", "origin.place": "Lüden"},
			"arabic":  {"name.native": "مُحَمَّد الأحمد", "name.latin": "Mohammed al-Ahmad", "spelling.0abc": "Mohamad Alahmad"},
			"persian": {"name.native": "علی کریمی"},
			"bengali": {"name.native": "কুমার দাস"},
		}
		cases := map[string]casework.Subject{}
		for name, f := range people {
			cases[name] = d.someone("W-"+name, f)
		}
		d.session(cases["german"], "2026-11-12", "asked about dialysis; \"urgent\" OR not* (really)")
		for _, row := range []struct{ name, typed, found string }{
			{"ss for sharp s", "strasse", "german"},
			{"capitals for small letters", "LÜDEN", "german"},
			{"beginning of a word", "jür", "german"},
			{"two words in any order", "strasse jurg", "german"},
			{"Arabic without vowel signs", "محمد", "arabic"},
			{"Arabic with vowel signs", "مُحَمَّد", "arabic"},
			{"alef without hamza", "الاحمد", "arabic"},
			{"Latin spelling", "mohammed", "arabic"},
			{"another recorded spelling", "mohamad alah", "arabic"},
			{"Arabic letters for a Persian name", "علي كريمي", "persian"},
			{"Persian letters", "کریمی", "persian"},
			{"vowel signs of Bengali", "কুমার", "bengali"},
			{"file number", "w-german", "german"},
			{"words of a session", "dialys", "german"},
			{"operators are words", "urgent OR not", "german"},
			{"quotes and stars are nothing", "\"urgent* (really", "german"},
		} {
			t.Run(row.name, func(t *testing.T) {
				hits, err := d.store.Search(ctx, row.typed, 20)
				require.NoError(t, err)
				require.NotEmpty(t, hits)
				for _, h := range hits {
					assert.Equal(t, cases[row.found], h.Subject)
				}
			})
		}
		for name, typed := range map[string]string{"nothing typed": "", "only signs": "*\"()", "middle of a word": "rasse", "another's name": "nobody", "two words of two persons": "strasse mohammed"} {
			t.Run("not "+name, func(t *testing.T) {
				hits, err := d.store.Search(ctx, typed, 20)
				require.NoError(t, err)
				assert.Empty(t, hits)
			})
		}
		ids, err := d.store.Caseload(ctx, casestore.Filter{Words: "dialysis", Texts: true})
		require.NoError(t, err)
		assert.Len(t, ids, 1)
		ids, err = d.store.Caseload(ctx, casestore.Filter{Words: "dialysis"})
		require.NoError(t, err)
		assert.Empty(t, ids, "names only")
	})
}

func TestBothSpellingsOfAConflictAreFound(t *testing.T) {
	a, b := plain(t), plain(t)
	h := newHub(t)
	c := a.someone("W-1", fields{"name.latin": "Sara"})
	h.gives(b.store, batch.Content{Entries: h.takes(a.store).Entries})
	b.staff, b.device = newID[casework.StaffID](), newID[casework.DeviceID]()
	members, err := a.store.Items(context.Background(), c, casework.KindMember)
	require.NoError(t, err)
	a.record(a.change(c, casework.KindMember, members[0].ID, fields{"name.latin": "Zahra"}))
	b.record(b.change(c, casework.KindMember, members[0].ID, fields{"name.latin": "Sahra"}))
	h.gives(b.store, batch.Content{Entries: h.takes(a.store).Entries})
	for typed, n := range map[string]int{"zahra": 1, "sahra": 1, "sara": 0} {
		hits, err := b.store.Search(context.Background(), typed, 5)
		require.NoError(t, err)
		assert.Len(t, hits, n, typed)
	}
	conflicts, err := b.store.Conflicted(context.Background(), 5)
	require.NoError(t, err)
	require.Len(t, conflicts, 1)
	row, err := b.store.CaseRow(context.Background(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, 1, row.Conflicts)
}

// Ten thousand entries of a backfill are kept before every word of them was read;
// search finds them all the same.
func TestWordsOfManyEntriesAtOnceAreFound(t *testing.T) {
	d, other := plain(t), plain(t)
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "Sara"})
	for range 150 {
		d.session(c, "2026-11-12", "something")
	}
	last := d.session(c, "2026-11-12", "needle")
	h.gives(other.store, batch.Content{Entries: h.takes(d.store).Entries})
	hits, err := other.store.Search(context.Background(), "needle", 5)
	require.NoError(t, err)
	require.Len(t, hits, 1)
	assert.Equal(t, last, hits[0].Item.ID)
	flags, err := other.store.Flags(context.Background(), casework.Subject{}, 5)
	require.NoError(t, err)
	assert.Empty(t, flags)
}
