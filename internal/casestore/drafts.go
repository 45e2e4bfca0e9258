package casestore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"waymark/internal/casework"
	"waymark/internal/id"
)

// DraftID identifies a draft on this device.
type DraftID = id.Of[draftMark]

type draftMark struct{}

// Draft is what somebody is typing: kept at every pause, never sent.
type Draft struct {
	ID      DraftID
	Screen  string           // the route of the screen it was typed in
	Subject casework.Subject // zero when it is about nothing that exists yet
	Form    []byte           // the screen's own bytes
	Started time.Time        // first kept; set by the store
	Kept    time.Time        // last kept; set by the store
	Due     time.Time        // when it becomes changes; zero until marked
}

// ErrNoDraft is returned for a draft that is not (or no longer) kept.
var ErrNoDraft = errors.New("no such draft")

// KeepDraft writes d durably and returns when. A draft marked due stays so: typing
// on after Record needs [Store.TakeBackDraft] first.
func (s *Store) KeepDraft(ctx context.Context, d Draft) (time.Time, error) {
	var kept time.Time
	err := s.write(ctx, func(t *tx) error {
		kept = fromMillis(t.now)
		t.drafts = true
		_, err := t.exec(`INSERT INTO drafts (id, screen, subject_kind, subject, form, started, kept, due) VALUES (?, ?, ?, ?, ?, ?, ?, 0)
			ON CONFLICT (id) DO UPDATE SET screen = excluded.screen, subject_kind = excluded.subject_kind,
				subject = excluded.subject, form = excluded.form, kept = excluded.kept`,
			d.ID, d.Screen, d.Subject.Kind, d.Subject.ID, nonNil(d.Form), t.now, t.now)
		return err
	})
	return kept, err
}

// MarkDraftDue says that d was recorded by the person and becomes changes at due,
// unless it is taken back before. It survives a restart.
func (s *Store) MarkDraftDue(ctx context.Context, d DraftID, due time.Time) error {
	return s.changeDraft(ctx, `UPDATE drafts SET due = ? WHERE id = ?`, due.UnixMilli(), d)
}

// TakeBackDraft undoes [Store.MarkDraftDue]. ErrNoDraft says that it came too late.
func (s *Store) TakeBackDraft(ctx context.Context, d DraftID) error {
	return s.changeDraft(ctx, `UPDATE drafts SET due = 0 WHERE id = ?`, d)
}

// DiscardDraft removes d.
func (s *Store) DiscardDraft(ctx context.Context, d DraftID) error {
	return s.changeDraft(ctx, `DELETE FROM drafts WHERE id = ?`, d)
}

func (s *Store) changeDraft(ctx context.Context, query string, args ...any) error {
	return s.write(ctx, func(t *tx) error {
		t.drafts = true
		res, err := t.exec(query, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNoDraft)
		}
		return nil
	})
}

const draftColumns = `SELECT id, screen, subject_kind, subject, form, started, kept, due FROM drafts `

// Draft returns one draft, or ErrNoDraft.
func (s *Store) Draft(ctx context.Context, d DraftID) (Draft, error) {
	all, err := s.drafts(ctx, draftColumns+`WHERE id = ?`, d)
	if err == nil && len(all) == 0 {
		err = ErrNoDraft
	}
	if err != nil {
		return Draft{}, err
	}
	return all[0], nil
}

// Drafts returns all drafts, those kept last first.
func (s *Store) Drafts(ctx context.Context) ([]Draft, error) {
	return s.drafts(ctx, draftColumns+`ORDER BY kept DESC, id`)
}

// DraftsAbout returns the drafts about one subject, those kept last first.
func (s *Store) DraftsAbout(ctx context.Context, subject casework.Subject) ([]Draft, error) {
	return s.drafts(ctx, draftColumns+`WHERE subject_kind = ? AND subject = ? ORDER BY kept DESC, id`, subject.Kind, subject.ID)
}

// DueDrafts returns what was marked due at now or earlier, the oldest first.
// At lock and at exit everything marked is due: pass the end of time.
func (s *Store) DueDrafts(ctx context.Context, now time.Time) ([]Draft, error) {
	return s.drafts(ctx, draftColumns+`WHERE due > 0 AND due <= ? ORDER BY due, id`, now.UnixMilli())
}

func (s *Store) drafts(ctx context.Context, query string, args ...any) ([]Draft, error) {
	var out []Draft
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var d Draft
			var started, kept, due int64
			if err := rows.Scan(&d.ID, &d.Screen, &d.Subject.Kind, &d.Subject.ID, &d.Form, &started, &kept, &due); err != nil {
				return err
			}
			d.Started, d.Kept = fromMillis(started), fromMillis(kept)
			if due > 0 {
				d.Due = fromMillis(due)
			}
			out = append(out, d)
		}
		return rows.Err()
	})
	return out, err
}
