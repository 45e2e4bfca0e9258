package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// draftShelf keeps the screens' drafts in the store.
type draftShelf struct{ store *casestore.Store }

// draftForm is a draft's form as it is kept. Fields are the screen's own names.
type draftForm struct {
	Kind   string            `json:"kind"`
	Fields map[string]string `json:"fields"`
}

// KeepDraft implements screen.DraftStore.
func (s draftShelf) KeepDraft(ctx context.Context, d screen.Draft) error {
	form, err := json.Marshal(draftForm{d.Kind, d.Fields})
	if err != nil {
		return err
	}
	id := casestore.DraftID(d.ID)
	if _, err := s.store.KeepDraft(ctx, casestore.Draft{ID: id, Screen: d.Route.String(), Subject: d.Route.Subject, Form: form}); err != nil {
		return worded(err)
	}
	if d.Due.IsZero() {
		err = s.store.TakeBackDraft(ctx, id)
	} else {
		err = s.store.MarkDraftDue(ctx, id, d.Due)
	}
	return worded(err)
}

// DropDraft implements screen.DraftStore.
func (s draftShelf) DropDraft(ctx context.Context, d screen.DraftID) error {
	err := s.store.DiscardDraft(ctx, casestore.DraftID(d))
	if errors.Is(err, casestore.ErrNoDraft) {
		return nil
	}
	return worded(err)
}

// keptDrafts reads what was typed before. A draft that cannot be understood, such as
// one of a newer version, stays in the store untouched.
func (u *unlocked) keptDrafts() []screen.Draft {
	all, err := u.store.Drafts(u.ctx)
	if err != nil {
		slog.Error("read drafts", "error", err)
		return nil
	}
	var out []screen.Draft
	for i := len(all) - 1; i >= 0; i-- { // the oldest first, as they were begun
		d := all[i]
		var form draftForm
		route, err := screen.ParseRoute(d.Screen)
		if err == nil {
			err = json.Unmarshal(d.Form, &form)
		}
		if err != nil {
			slog.Error("read draft", "error", err)
			continue
		}
		out = append(out, screen.Draft{ID: screen.DraftID(d.ID), Route: route, Kind: form.Kind, Fields: form.Fields, Begun: d.Started, Kept: d.Kept, Due: d.Due})
	}
	return out
}

// records makes a recorder: casework's service makes the changes, the store writes
// them and drops the draft in one transaction.
func (u *unlocked) records(act func(context.Context, *casework.Service, screen.Draft) (casework.Done, error)) screen.Recorder {
	return func(ctx context.Context, d screen.Draft) (screen.Route, error) {
		done, err := act(ctx, u.service, d)
		if err != nil {
			return screen.Route{}, err
		}
		if err := u.store.RecordDraft(ctx, casestore.DraftID(d.ID), done.Acts); err != nil {
			return screen.Route{}, worded(err)
		}
		u.exchange.wakeUp()
		return screen.Made(done), nil
	}
}
