package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"waymark/sync/hub"
)

// dialect is what differs between two databases in a statement.
type dialect struct {
	numbered bool   // placeholders are $1, $2 ...
	prepare  bool   // statements are worth preparing for one transaction; pgx keeps them by itself
	forShare string // what makes a SELECT keep its rows from changing
	forWrite string // and from being read for deciding
}

var (
	sqliteDialect   = dialect{prepare: true}
	postgresDialect = dialect{numbered: true, forShare: " FOR SHARE", forWrite: " FOR UPDATE"}
)

// rebind turns ? into $1, $2 ... No statement here has a ? in a text.
func (d dialect) rebind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		query = after
	}
}

// tx is one transaction in either dialect.
type tx struct {
	ctx      context.Context
	sql      *sql.Tx
	d        dialect
	seal     *sealer
	prepared map[string]*sql.Stmt
	readOnly bool
}

var _ hub.Tx = (*tx)(nil)

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s := t.prepared[query]; s != nil {
		return s, nil
	}
	s, err := t.sql.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	if t.prepared == nil {
		t.prepared = map[string]*sql.Stmt{}
	}
	t.prepared[query] = s
	return s, nil
}

func (t *tx) exec(query string, args ...any) (int64, error) {
	var r sql.Result
	var err error
	if t.d.prepare {
		s, err := t.stmt(query)
		if err != nil {
			return 0, err
		}
		r, err = s.ExecContext(t.ctx, args...)
		if err != nil {
			return 0, err
		}
	} else if r, err = t.sql.ExecContext(t.ctx, t.d.rebind(query), args...); err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// query calls scan for every row.
func (t *tx) query(scan func(*sql.Rows) error, query string, args ...any) (err error) {
	var rows *sql.Rows
	if t.d.prepare {
		s, err := t.stmt(query)
		if err != nil {
			return err
		}
		if rows, err = s.QueryContext(t.ctx, args...); err != nil {
			return err
		}
	} else if rows, err = t.sql.QueryContext(t.ctx, t.d.rebind(query), args...); err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the only row of a query and reports whether there is one.
func (t *tx) one(query string, args []any, into ...any) (found bool, err error) {
	err = t.query(func(r *sql.Rows) error {
		found = true
		return r.Scan(into...)
	}, query, args...)
	return found, err
}

// Rows go into few statements of few lengths, so that few are prepared.
var lengths = []int{128, 16, 1}

// insert adds rows of columns values each. scan, if not nil, is called for what
// the statement returns.
func (t *tx) insert(into string, columns int, after string, rows [][]any, scan func(*sql.Rows) error) error {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + "),"
	for _, n := range lengths {
		if len(rows) < n {
			continue
		}
		query := "INSERT INTO " + into + " VALUES " + strings.TrimSuffix(strings.Repeat(row, n), ",") + after
		args := make([]any, 0, n*columns)
		for ; len(rows) >= n; rows = rows[n:] {
			args = args[:0]
			for _, r := range rows[:n] {
				if len(r) != columns {
					return fmt.Errorf("insert %d values in %d columns", len(r), columns)
				}
				args = append(args, r...)
			}
			var err error
			if scan == nil {
				_, err = t.exec(query, args...)
			} else {
				err = t.query(scan, query, args...)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// among runs a query that ends in a list of identifiers: before + "IN (?,?...)" +
// after, first with the arguments of before. Short lists are filled up with their
// last element.
func among[T ~[16]byte](t *tx, ids []T, scan func(*sql.Rows) error, before, after string, first ...any) error {
	for len(ids) > 0 {
		n := 1
		for _, l := range []int{512, 64, 8} {
			if len(ids) > l/4 {
				n = l
				break
			}
		}
		args := append(make([]any, 0, len(first)+n), first...)
		for i := range n {
			args = append(args, blob(ids[min(i, len(ids)-1)]))
		}
		query := before + "IN (" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")" + after
		var err error
		if scan == nil {
			_, err = t.exec(query, args...)
		} else {
			err = t.query(scan, query, args...)
		}
		if err != nil {
			return err
		}
		ids = ids[min(n, len(ids)):]
	}
	return nil
}

func blob[T ~[16]byte](id T) []byte { b := [16]byte(id); return b[:] }
