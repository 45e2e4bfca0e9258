package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestKilledAtAnyMomentEveryAcknowledgedCommitIsThere(t *testing.T) {
	const kills = 15
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	acked, logsLeft := 0, 0
	for range kills {
		cmd := exec.Command(os.Args[0], writeUntilKilled, dir)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := 1 + r.IntN(60)
		for sc := bufio.NewScanner(out); sc.Scan(); lines-- {
			n, err := strconv.Atoi(sc.Text())
			require.NoError(t, err, sc.Text())
			acked = n
			if lines == 0 {
				require.NoError(t, cmd.Process.Kill()) // what is acknowledged until it dies is still read
			}
		}
		require.Error(t, cmd.Wait())
		if st, err := os.Stat(filepath.Join(dir, "cases.db-wal")); err == nil && st.Size() > 0 {
			logsLeft++
		}
		v, err := vault.UnlockRaw(dir, testKey)
		require.NoError(t, err)
		db, err := sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
		require.NoError(t, err)
		n, err := notes(db)
		require.NoError(t, err)
		require.True(t, n == acked || n == acked+1, "acknowledged %d, found %d", acked, n)
		require.NoError(t, db.Check(context.Background()))
		require.NoError(t, db.Close())
		require.Empty(t, v.Faults().Aside)
		require.NoError(t, v.Close())
		acked = n
	}
	require.Positive(t, logsLeft, "no kill left a log: the test has no teeth")
	requireNoMarks(t, dir)
}

// recorder keeps every physical change in order, with what was acknowledged when it happened.
type recorder struct {
	mu    sync.Mutex
	ops   []recorded
	acked int
}

type recorded struct {
	vault.Op
	acked int
}

func (r *recorder) watch(op vault.Op) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	op.Data = bytes.Clone(op.Data)
	r.ops = append(r.ops, recorded{op, r.acked})
	return nil
}

func (r *recorder) ack(n int) {
	r.mu.Lock()
	r.acked = n
	r.mu.Unlock()
}

type disk map[string][]byte

func (d disk) write(path string, off int64, b []byte) {
	f := d[path]
	if n := int(off) + len(b); n > len(f) {
		f = append(f, make([]byte, n-len(f))...)
	}
	copy(f[off:], b)
	d[path] = f
}

func (d disk) truncate(path string, size int64) {
	if f := d[path]; int(size) <= len(f) {
		d[path] = f[:size:size]
	} else {
		d.write(path, size, nil)
	}
}

// afterPowerCut is what a disk holds that lost power after the given changes: what was synced is there; of the rest any
// part, in any order, torn at sectors. A file whose sync is ignored (deaf) is the negative control: a disk that lies.
func afterPowerCut(ops []recorded, r *rand.Rand, deaf string) disk {
	d, waiting := disk{}, map[string][]recorded{}
	apply := func(o recorded) {
		if o.Kind == vault.OpWrite {
			d.write(o.Path, o.Off, o.Data)
		} else {
			d.truncate(o.Path, o.Off)
		}
	}
	for _, o := range ops {
		switch o.Kind {
		case vault.OpSync:
			if deaf != "" && strings.HasSuffix(o.Path, deaf) {
				continue
			}
			for _, w := range waiting[o.Path] {
				apply(w)
			}
			delete(waiting, o.Path)
		case vault.OpDelete:
			delete(waiting, o.Path)
			delete(d, o.Path)
		default:
			waiting[o.Path] = append(waiting[o.Path], o)
		}
	}
	for path, list := range waiting {
		mode := r.IntN(3) // all lost, some lost, none lost but torn
		if mode == 1 {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		}
		for _, o := range list {
			if mode == 0 || mode == 1 && r.IntN(2) == 0 {
				continue
			}
			if o.Kind == vault.OpTruncate {
				if int(o.Off) <= len(d[path]) && r.IntN(2) == 0 {
					d.truncate(path, o.Off)
				}
				continue
			}
			for at := 0; at < len(o.Data); {
				end := min(len(o.Data), (int(o.Off)+at)/512*512+512-int(o.Off))
				if r.IntN(4) != 0 {
					d.write(path, o.Off+int64(at), o.Data[at:end])
				}
				at = end
			}
		}
	}
	return d
}

