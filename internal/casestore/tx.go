package casestore

import (
	"context"
	"database/sql"
	"time"
)

// tx is one write: a SQLite transaction, its one time, the statements it prepared,
// and what has to be brought up to date once before it commits.
type tx struct {
	ctx   context.Context
	q     *sql.Tx
	s     *Store
	now   int64 // milliseconds since 1970: the one time of everything written
	stmts map[string]*sql.Stmt

	writes bool // it is the writer's; false: something that only reads
	work
}

// stmt prepares query once: a batch brings thousands of entries, and what is typed
// comes in as many transactions.
func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if st := t.stmts[query]; st != nil {
		return st, nil
	}
	prepare := t.q.PrepareContext
	if t.writes {
		prepare = func(ctx context.Context, query string) (*sql.Stmt, error) {
			return t.s.db.Statement(ctx, t.q, query)
		}
	}
	st, err := prepare(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.stmts[query] = st
	return st, nil
}

func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	st, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(t.ctx, args...)
}

// row is [sql.Row] that can also carry the error of preparing.
type row struct {
	*sql.Row
	err error
}

func (r row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.Row.Scan(dest...)
}

func (t *tx) row(query string, args ...any) row {
	st, err := t.stmt(query)
	if err != nil {
		return row{err: err}
	}
	return row{Row: st.QueryRowContext(t.ctx, args...)}
}

// each runs query and calls scan for every row. scan must not use t: SQLite has one
// connection for writing and it is busy reading here.
func (t *tx) each(scan func(*sql.Rows) error, query string, args ...any) error {
	st, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(t.ctx, args...)
	if err != nil {
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

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
