package vault

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// A closure's address would be garbage to C after the next collection: only functions declared at the top of a file have
// one that stays.
func TestCallbacksAreTopLevelFunctions(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	set := token.NewFileSet()
	declared := map[string]bool{}
	var parsed []*ast.File
	for _, name := range files {
		f, err := parser.ParseFile(set, name, nil, 0)
		require.NoError(t, err)
		parsed = append(parsed, f)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				declared[fn.Name.Name] = true
			}
		}
	}
	calls := 0
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			index, ok := call.Fun.(*ast.IndexExpr)
			if !ok {
				return true
			}
			if fn, is := index.X.(*ast.Ident); !is || fn.Name != "cfunc" {
				return true
			}
			calls++
			arg, is := call.Args[0].(*ast.Ident)
			require.True(t, is && declared[arg.Name], "%s: not a function declared at the top", set.Position(call.Pos()))
			return true
		})
	}
	require.Greater(t, calls, 25)
}

// What the platform promises about its disk is passed on only where it is true of sealed pages: without
// POWERSAFE_OVERWRITE SQLite pads frames to sectors, and with any of the others it skips journals or syncs.
func TestWhatSQLiteIsToldOfTheDisk(t *testing.T) {
	v := makeVault(t, t.TempDir())
	defer func() { require.NoError(t, v.Close()) }()
	tls := libc.NewTLS()
	defer tls.Close()
	size := uint64((*cVFS)(ptr(v.vfs.c)).FszOsFile)
	p := lib.Xsqlite3_malloc64(tls, size)
	require.NotZero(t, p)
	defer lib.Xsqlite3_free(tls, p)
	clear(cbytes(p, int(size)))
	name, err := libc.CString(v.Path("cases.db"))
	require.NoError(t, err)
	defer libc.Xfree(tls, name)
	flags := int32(lib.SQLITE_OPEN_MAIN_DB | lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE)
	require.Equal(t, int32(lib.SQLITE_OK), vfsOpen(tls, v.vfs.c, name, p, flags, 0))
	got := fileDeviceCharacteristics(tls, p)
	require.NotZero(t, got&lib.SQLITE_IOCAP_POWERSAFE_OVERWRITE)
	for bit, what := range map[int32]string{
		lib.SQLITE_IOCAP_ATOMIC: "atomic", lib.SQLITE_IOCAP_ATOMIC512: "atomic 512", lib.SQLITE_IOCAP_ATOMIC4K: "atomic 4K", lib.SQLITE_IOCAP_ATOMIC8K: "atomic 8K",
		lib.SQLITE_IOCAP_ATOMIC64K: "atomic 64K", lib.SQLITE_IOCAP_BATCH_ATOMIC: "batch atomic", lib.SQLITE_IOCAP_SEQUENTIAL: "sequential",
		lib.SQLITE_IOCAP_SAFE_APPEND: "safe append", lib.SQLITE_IOCAP_IMMUTABLE: "immutable", lib.SQLITE_IOCAP_SUBPAGE_READ: "parts of pages",
	} {
		require.Zero(t, got&bit, what)
	}
	require.ErrorIs(t, v.Close(), ErrOpenFiles, "SQLite still has pointers into the vfs")
	require.Equal(t, int32(lib.SQLITE_OK), fileClose(tls, p))
	require.Nil(t, openFiles.get((*shimFile)(ptr(p)).id), "the handle is given back")
}