// recordHistory runs commits and returns what reached the disk. extra are the driver's settings.
func recordHistory(t *testing.T, extra string, commits int) (ops []recorded, path string) {
	dir := t.TempDir()
	v := unlockAt(t, dir, testKey)
	rec := &recorder{acked: -1}
	v.Watch(rec.watch)
	db, err := sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
	require.NoError(t, err)
	rec.ack(0)
	path = db.Path()
	require.NoError(t, db.Close())
	pool := rawPool(t, path, v.VFS(), extra)
	r := rand.New(rand.NewPCG(7, 8))
	for i := 1; i <= commits; i++ {
		tx, err := pool.Begin()
		require.NoError(t, err)
		require.NoError(t, addNote(tx, i, r.IntN(30000)))
		_, err = tx.Exec("UPDATE note SET pad = randomblob(length(pad)) WHERE id IN (SELECT id FROM note ORDER BY random() LIMIT 4)")
		require.NoError(t, err)
		require.NoError(t, tx.Commit())
		rec.ack(i)
	}
	v.Watch(nil)
	require.NoError(t, pool.Close())
	return rec.ops, path
}

// survives opens what a power cut left and says what is wrong with it.
func survives(t *testing.T, d disk, path string, acked int) error {
	dir := t.TempDir()
	for p, b := range d {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(p)), b, 0o600))
	}
	v, err := vault.UnlockRaw(dir, testKey)
	require.NoError(t, err)
	defer v.Close()
	db, err := sqlite.Open(context.Background(), v.Path(filepath.Base(path)), options(v))
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := notes(db)
	if err == nil {
		err = db.Check(context.Background())
	}
	if err == nil && (n < acked || n > acked+1) {
		err = fmt.Errorf("acknowledged %d, found %d", acked, n)
	}
	if err == nil {
		err = db.Write(context.Background(), func(tx *sql.Tx) error { return addNote(tx, 0, 10) })
	}
	return err
}

func TestAPowerCutLosesNoAcknowledgedCommit(t *testing.T) {
	for _, row := range []struct {
		name, extra, deaf string
		cuts              int
	}{
		{"write-ahead log", "&_pragma=journal_mode(wal)&_pragma=synchronous(2)&_pragma=wal_autocheckpoint(30)&_pragma=cache_size(10)", "-wal", 120},
		{"rollback journal", "&_pragma=journal_mode(delete)&_pragma=synchronous(2)&_pragma=cache_size(10)", "-journal", 80},
	} {
		t.Run(row.name, func(t *testing.T) {
			ops, path := recordHistory(t, row.extra, 60)
			r := rand.New(rand.NewPCG(11, 12))
			for i := range row.cuts {
				// The first cuts fall into the making of the database, the others anywhere.
				cut := 1 + r.IntN(len(ops))
				if i < 25 {
					cut = 1 + i
				}
				err := survives(t, afterPowerCut(ops[:cut], r, ""), path, max(ops[cut-1].acked, 0))
				require.NoError(t, err, "cut after operation %d of %d", cut, len(ops))
			}
			t.Run("and a disk that lies is noticed by this test", func(t *testing.T) {
				for range 60 {
					cut := 1 + r.IntN(len(ops))
					if survives(t, afterPowerCut(ops[:cut], r, row.deaf), path, max(ops[cut-1].acked, 0)) != nil {
						return
					}
				}
				t.Fatal("syncs were ignored and nothing was lost: the simulator has no teeth")
			})
		})
	}
}

