package copies

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func options(pass string) RenewOptions {
	return RenewOptions{Passphrase: []byte(pass), Params: quick, KDF: vault.InProcess}
}

func TestARenewedVaultHoldsTheSameUnderAnotherKey(t *testing.T) {
	ctx := context.Background()
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "vault")
	v, dbs := filled(t, dir, "old", 60)
	require.NoError(t, v.SetRecovery([]string{id.Recipient().String()}))
	copied := t.TempDir() // by somebody, with the passphrase
	require.NoError(t, os.CopyFS(filepath.Join(copied, "vault"), os.DirFS(dir)))
	_ = os.Remove(filepath.Join(copied, "vault", "vault.lock"))
	use := v.Subkey("test")

	require.NoError(t, Renew(ctx, v, dbs, options("new")))
	require.Error(t, dbs[0].Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO note(body) VALUES('too late')")
		return err
	}), "nobody's words come in between")
	_ = closeAll(v, dbs) // databases of a locked vault complain
	require.NoError(t, v.Close())
	require.NoError(t, Settle(dir))

	holds(t, dir, "new", 60)
	require.False(t, opens(dir, "old"))
	require.NoError(t, Settle(dir), "again is harmless")
	holds(t, dir, "new", 60)
	left, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	require.Len(t, left, 1, "the old vault is gone")
	requireNoMarks(t, dir)

	again, err := vault.UnlockRecovery(dir, id)
	require.NoError(t, err, "the organisation still can")
	require.NotEqual(t, use, again.Subkey("test"))
	require.NoError(t, again.Close())
	thief, err := vault.Unlock(filepath.Join(copied, "vault"), []byte("old"), vault.Options{KDF: vault.InProcess})
	require.NoError(t, err)
	require.ErrorIs(t, thief.Prove(filepath.Join(dir, "cases.db")), vault.ErrWrongKey, "what is written from now on is out of reach")
	require.NoError(t, thief.Close())
}

func TestWhatKeepsAVaultFromBeingRenewedChangesNothing(t *testing.T) {
	ctx := context.Background()
	for name, row := range map[string]struct {
		spoil func(t *testing.T, v *vault.Vault, stop func())
		want  error
	}{
		"a log was set aside": {func(t *testing.T, v *vault.Vault, _ func()) {
			require.NoError(t, os.WriteFile(v.Path("cases.db-wal.aside-1"), []byte("x"), 0o600))
		}, ErrAside},
		"somebody stops it half way": {func(t *testing.T, _ *vault.Vault, stop func()) {
			at = func(step string) {
				if step == "filled" {
					stop()
				}
			}
			t.Cleanup(func() { at = func(string) {} })
		}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			dir := filepath.Join(t.TempDir(), "vault")
			v, dbs := filled(t, dir, "old", 5)
			row.spoil(t, v, stop)
			require.ErrorIs(t, Renew(ctx, v, dbs, options("new")), row.want)
			require.NoDirExists(t, dir+newSuffix)
			addNotes(t, dbs[0], 1)
			addNotes(t, dbs[1], 1)
			require.NoError(t, closeAll(v, dbs))
			require.NoError(t, Settle(dir))
			holds(t, dir, "old", 6)
		})
	}
	t.Run("no room", func(t *testing.T) {
		var e *SpaceError
		require.ErrorAs(t, room(t.TempDir(), 1<<60), &e)
		require.Positive(t, e.Free)
		require.NoError(t, room(t.TempDir(), 1))
	})
}

func TestAVaultInUseIsNotSettled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "vault")
	v, dbs := filled(t, dir, "old", 1)
	require.NoError(t, os.Mkdir(dir+newSuffix, 0o700)) // somebody is renewing it
	require.NoError(t, Settle(dir))
	require.DirExists(t, dir+newSuffix)
	half := v.Path(".partial-backup-cases.db")
	require.NoError(t, os.WriteFile(half, nil, 0o600))
	require.NoError(t, Settle(dir))
	require.FileExists(t, half)
	require.NoError(t, closeAll(v, dbs))
	require.NoError(t, Settle(dir))
	require.NoDirExists(t, dir+newSuffix)
	require.NoFileExists(t, half)
	holds(t, dir, "old", 1)
	require.NoError(t, Settle(filepath.Join(t.TempDir(), "none")))
}

const renewUntil = "renew-until"

var errStep = errors.New("not reached")

// renewAndDie renews the vault in dir and dies at the n-th step, by itself: what is on the disk then stays.
func renewAndDie(dir, n string) {
	left, err := strconv.Atoi(n)
	fail := func(err error) {
		if err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(3)
		}
	}
	fail(err)
	at = func(string) {
		if left--; left < 0 {
			os.Exit(9)
		}
	}
	v, err := vault.Unlock(dir, []byte("old"), vault.Options{KDF: vault.InProcess})
	fail(err)
	var dbs []*sqlite.DB
	for _, name := range []string{"cases.db", "files.db"} {
		db, err := openDB(v, name)
		fail(err)
		dbs = append(dbs, db)
	}
	fail(Renew(context.Background(), v, dbs, options("new")))
	_ = closeAll(v, dbs)
	fail(v.Close())
	fail(Settle(dir))
	os.Exit(0)
}

func TestAKillAtAnyStepLeavesOneGoodVault(t *testing.T) {
	ended := map[string]int{}
	for n := 0; ; n++ {
		dir := filepath.Join(t.TempDir(), "vault")
		v, dbs := filled(t, dir, "old", 8)
		require.NoError(t, closeAll(v, dbs))
		cmd := exec.Command(os.Args[0], renewUntil, dir, strconv.Itoa(n))
		said, err := cmd.CombinedOutput()
		code := cmd.ProcessState.ExitCode()
		require.Contains(t, []int{0, 9}, code, "%v: %s", err, said)
		require.NoError(t, Settle(dir))
		pass := "old"
		if opens(dir, "new") {
			pass = "new"
		}
		ended[pass]++
		holds(t, dir, pass, 8)
		left, err := os.ReadDir(filepath.Dir(dir))
		require.NoError(t, err)
		require.Len(t, left, 1, "step %d", n)
		if code == 0 {
			require.Equal(t, "new", pass)
			break
		}
	}
	require.Positive(t, ended["old"])
	require.Greater(t, ended["new"], 2, "kills on both sides of the moment it is decided: %v", ended)
}

// Settling is killed at every step too, and settled by the next start.
func TestAKillWhileSettlingIsSettled(t *testing.T) {
	for n := 0; ; n++ {
		dir := filepath.Join(t.TempDir(), "vault")
		v, dbs := filled(t, dir, "old", 4)
		require.NoError(t, Renew(context.Background(), v, dbs, options("new")))
		_ = closeAll(v, dbs)
		require.NoError(t, v.Close())
		left := n
		func() {
			defer func() { _ = recover() }()
			at = func(string) {
				if left--; left < 0 {
					panic(errStep)
				}
			}
			require.NoError(t, Settle(dir))
		}()
		at = func(string) {}
		require.NoError(t, Settle(dir))
		holds(t, dir, "new", 4)
		if left >= 0 {
			require.Greater(t, n, 2)
			return
		}
	}
}
