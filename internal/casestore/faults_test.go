package casestore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/vault"
)

// The n-th operation on a file fails while a counselling session is recorded, once or
// from then on, for all n: what was acknowledged is there, and nothing is half there.
func TestAnyFailingOperationWhileASessionIsRecorded(t *testing.T) {
	ctx := context.Background()
	key := vault.Key{7}
	home := t.TempDir()
	v, err := vault.CreateRaw(home, key)
	require.NoError(t, err)
	d := &desk{t: t, path: v.Path("cases.db"), vfs: v.VFS(), device: newID[casework.DeviceID](), staff: newID[casework.StaffID]()}
	store, err := casestore.Open(ctx, d.path, casestore.Options{VFS: d.vfs})
	require.NoError(t, err)
	d.store = store
	someone := d.someone("W-1", fields{"name.latin": "Amina"})
	require.NoError(t, store.Close())
	require.NoError(t, v.Close())

	for _, row := range []struct {
		name    string
		err     error
		forever bool
	}{
		{"disk full once", syscall.ENOSPC, false},
		{"disk gone from then on", errors.New("the disk is gone"), true},
	} {
		t.Run(row.name, func(t *testing.T) {
			failed := 0
			for n := 0; ; n++ {
				dir := filepath.Join(t.TempDir(), "vault")
				require.NoError(t, os.CopyFS(dir, os.DirFS(home)))
				v, err := vault.UnlockRaw(dir, key)
				require.NoError(t, err)
				here := &desk{t: t, path: v.Path("cases.db"), vfs: v.VFS(), device: d.device, staff: d.staff}
				here.store, err = casestore.Open(ctx, here.path, casestore.Options{VFS: here.vfs})
				require.NoError(t, err)
				left, hit := n, false
				v.Watch(func(vault.Op) error {
					left--
					if left == -1 || left < 0 && row.forever {
						hit = true
						return row.err
					}
					return nil
				})
				session := here.change(someone, casework.KindCounselling, newID[casework.ItemID](), fields{"started": "2026-11-02T10:00+01:00", "said": "sie möchte zurück", "outcome": "still_considering"})
				recorded := here.store.Record(ctx, []casework.Act{act(session)})
				v.Watch(nil)
				there := func() bool {
					items, err := here.store.Items(ctx, someone, casework.KindCounselling)
					require.NoError(t, err, "operation %d", n)
					unsent, err := here.store.Unsent(ctx, 10)
					require.NoError(t, err)
					hits, err := here.store.Search(ctx, "möchte", 10)
					require.NoError(t, err)
					require.Len(t, unsent, 2+len(items), "operation %d: the outbox has what the items have", n)
					require.Len(t, hits, len(items), "operation %d: and so has the search", n)
					if recorded == nil {
						require.Len(t, items, 1, "operation %d", n)
					}
					return len(items) == 1
				}
				if recorded != nil {
					failed++
				}
				before := there()
				require.NoError(t, here.store.Close())
				require.NoError(t, v.Close())
				v, err = vault.UnlockRaw(dir, key)
				require.NoError(t, err)
				here.store, err = casestore.Open(ctx, v.Path("cases.db"), casestore.Options{VFS: v.VFS()})
				require.NoError(t, err, "operation %d", n)
				require.Equal(t, before, there(), "operation %d: also after a start", n)
				require.NoError(t, here.store.DB().Check(ctx))
				require.NoError(t, here.store.Record(ctx, []casework.Act{act(here.change(someone, casework.KindContact, newID[casework.ItemID](), fields{"said": "danach"}))}), "it goes on")
				require.NoError(t, here.store.Close())
				require.NoError(t, v.Close())
				if !hit {
					break
				}
			}
			require.Greater(t, failed, 2)
		})
	}
}
