package sqlite

import (
	"database/sql/driver"
	"errors"
	"strings"
	"sync/atomic"

	modernc "modernc.org/sqlite"
)

// gate is asked by SQLite about every statement it compiles. It keeps readable content inside the sealed database: a
// statement cannot attach another file (VACUUM INTO, VACUUM and ATTACH all do), load code, or change a setting that
// decides where or how content is written. Plain VACUUM is refused too: its temporary copy lies in memory.
type gate struct {
	readOnly bool
	target   atomic.Pointer[string] // the one file that may be attached, while a copy is made
}

// Settings that may be read or used. Everything else answers "not authorized".
var pragmas = map[string]bool{
	"application_id": true, "user_version": true, "data_version": true, "schema_version": true, "page_count": true,
	"page_size": true, "freelist_count": true, "table_info": true, "table_xinfo": true, "table_list": true,
	"index_list": true, "index_info": true, "index_xinfo": true, "foreign_key_list": true, "foreign_key_check": true,
	"integrity_check": true, "quick_check": true, "wal_checkpoint": true, "optimize": true, "analysis_limit": true,
	"defer_foreign_keys": true, "compile_options": true,
}

// Settings that may be asked for but not changed.
var asked = map[string]bool{
	"journal_mode": true, "synchronous": true, "foreign_keys": true, "temp_store": true, "secure_delete": true,
	"trusted_schema": true, "cell_size_check": true, "query_only": true, "busy_timeout": true, "cache_size": true,
	"mmap_size": true, "encoding": true, "auto_vacuum": true, "locking_mode": true, "journal_size_limit": true,
}

func (g *gate) allow(action modernc.AuthorizerActionCode, arg1, arg2, _, _ string) modernc.AuthorizerReturnCode {
	switch action {
	case modernc.AuthRead, modernc.AuthSelect: // by far the most
		return modernc.AuthorizerOK
	case modernc.AuthAttach:
		if t := g.target.Load(); t != nil && arg1 == *t {
			return modernc.AuthorizerOK
		}
		return modernc.AuthorizerDeny
	case modernc.AuthPragma:
		name := strings.ToLower(arg1)
		if pragmas[name] || asked[name] && arg2 == "" {
			return modernc.AuthorizerOK
		}
		return modernc.AuthorizerDeny
	case modernc.AuthFunction:
		if strings.EqualFold(arg2, "load_extension") || strings.EqualFold(arg2, "fts3_tokenizer") {
			return modernc.AuthorizerDeny
		}
	}
	return modernc.AuthorizerOK
}

func joinClose(err error, conn driver.Conn) error { return errors.Join(err, conn.Close()) }
