package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// statements are those that are kept prepared with the writer's connection.
type statements struct {
	mu     sync.Mutex
	kept   map[string]*sql.Stmt
	wanted []string
}

// mostStatements bounds them: a caller that puts values into its queries gains nothing.
const mostStatements = 300

// Statement returns query prepared for tx, a transaction of [DB.Write]. It is prepared once for the connection and not
// for every transaction: for a short one that takes longer than what it does. Do not close it.
func (db *DB) Statement(ctx context.Context, tx *sql.Tx, query string) (*sql.Stmt, error) {
	db.prepared.mu.Lock()
	kept := db.prepared.kept[query]
	if kept == nil && len(db.prepared.kept)+len(db.prepared.wanted) < mostStatements {
		db.prepared.wanted = append(db.prepared.wanted, query)
	}
	db.prepared.mu.Unlock()
	if kept != nil {
		return tx.StmtContext(ctx, kept), nil
	}
	return tx.PrepareContext(ctx, query)
}

// keepWanted prepares what a transaction asked for, now that the connection is free. What cannot be prepared is asked
// for again.
func (db *DB) keepWanted(ctx context.Context) {
	db.prepared.mu.Lock()
	wanted := db.prepared.wanted
	db.prepared.wanted = nil
	db.prepared.mu.Unlock()
	for _, query := range wanted {
		st, err := db.writer.PrepareContext(ctx, query)
		if err != nil {
			return
		}
		db.prepared.mu.Lock()
		if db.prepared.kept == nil {
			db.prepared.kept = map[string]*sql.Stmt{}
		}
		if db.prepared.kept[query] == nil {
			db.prepared.kept[query], st = st, nil
		}
		db.prepared.mu.Unlock()
		if st != nil {
			_ = st.Close() // two asked at once
		}
	}
}
