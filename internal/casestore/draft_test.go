package casestore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
)

func TestADraftSurvivesAndBecomesChangesOnce(t *testing.T) {
	both(t, func(t *testing.T, d *desk) {
		ctx := context.Background()
		c := d.someone("W-1", fields{"name.latin": "A"})
		draft := casestore.Draft{ID: newID[casestore.DraftID](), Screen: "session/new", Subject: c, Form: []byte("typed")}
		first, err := d.store.KeepDraft(ctx, draft)
		require.NoError(t, err)
		draft.Form = []byte("typed on")
		_, err = d.store.KeepDraft(ctx, draft)
		require.NoError(t, err)
		due := time.Now().Add(10 * time.Second)
		require.NoError(t, d.store.MarkDraftDue(ctx, draft.ID, due))
		d.reopen()
		got, err := d.store.Draft(ctx, draft.ID)
		require.NoError(t, err)
		assert.Equal(t, "typed on", string(got.Form))
		assert.Equal(t, c, got.Subject)
		assert.True(t, got.Started.Equal(first))
		early, err := d.store.DueDrafts(ctx, due.Add(-time.Second))
		require.NoError(t, err)
		assert.Empty(t, early)
		late, err := d.store.DueDrafts(ctx, due)
		require.NoError(t, err)
		require.Len(t, late, 1)
		change := d.change(c, casework.KindCounselling, newID[casework.ItemID](), fields{"said": "typed on"})
		require.NoError(t, d.store.RecordDraft(ctx, draft.ID, []casework.Act{act(change)}))
		_, err = d.store.Draft(ctx, draft.ID)
		require.ErrorIs(t, err, casestore.ErrNoDraft)
		require.ErrorIs(t, d.store.TakeBackDraft(ctx, draft.ID), casestore.ErrNoDraft, "too late")
		_, err = d.store.Change(ctx, change.ID)
		require.NoError(t, err)
	})
}

func TestADraftTakenBackIsNotDue(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	draft := casestore.Draft{ID: newID[casestore.DraftID](), Screen: "session/new"}
	_, err := d.store.KeepDraft(ctx, draft)
	require.NoError(t, err)
	require.NoError(t, d.store.MarkDraftDue(ctx, draft.ID, time.Now()))
	require.NoError(t, d.store.TakeBackDraft(ctx, draft.ID))
	due, err := d.store.DueDrafts(ctx, time.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Empty(t, due)
	require.NoError(t, d.store.DiscardDraft(ctx, draft.ID))
	all, err := d.store.Drafts(ctx)
	require.NoError(t, err)
	assert.Empty(t, all)
}

func TestOpeningsAndSettingsAreKept(t *testing.T) {
	d := sealed(t)
	ctx := context.Background()
	c := newCase()
	require.NoError(t, d.store.NoteOpening(ctx, casestore.Opening{Staff: d.staff, Subject: c, What: "print", Reason: "for the person"}))
	require.NoError(t, d.store.Keep(ctx, map[string][]byte{"ui.theme": []byte("dark"), "ui.gone": []byte("x")}))
	require.NoError(t, d.store.Keep(ctx, map[string][]byte{"ui.gone": nil}))
	d.reopen()
	all, err := d.store.Openings(ctx, c)
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, "for the person", all[0].Reason)
	for name, want := range map[string][]byte{"ui.theme": []byte("dark"), "ui.gone": nil} {
		got, err := d.store.Setting(ctx, name)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}
