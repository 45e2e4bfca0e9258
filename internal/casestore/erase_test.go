package casestore_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

// order writes an order to erase, as casework does.
func (d *desk) order(c casework.Subject, class casework.Class, whole bool, changes ...casework.Change) casework.Change {
	body := fields{"first": casework.IDValue(newID[casework.StaffID]()), "second": casework.IDValue(d.staff), "reason": "retention"}
	if whole {
		body["whole"] = casework.Yes
	}
	for _, ch := range changes {
		body[casework.F("change", ch.ID.String())] = casework.SkeletonOf(ch).Value()
	}
	return d.change(c, casework.EraseKind(class), newID[casework.ItemID](), body)
}

func (d *desk) historyOf(c casework.Subject, kind casework.Kind) (out []casework.Change) {
	d.t.Helper()
	all, err := d.store.History(context.Background(), c)
	require.NoError(d.t, err)
	for _, r := range all {
		if r.Kind == kind {
			out = append(out, r.Change)
		}
	}
	return out
}

const secret = "xylophonequartz"

// nowhere checks that a word is in no file of a database in clear.
func (d *desk) nowhere(word string) {
	d.t.Helper()
	require.NoError(d.t, d.store.DB().Checkpoint(context.Background()))
	for _, f := range []string{d.path, d.path + "-wal"} {
		b, err := os.ReadFile(f)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(d.t, err)
		assert.False(d.t, bytes.Contains(b, []byte(word)), "%q is still in %s", word, f)
	}
}

func TestAnErasedSessionIsGoneEverywhereAndNeverComesBack(t *testing.T) {
	d, other := plain(t), plain(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	d.session(c, "2026-11-10", "harmless")
	item := d.session(c, "2026-11-12", secret+" and more")
	entries := h.takes(d.store).Entries
	h.gives(other.store, batch.Content{Entries: entries})
	var named []casework.Change
	for _, ch := range d.historyOf(c, casework.KindCounselling) {
		if ch.Item == item {
			named = append(named, ch)
		}
	}
	require.Len(t, named, 1)
	require.NoError(t, d.store.DB().Checkpoint(ctx))
	b, err := os.ReadFile(d.path)
	require.NoError(t, err)
	require.True(t, bytes.Contains(b, []byte(secret)), "the test can see it")

	d.record(d.order(c, casework.Legal, false, named...))
	order := h.takes(d.store)
	for _, x := range []*desk{d, other} {
		if x == other {
			h.gives(x.store, batch.Content{Entries: order.Entries})
		}
		for range 2 { // and an old stick does not bring it back
			x.nowhere(secret)
			hits, err := x.store.Search(ctx, secret, 5)
			require.NoError(t, err)
			assert.Empty(t, hits)
			row, err := x.store.CaseRow(ctx, c.ID)
			require.NoError(t, err)
			assert.Equal(t, 1, row.Sessions)
			_, err = x.store.Change(ctx, named[0].ID)
			require.ErrorIs(t, err, casestore.ErrNotFound)
			x.consistent()
			h.gives(x.store, batch.Content{Entries: entries})
		}
		hits, err := x.store.Search(ctx, "harmless", 5)
		require.NoError(t, err)
		assert.Len(t, hits, 1, "the rest stays")
	}
	a, err := d.store.Holdings(ctx)
	require.NoError(t, err)
	o, err := other.store.Holdings(ctx)
	require.NoError(t, err)
	assert.Equal(t, a, o, "identifiers count on both")
	require.NoError(t, d.store.Refold(ctx))
	d.nowhere(secret)
}

func TestAnOrderThatComesBeforeWhatItErases(t *testing.T) {
	d, other := plain(t), plain(t)
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	d.session(c, "2026-11-12", secret)
	entries := h.takes(d.store).Entries
	d.record(d.order(c, casework.Legal, false, d.historyOf(c, casework.KindCounselling)...))
	h.gives(other.store, batch.Content{Entries: h.takes(d.store).Entries})
	h.gives(other.store, batch.Content{Entries: entries})
	other.nowhere(secret)
	a, err := d.store.Holdings(context.Background())
	require.NoError(t, err)
	o, err := other.store.Holdings(context.Background())
	require.NoError(t, err)
	assert.Equal(t, a, o)
	other.consistent()
}

func TestAWholeCaseErasedTakesItsDraftsAndWhateverComesLater(t *testing.T) {
	d, other := plain(t), plain(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": secret})
	h.gives(other.store, batch.Content{Entries: h.takes(d.store).Entries})
	_, err := d.store.KeepDraft(ctx, casestore.Draft{ID: newID[casestore.DraftID](), Screen: "session", Subject: c, Form: []byte(secret)})
	require.NoError(t, err)
	other.session(c, "2026-11-13", "written meanwhile "+secret)
	d.session(c, "2026-11-12", "never sent "+secret)
	d.record(d.order(c, casework.Core, true))
	d.nowhere(secret)
	drafts, err := d.store.Drafts(ctx)
	require.NoError(t, err)
	assert.Empty(t, drafts)
	_, err = d.store.CaseRow(ctx, c.ID)
	require.ErrorIs(t, err, casestore.ErrNotFound)
	st, err := d.store.State(ctx, c)
	require.NoError(t, err)
	assert.True(t, st.Whole)

	out := h.takes(d.store)
	require.Len(t, out.Entries, 1, "of the unsent words nothing leaves")
	require.Len(t, out.Notes, 1)
	said, err := out.Notes[0].Read()
	require.NoError(t, err)
	assert.Len(t, said.(batch.Erased).Entries, 1)

	h.gives(d.store, batch.Content{Entries: h.takes(other.store).Entries})
	d.nowhere("meanwhile")
	ids, err := d.store.Caseload(ctx, casestore.Filter{})
	require.NoError(t, err)
	assert.Empty(t, ids)
	d.consistent()
}

func TestErasedByTheHubsWordAlone(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	h.takes(d.store)
	d.session(c, "2026-11-12", secret)
	e := h.takes(d.store).Entries[0]
	before, err := d.store.Holdings(ctx)
	require.NoError(t, err)
	h.says(d.store, batch.Erased{Entries: []batch.EntryID{e.ID, newID[batch.EntryID]()}})
	d.nowhere(secret)
	after, err := d.store.Holdings(ctx)
	require.NoError(t, err)
	assert.Equal(t, before.Count+1, after.Count, "erased identifiers count, known or not")
	row, err := d.store.CaseRow(ctx, c.ID)
	require.NoError(t, err)
	assert.Zero(t, row.Sessions)
	d.consistent()
}

func TestWithdrawnIsOutOfSightAndComesBackWhenGivenAgain(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "Sara"})
	all := h.takes(d.store).Entries
	var ids []batch.EntryID
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	h.says(d.store, batch.Withdraw{Entries: ids})
	_, err := d.store.CaseRow(ctx, c.ID)
	require.ErrorIs(t, err, casestore.ErrNotFound)
	hits, err := d.store.Search(ctx, "sara", 5)
	require.NoError(t, err)
	assert.Empty(t, hits)
	held, err := d.store.Holdings(ctx)
	require.NoError(t, err)
	assert.Zero(t, held.Count)
	h.gives(d.store, batch.Content{Entries: all})
	row, err := d.store.CaseRow(ctx, c.ID)
	require.NoError(t, err)
	assert.Equal(t, "Sara", row.Name)
	d.consistent()
}
