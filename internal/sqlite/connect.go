package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	modernc "modernc.org/sqlite"
)

func init() {
	// Process-wide by the driver's design: a _pragma value can then never smuggle in a second statement.
	modernc.StrictPragmas(true)
}

// use is what a connection is for.
type use int

const (
	reading use = iota
	writing
	looking // one look at a database that may not be ours: read only, leaves no trace
	copying // VACUUM INTO one target, nothing else
)

// dsn names the database for the driver. Settings are per connection and therefore here: a pool opens connections when
// it likes. Nothing in it comes from a person but the path, which is escaped.
func dsn(path string, o Options, u use) string {
	q := url.Values{}
	if o.VFS != "" {
		q.Set("vfs", o.VFS)
	}
	pragma := func(format string, args ...any) { q.Add("_pragma", fmt.Sprintf(format, args...)) }
	q.Set("_busy_timeout", fmt.Sprint(busyTimeout.Milliseconds()))
	q.Set("_defensive", "1") // no writable_schema, no writes to shadow tables
	q.Set("_dqs", "0")       // "x" is a name, never a text
	q.Set("_error_rc", "1")
	pragma("temp_store(2)")
	pragma("foreign_keys(1)")
	pragma("trusted_schema(0)")
	pragma("cell_size_check(1)")
	pragma("secure_delete(1)")
	pragma("mmap_size(0)")
	pragma("cache_size(-%d)", o.CacheKiB)
	switch {
	case u == looking || o.ReadOnly:
		q.Set("mode", "ro")
		q.Set("_query_only", "1")
	case u == reading:
		q.Set("mode", "rw")
		q.Set("_query_only", "1")
	case u == copying:
		q.Set("mode", "rw")
		pragma("synchronous(2)") // also that of VACUUM INTO's target
	case u == writing:
		q.Set("_txlock", "immediate")
		if o.VFS == "" {
			pragma("page_size(8192)") // what a vault has
		}
		pragma("journal_mode(wal)")
		pragma("synchronous(2)")
		pragma("journal_size_limit(%d)", 16<<20)
	}
	return "file:" + escapePath(path) + "?" + q.Encode()
}

// escapePath writes a path as SQLite's URI wants it: forward slashes, a slash before a drive letter, and no character
// that means something in a URI.
func escapePath(path string) string {
	path = filepath.ToSlash(path)
	if vol := filepath.VolumeName(path); len(vol) == 2 && vol[1] == ':' {
		path = "/" + path
	}
	if strings.HasPrefix(path, "//") {
		path = "//" + path // a Windows share: without an empty host SQLite would take its server for one
	}
	var b strings.Builder
	for i := range len(path) {
		switch c := path[i]; {
		case c == '%' || c == '?' || c == '#' || c < ' ':
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func connect(path string, o Options, u use) *sql.DB {
	return sql.OpenDB(&connector{dsn: dsn(path, o, u), gate: &gate{readOnly: u == reading || u == looking}})
}

// connector opens connections and shuts the gate behind the settings.
type connector struct {
	dsn  string
	gate *gate
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := modernc.NewConnector(c.dsn)
	if err != nil {
		return nil, err
	}
	conn, err := inner.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := conn.(modernc.AuthorizerRegisterer).RegisterAuthorizer(c.gate.allow); err != nil {
		return nil, joinClose(err, conn)
	}
	return conn, nil
}

func (c *connector) Driver() driver.Driver { return &modernc.Driver{} }
