package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	modernc "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// contents is what one look at a database says about it.
type contents struct {
	missing bool
	empty   bool // nothing was ever written by anybody
	appID   int32
	version int
}

// look reads whose database it is without leaving a trace: the vault's VFS makes, changes and deletes nothing for a
// connection that may only read.
func look(ctx context.Context, path string, o Options) (*contents, error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &contents{missing: true, empty: true}, nil
	case err != nil:
		return nil, err
	case st.Size() == 0:
		return &contents{empty: true}, nil
	}
	if o.VFS == "" {
		if c, err := lookPlain(path); c != nil || err != nil {
			return c, err
		}
	}
	pool := connect(path, o, looking)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	c := new(contents)
	var objects int
	for _, q := range []struct {
		sql string
		to  any
	}{
		{"PRAGMA application_id", &c.appID},
		{"PRAGMA user_version", &c.version},
		{"SELECT count(*) FROM sqlite_schema", &objects},
	} {
		if err := pool.QueryRowContext(ctx, q.sql).Scan(q.to); err != nil {
			return nil, err
		}
	}
	c.empty = c.appID == 0 && c.version == 0 && objects == 0
	return c, nil
}

func isHotJournal(err error) bool {
	var e *modernc.Error
	return errors.As(err, &e) && e.Code() == lib.SQLITE_READONLY_ROLLBACK
}

func rollBack(ctx context.Context, path string, o Options) error {
	pool := connect(path, o, copying) // like writing, but without a change of journal mode
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	var n int
	return pool.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
}

var plainMagic = []byte("SQLite format 3\x00")

// lookPlain reads the header by itself, where no log can hold a newer one: the platform's VFS makes files for a reader.
// Without an answer and an error SQLite must be asked.
func lookPlain(path string) (*contents, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var head [100]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || !bytes.HasPrefix(head[:], plainMagic) {
		return nil, fmt.Errorf("%w: not a database", ErrForeign)
	}
	for _, s := range []string{"-wal", "-journal"} {
		if _, err := os.Stat(path + s); err == nil {
			return nil, nil
		}
	}
	c := &contents{version: int(binary.BigEndian.Uint32(head[60:])), appID: int32(binary.BigEndian.Uint32(head[68:]))}
	if c.appID == 0 && c.version == 0 {
		return nil, nil // empty, or somebody's who sets neither
	}
	return c, nil
}

// suits says why the database is not to be opened so.
func (c *contents) suits(o Options, newest int) error {
	switch {
	case c.missing && o.ReadOnly:
		return fs.ErrNotExist
	case !c.empty && c.appID != o.AppID:
		return ErrForeign
	case c.version > newest:
		return ErrNewerSchema
	case o.ReadOnly && c.version < newest:
		return ErrOlderSchema
	}
	return nil
}
