package casestore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"waymark/internal/casework"
)

// listCounselling writes a counselling session's row of the review queue.
func (t *tx) listCounselling(at place, no int64, it *casework.Item, live bool) error {
	if at.key.Kind != casework.KindCounselling || at.subject.Kind != casework.SubjectCase {
		return nil
	}
	s := casework.CounsellingSession{Item: it, Open: it.Get("open")} // the whole view is not cheap, and this is written often
	if !live || !s.Recorded() {
		_, err := t.exec(`DELETE FROM counsellings WHERE no = ?`, no)
		return err
	}
	day, _ := summaryOf(it)
	_, err := t.exec(`INSERT OR REPLACE INTO counsellings (no, subject, item, day, language, outcome, setting, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		no, at.subject.ID, at.key.ID, day, it.Get("language"), it.Get("outcome"), it.Get("setting"), s.By())
	return err
}

// minorUntil returns the day on which the last of a case's household comes of age, or
// "" if nobody of it is a minor. It costs as much as the household is large.
func (t *tx) minorUntil(s casework.Subject) (day string, err error) {
	var last time.Time
	err = t.each(func(r *sql.Rows) error {
		key := casework.ItemKey{Kind: casework.KindMember}
		var row sql.RawBytes
		if err := r.Scan(&key.ID, &row); err != nil {
			return err
		}
		it, err := casework.UnmarshalItem(key, row)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		if until := casework.MemberOf(it).MinorUntil(); until.After(last) {
			last = until
		}
		return nil
	}, `SELECT item, state FROM items WHERE subject_kind = ? AND subject = ? AND kind = 'member' AND live = 1`, s.Kind, s.ID)
	if err != nil || last.IsZero() {
		return "", err
	}
	return last.Format(time.DateOnly), nil
}

// QueueFilter says which counselling sessions a review queue shows. Zero values do
// not filter.
type QueueFilter struct {
	Terms   []QueueTerm // every one has to fit
	Until   string      // held on this day or before, 2006-01-02; those without a day do not fit
	Flagged bool        // only those that raise a flag nobody settled
	Minors  bool        // only those with a minor in the household on that day
	Oldest  bool        // the oldest first instead of the newest
}

// QueueTerm is what a word of a filter may mean. It fits where any of it does.
type QueueTerm struct {
	Words     string // of names and numbers, as typed
	Languages []string
	Countries []string
	Outcomes  []casework.Value
	Settings  []casework.Value
	Offices   []casework.OfficeID
	By        []casework.StaffID
	Flags     []casework.Flag
	Minors    bool
}

const (
	flaggedItems = `(SELECT item FROM flags WHERE settled = 0 AND kind = 'counselling')`
	withMinor    = `c.minor_until > CASE q.day WHEN '' THEN ? ELSE q.day END`
)

// Queue returns every recorded counselling session that no review with a verdict is
// of, as f lets through: those with flags first, then the newest. Numbers only, so
// that a queue of 100,000 opens at once and fetches pages as it is scrolled.
func (s *Store) Queue(ctx context.Context, f QueueFilter) ([]int64, error) {
	if err := s.freshenFlags(ctx); err != nil {
		return nil, err
	}
	where, args := f.where(s.now())
	order := `q.day DESC, q.item DESC`
	if f.Oldest {
		order = `q.day, q.item`
	}
	var out []int64
	err := s.rows(ctx, func(r *sql.Rows) error {
		var no int64
		err := r.Scan(&no)
		out = append(out, no)
		return err
	}, func() { out = out[:0] }, `SELECT q.no FROM counsellings q JOIN caseload c ON c.subject = q.subject
		WHERE q.item NOT IN (SELECT r.target FROM items o JOIN refs r ON r.item = o.no WHERE o.kind = 'review' AND o.live = 1 AND o.what <> '' AND r.kind = 'review' AND r.field = 'counselling')`+
		where+` ORDER BY q.item IN `+flaggedItems+` DESC, `+order, args...)
	return out, err
}

func (f QueueFilter) where(now time.Time) (string, []any) {
	today := now.Format(time.DateOnly)
	var out strings.Builder
	var args []any
	add := func(term string, a ...any) {
		out.WriteString(" AND " + term)
		args = append(args, a...)
	}
	if f.Until != "" {
		add(`q.day <= ? AND q.day <> ''`, f.Until)
	}
	if f.Flagged {
		add(`q.item IN ` + flaggedItems)
	}
	if f.Minors {
		add(withMinor, today)
	}
	for _, t := range f.Terms {
		term, a := t.where(today)
		add(term, a...)
	}
	return out.String(), args
}

func (t QueueTerm) where(today string) (string, []any) {
	terms := []string{`0`} // what means nothing fits nothing
	var args []any
	add := func(term string, a ...any) { terms, args = append(terms, term), append(args, a...) }
	if match := matchOf(t.Words); match != "" {
		add(`q.subject IN (SELECT i.subject FROM items i WHERE i.subject_kind = 1 AND i.no IN (SELECT rowid FROM names WHERE names MATCH ?))`, match)
	}
	for _, c := range t.Countries {
		add(`instr(' ' || c.nationality || ' ', ?) > 0`, " "+c+" ")
	}
	oneOf(add, `q.language`, t.Languages)
	oneOf(add, `q.outcome`, t.Outcomes)
	oneOf(add, `q.setting`, t.Settings)
	oneOf(add, `c.office`, t.Offices)
	oneOf(add, `q.by`, t.By)
	for _, flag := range t.Flags {
		add(`q.item IN (SELECT item FROM flags WHERE settled = 0 AND kind = 'counselling' AND flag = ?)`, flag)
	}
	if t.Minors {
		add(withMinor, today)
	}
	return `(` + strings.Join(terms, ` OR `) + `)`, args
}

// oneOf adds a term that is true where a column is one of some values.
func oneOf[T any](add func(string, ...any), column string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	add(column+` IN (?`+strings.Repeat(`, ?`, len(values)-1)+`)`, args...)
}

// QueueRow is one row of the review queue.
type QueueRow struct {
	No          int64 // what [Store.Queue] lists
	Subject     casework.Subject
	Item        casework.ItemID
	File, Name  string // of the case, as in [CaseRow]
	Nationality string // country codes with spaces between
	Office      casework.OfficeID
	Day         string // 2006-01-02, or empty
	Language    string
	Outcome     casework.Value
	Setting     casework.Value
	By          casework.StaffID
	Minor       bool
	Flags       []casework.Flag // not settled
}

// QueueRows returns the rows with these numbers, in their order; one that is gone in
// the meantime is zero.
func (s *Store) QueueRows(ctx context.Context, numbers []int64) ([]QueueRow, error) {
	var out []QueueRow
	today := s.now().Format(time.DateOnly)
	err := s.read(ctx, func(q *sql.Tx) error {
		out = make([]QueueRow, len(numbers))
		rows, err := q.PrepareContext(ctx, `SELECT q.no, q.subject, q.item, c.file, c.name, c.nationality, c.office, q.day, q.language, q.outcome, q.setting, q.by, `+
			withMinor+` FROM counsellings q JOIN caseload c ON c.subject = q.subject WHERE q.no = ?`)
		if err != nil {
			return err
		}
		defer rows.Close()
		flags, err := q.PrepareContext(ctx, `SELECT flag FROM flags WHERE subject_kind = 1 AND subject = ? AND kind = 'counselling' AND item = ? AND settled = 0 ORDER BY flag`)
		if err != nil {
			return err
		}
		defer flags.Close()
		for i, no := range numbers {
			r := &out[i]
			err := rows.QueryRowContext(ctx, today, no).Scan(&r.No, &r.Subject.ID, &r.Item, &r.File, &r.Name, &r.Nationality, &r.Office, &r.Day, &r.Language,
				&r.Outcome, &r.Setting, &r.By, &r.Minor)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			r.Subject.Kind = casework.SubjectCase
			if r.Flags, err = flagsOf(ctx, flags, r.Subject.ID, r.Item); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func flagsOf(ctx context.Context, st *sql.Stmt, subject casework.SubjectID, item casework.ItemID) (all []casework.Flag, err error) {
	rows, err := st.QueryContext(ctx, subject, item)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f casework.Flag
		if err := rows.Scan(&f); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}