// The n-th operation fails, once or from then on, for all n: whatever was acknowledged is there, nothing is half there,
// and the database goes on when the disk does.
func TestAnyFailingOperation(t *testing.T) {
	pulled := errors.New("the disk is gone")
	for _, row := range []struct {
		name    string
		err     error
		forever bool
	}{
		{"disk full once", syscall.ENOSPC, false},
		{"disk full from then on", syscall.ENOSPC, true},
		{"operation fails once", pulled, false},
		{"disk gone from then on", pulled, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			failed, full := 0, 0
			for n := 0; ; n++ {
				dir := t.TempDir()
				v, err := vault.UnlockRaw(dir, testKey)
				require.NoError(t, err)
				left, hit := n, false
				v.Watch(func(op vault.Op) error {
					left--
					if left == -1 || left < 0 && row.forever {
						hit = true
						return row.err
					}
					return nil
				})
				acked, tried := 0, 0
				db, err := sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
				if err == nil {
					for range 3 {
						tried++
						werr := db.Write(context.Background(), func(tx *sql.Tx) error { return addNote(tx, tried, 20000) })
						if werr == nil {
							acked++
						} else {
							failed++
							if errors.Is(werr, sqlite.ErrFull) {
								full++
							}
						}
					}
					v.Watch(nil)
					got, err := notes(db)
					require.NoError(t, err, "operation %d", n)
					require.True(t, got >= acked && got <= tried, "operation %d: acknowledged %d, found %d", n, acked, got)
					acked = got
					require.NoError(t, db.Write(context.Background(), func(tx *sql.Tx) error { return addNote(tx, 9, 10) }), "the disk is back")
					acked++
					_ = db.Close()
				}
				v.Watch(nil)
				require.NoError(t, v.Close())
				v, err = vault.UnlockRaw(dir, testKey)
				require.NoError(t, err)
				db, err = sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
				require.NoError(t, err, "operation %d", n)
				requireNotes(t, db, acked)
				require.NoError(t, db.Close())
				require.NoError(t, v.Close())
				if !hit {
					break
				}
			}
			require.Positive(t, failed)
			require.Equal(t, row.err == syscall.ENOSPC, full > 0)
		})
	}
}

func TestPageOneTornInACheckpointComesBackFromTheLog(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 50, 100)
	dir := leftByCrash(t, db)
	p := filepath.Join(dir, "cases.db")
	b, err := os.ReadFile(p)
	require.NoError(t, err)
	clear(b[512:1024])
	require.NoError(t, os.WriteFile(p, b, 0o600))
	torn := stateOf(t, dir)

	wrong := unlockAt(t, dir, vault.Key{9})
	_, err = sqlite.Open(context.Background(), wrong.Path("cases.db"), options(wrong))
	require.ErrorIs(t, err, sqlite.ErrWrongKey)
	require.Equal(t, torn, stateOf(t, dir))
	require.NoError(t, wrong.Close())

	v2 := unlockAt(t, dir, testKey)
	db2, err := sqlite.Open(context.Background(), v2.Path("cases.db"), options(v2))
	require.NoError(t, err)
	requireNotes(t, db2, 50)
	require.NoError(t, db2.Close())

	// Without a log the same tear is damage, never an empty database.
	b, err = os.ReadFile(p)
	require.NoError(t, err)
	clear(b[512:1024])
	require.NoError(t, os.WriteFile(p, b, 0o600))
	before := stateOf(t, dir)
	_, err = sqlite.Open(context.Background(), v2.Path("cases.db"), options(v2))
	require.ErrorIs(t, err, sqlite.ErrDamaged)
	require.Equal(t, before, stateOf(t, dir))
}

func TestALogCutOrGarbledAnywhereGivesACommittedPrefix(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	for i := range 25 {
		require.NoError(t, db.Write(context.Background(), func(tx *sql.Tx) error { return addNote(tx, i, 6000) }))
	}
	left := filesIn(t, leftByCrash(t, db))
	log := left["cases.db-wal"]
	r := rand.New(rand.NewPCG(3, 4))
	seen := map[int]bool{}
	for i := range 90 {
		w := clone(log)
		at := r.IntN(len(w))
		switch i % 3 {
		case 0:
			w = w[:at]
		case 1:
			clear(w[at:])
		case 2:
			for j := at; j < min(len(w), at+512); j++ {
				w[j] = byte(r.Uint32())
			}
		}
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "cases.db"), []byte(left["cases.db"]), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "cases.db-wal"), w, 0o600))
		v := unlockAt(t, dir, testKey)
		db := openAt(t, v, "cases.db")
		n, err := notes(db)
		require.NoError(t, err)
		require.NoError(t, db.Check(context.Background()))
		seen[n] = true
		if i%3 == 2 && n < 24 { // committed frames lie behind the broken one: a person may want them
			aside := v.Faults().Aside
			require.Len(t, aside, 1)
			b, err := os.ReadFile(aside[0])
			require.NoError(t, err)
			require.Equal(t, w, b)
		}
		require.NoError(t, db.Close())
	}
	require.Greater(t, len(seen), 10, "cuts fell everywhere")
}
