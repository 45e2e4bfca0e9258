package casestore

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"waymark/internal/casework"
)

// listCase writes a case's row of the caseload. It reads the case's own item and
// its principal and counts the rest by index, so it costs the same for a case with
// ten changes and with ten thousand.
func (t *tx) listCase(s casework.Subject) error {
	root, err := t.item(s, casework.ItemKey{Kind: casework.KindCase})
	if err != nil {
		return err
	}
	var known bool // something other than that it was erased
	if err := t.row(`SELECT EXISTS (SELECT 1 FROM items WHERE subject_kind = ?1 AND subject = ?2 AND live = 1)
		AND NOT EXISTS (SELECT 1 FROM erased_subjects WHERE subject_kind = ?1 AND subject = ?2)`, s.Kind, s.ID).Scan(&known); err != nil {
		return err
	}
	if !known || root.item.Deleting() == casework.Deleted {
		_, err := t.exec(`DELETE FROM caseload WHERE subject = ?`, s.ID)
		return err
	}
	row := CaseRow{Subject: s, File: string(root.item.Get("file_number")), Stage: root.item.Get("stage"), Opened: string(root.item.Get("opened"))}
	row.Office, _ = root.item.Get("office").SubjectID()
	row.Assigned, _ = root.item.Get("assigned").SubjectID()
	member, err := t.principal(s, root.item)
	if err != nil {
		return err
	}
	row.name(root.item, member)
	if err := t.row(`SELECT (SELECT count(*) FROM items WHERE subject_kind = ?1 AND subject = ?2 AND kind = 'member' AND live = 1),
		(SELECT count(*) FROM items WHERE subject_kind = ?1 AND subject = ?2 AND kind = 'counselling' AND live = 1),
		(SELECT coalesce(max(day), '') FROM items WHERE subject_kind = ?1 AND subject = ?2 AND kind = 'counselling' AND live = 1),
		(SELECT coalesce(sum(conflicts), 0) FROM items WHERE subject_kind = ?1 AND subject = ?2 AND conflicts > 0),
		(SELECT count(*) FROM flags WHERE subject_kind = ?1 AND subject = ?2 AND settled = 0),
		(SELECT count(*) FROM items WHERE subject_kind = ?1 AND subject = ?2 AND newer > 0)`, s.Kind, s.ID).
		Scan(&row.Persons, &row.Sessions, &row.LastSession, &row.Conflicts, &row.Flags, &row.Newer); err != nil {
		return err
	}
	minor, err := t.minorUntil(s)
	if err != nil {
		return err
	}
	var changed int64
	err = t.row(`SELECT changed FROM caseload WHERE subject = ?`, s.ID).Scan(&changed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for at, f := range t.items {
		if at.subject == s {
			changed = max(changed, int64(f.item.Last().Stamp))
		}
	}
	_, err = t.exec(`INSERT INTO caseload (subject, file, name, name_key, native, nationality, language, stage, office, assigned, persons, opened, last_session, sessions, conflicts, flags, newer, changed, minor_until)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET file = excluded.file, name = excluded.name, name_key = excluded.name_key,
		native = excluded.native, nationality = excluded.nationality, language = excluded.language, stage = excluded.stage, office = excluded.office, assigned = excluded.assigned,
		persons = excluded.persons, opened = excluded.opened, last_session = excluded.last_session, sessions = excluded.sessions, conflicts = excluded.conflicts, flags = excluded.flags,
		newer = excluded.newer, changed = excluded.changed, minor_until = excluded.minor_until`,
		s.ID, row.File, row.Name, casework.Normalise(row.Name), row.Native, row.Nationality, row.Language, row.Stage, row.Office, row.Assigned,
		row.Persons, row.Opened, row.LastSession, row.Sessions, row.Conflicts, row.Flags, row.Newer, changed, minor)
	return err
}

// principal returns the member a case goes by: the one it names, else the first.
func (t *tx) principal(s casework.Subject, root *casework.Item) (*casework.Item, error) {
	member, ok := root.Get("principal").Item()
	if !ok {
		err := t.row(`SELECT item FROM items WHERE subject_kind = ? AND subject = ? AND kind = 'member' AND live = 1 ORDER BY item LIMIT 1`, s.Kind, s.ID).Scan(&member)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	f, err := t.item(s, casework.ItemKey{Kind: casework.KindMember, ID: member})
	if err != nil || !f.item.Written() {
		return nil, err
	}
	return f.item, nil
}

// name fills in what a list shows of a person.
func (r *CaseRow) name(root, member *casework.Item) {
	r.Name = string(root.Get("pseudonym"))
	if member == nil {
		return
	}
	r.Nationality = strings.Join(yesOf(member, "nationality"), " ")
	r.Language = strings.Join(member.List("language"), " ")
	if root.Is("pseudonymous") && r.Name != "" {
		return
	}
	r.Native = string(member.Get("name.native"))
	for _, f := range []casework.Field{"name.latin", "name.native", "name.given", "name.family"} {
		if v := member.Get(f); v != "" {
			r.Name = string(v)
			return
		}
	}
}

func yesOf(it *casework.Item, first string) []string {
	var out []string
	for _, x := range it.List(first) {
		if it.Is(casework.F(first, x)) {
			out = append(out, x)
		}
	}
	return out
}

// CaseRow is one row of the caseload.
type CaseRow struct {
	No          int64 // what [Store.Caseload] lists
	Subject     casework.Subject
	File        string // the file number
	Name        string // of the principal, or the pseudonym; empty: goes by the file number
	Native      string // the name in its own script; empty for a pseudonymous person
	Nationality string // country codes with spaces between
	Language    string // language tags with spaces between
	Stage       casework.Value
	Office      casework.OfficeID
	Assigned    casework.StaffID
	Persons     int
	Opened      string // 2006-01-02
	LastSession string // 2006-01-02, or empty
	Sessions    int
	Conflicts   int
	Flags       int
	Newer       int // items that a newer version wrote to
	Changed     casework.Stamp
	Safety      Safety
}

// Sort is the order of a caseload.
type Sort uint8

// The orders. Every one ends in the file number, so that none is left to chance.
const (
	ByChanged Sort = iota // newest change first
	ByName
	ByFile
	ByLastSession // longest ago first
	ByOpened      // newest first
)

// orders are columns, a minus before those that descend.
var orders = map[Sort][]string{
	ByChanged: {"-changed", "file", "no"}, ByName: {"name_key", "file", "no"}, ByFile: {"file", "no"},
	ByLastSession: {"last_session", "file", "no"}, ByOpened: {"-opened", "file", "no"},
}

// orderBy writes the order; reversed in every column, so that the same index serves.
func (f Filter) orderBy() string {
	columns, ok := orders[f.Sort]
	if !ok {
		columns = orders[ByChanged]
	}
	var out []string
	for _, c := range columns {
		name, down := strings.CutPrefix(c, "-")
		if down != f.Reverse {
			name += " DESC"
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// Filter says which cases a list shows. Zero values do not filter.
type Filter struct {
	Words       string // as typed: names, numbers and, with Texts, words of texts
	Texts       bool
	Stages      []casework.Value
	NotStages   []casework.Value // for instance closed
	Office      casework.OfficeID
	Assigned    casework.StaffID
	Nationality string
	Language    string
	Conflicts   bool   // only with conflicts
	Flags       bool   // only flagged
	Newer       bool   // only with what a newer version wrote
	Unsafe      bool   // only with something that is here only, on its way or set aside
	Since       string // opened or last counselled on this day or later, 2006-01-02
	Sort        Sort
	Reverse     bool
}

// Caseload returns the rows of all cases that f lets through, in its order: numbers
// only, so that a list of 10,000 opens at once and fetches pages as it is scrolled.
func (s *Store) Caseload(ctx context.Context, f Filter) ([]int64, error) {
	if f.Texts && f.Words != "" {
		if err := s.readWords(ctx); err != nil {
			return nil, err
		}
	}
	where, args := f.where()
	if f.Flags {
		if err := s.freshenFlags(ctx); err != nil {
			return nil, err
		}
	}
	var out []int64
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		rows, err := q.QueryContext(ctx, `SELECT no FROM caseload c`+where+` ORDER BY `+f.orderBy(), args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var no int64
			if err := rows.Scan(&no); err != nil {
				return err
			}
			out = append(out, no)
		}
		return rows.Err()
	})
	return out, err
}

func (f Filter) where() (string, []any) {
	var terms []string
	var args []any
	add := func(term string, a ...any) { terms, args = append(terms, term), append(args, a...) }
	if match := matchOf(f.Words); match != "" {
		in := `SELECT i.subject FROM items i WHERE i.subject_kind = 1 AND i.no IN (SELECT rowid FROM names WHERE names MATCH ?`
		a := []any{match}
		if f.Texts {
			in += ` UNION ALL SELECT rowid FROM words WHERE words MATCH ?`
			a = append(a, match)
		}
		add(`subject IN (`+in+`))`, a...)
	}
	oneOf(add, `stage`, f.Stages)
	oneOf(add, `stage NOT`, f.NotStages)
	if !f.Office.IsZero() {
		add(`office = ?`, f.Office)
	}
	if !f.Assigned.IsZero() {
		add(`assigned = ?`, f.Assigned)
	}
	if f.Nationality != "" {
		add(`instr(' ' || nationality || ' ', ?) > 0`, " "+f.Nationality+" ")
	}
	if f.Language != "" {
		add(`instr(' ' || language || ' ', ?) > 0`, " "+f.Language+" ")
	}
	if f.Conflicts {
		add(`conflicts > 0`)
	}
	if f.Flags {
		add(`flags > 0`)
	}
	if f.Newer {
		add(`newer > 0`)
	}
	if f.Since != "" {
		add(`max(opened, last_session) >= ?`, f.Since)
	}
	if f.Unsafe {
		add(`subject IN (SELECT subject FROM entries WHERE state <> 2 AND subject_kind = 1 AND state IN (1, 3))`)
	}
	if len(terms) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(terms, ` AND `), args
}

// CaseRows returns the rows with these numbers, in their order; one that is gone in
// the meantime is zero.
func (s *Store) CaseRows(ctx context.Context, numbers []int64) ([]CaseRow, error) {
	out := make([]CaseRow, len(numbers))
	err := s.read(ctx, func(q *sql.Tx) error {
		st, err := q.PrepareContext(ctx, caseColumns+`WHERE no = ?`)
		if err != nil {
			return err
		}
		defer st.Close()
		for i, no := range numbers {
			if err := out[i].scan(st.QueryRowContext(ctx, no)); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return nil
	})
	return out, err
}

// CaseRow returns the row of one case, or ErrNotFound.
func (s *Store) CaseRow(ctx context.Context, c casework.SubjectID) (CaseRow, error) {
	var row CaseRow
	err := s.read(ctx, func(q *sql.Tx) error {
		err := row.scan(q.QueryRowContext(ctx, caseColumns+`WHERE subject = ?`, c))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	return row, err
}

const caseColumns = `SELECT no, subject, file, name, native, nationality, language, stage, office, assigned, persons, opened, last_session, sessions, conflicts, flags, newer, changed,
	` + safetyOfCase + ` FROM caseload c `

func (r *CaseRow) scan(row interface{ Scan(...any) error }) error {
	var changed int64
	err := row.Scan(&r.No, &r.Subject.ID, &r.File, &r.Name, &r.Native, &r.Nationality, &r.Language, &r.Stage, &r.Office, &r.Assigned, &r.Persons, &r.Opened,
		&r.LastSession, &r.Sessions, &r.Conflicts, &r.Flags, &r.Newer, &changed, &r.Safety)
	r.Subject.Kind, r.Changed = casework.SubjectCase, casework.Stamp(changed)
	return err
}
