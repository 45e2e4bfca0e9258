package vault

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// place is a home with folders and files in it.
func place(t *testing.T, files map[string]string) string {
	t.Helper()
	home, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for name, content := range files {
		p := filepath.Join(home, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o700))
		require.NoError(t, os.WriteFile(p, []byte(content), 0o600))
	}
	return home
}

func TestFoldersThatAProgramSyncs(t *testing.T) {
	for _, row := range []struct {
		name, dir, want string
		files           map[string]string
		env             map[string]string
	}{
		{name: "a folder of one's own", dir: "waymark/data"},
		{name: "a name that only begins alike", dir: "dropboxes/onedriver"},
		{name: "OneDrive by name", dir: "OneDrive/waymark", want: "OneDrive"},
		{name: "OneDrive of an organisation", dir: "OneDrive - Caritas/waymark", want: "OneDrive"},
		{name: "OneDrive by its settings", dir: "wolke/waymark", env: map[string]string{"OneDriveCommercial": "wolke"}, want: "OneDrive"},
		{name: "beside what OneDrive syncs", dir: "wolken/waymark", env: map[string]string{"OneDriveCommercial": "wolke"}},
		{name: "OneDrive by its mark", dir: "wolke/waymark", files: map[string]string{"wolke/.849C9593-D756-4E56-8D6E-42412F2A707B": ""}, want: "OneDrive"},
		{name: "Dropbox by name", dir: "Dropbox/a/b/c", want: "Dropbox"},
		{name: "Dropbox of an organisation", dir: "Dropbox (Caritas)/a", want: "Dropbox"},
		{name: "Dropbox by its mark", dir: "box/a", files: map[string]string{"box/.dropbox.cache/x": ""}, want: "Dropbox"},
		{name: "Dropbox by its settings", dir: "box/a", files: map[string]string{".dropbox/info.json": `{"personal":{"path":"HOME/box","host":5}}`}, want: "Dropbox"},
		{name: "Dropbox's settings in the home are no mark", dir: "waymark", files: map[string]string{".dropbox/info.json": `{}`}},
		{name: "Dropbox's settings that are none", dir: "waymark", files: map[string]string{".dropbox/info.json": `[`}},
		{name: "Google Drive by name", dir: "Google Drive/a", want: "Google Drive"},
		{name: "Google Drive by its mark", dir: "g/a", files: map[string]string{"g/.tmp.drivedownload/x": ""}, want: "Google Drive"},
		{name: "iCloud on Windows", dir: "iCloudDrive/a", want: "iCloud"},
		{name: "iCloud on macOS", dir: "Library/Mobile Documents/com~apple~CloudDocs/a", want: "iCloud"},
		{name: "any cloud on macOS", dir: "Library/CloudStorage/Box-Box/a", want: "a cloud"},
		{name: "Nextcloud by name", dir: "Nextcloud/a", want: "Nextcloud"},
		{name: "Nextcloud by its log", dir: "nc/a", files: map[string]string{"nc/.nextcloudsync.log": ""}, want: "Nextcloud"},
		{name: "Nextcloud by its journal", dir: "nc/a", files: map[string]string{"nc/.sync_0ab1.db-wal": ""}, want: "Nextcloud"},
		{name: "Nextcloud by its settings", dir: "nc/a", files: map[string]string{".config/Nextcloud/nextcloud.cfg": "[Accounts]\n0\\Folders\\1\\localPath=HOME/nc/\n"}, want: "Nextcloud"},
		{name: "ownCloud by its settings", dir: "oc/a", files: map[string]string{".config/ownCloud/owncloud.cfg": "0\\Folders\\1\\localPath=HOME/oc\n"}, want: "ownCloud"},
		{name: "Syncthing by its mark", dir: "s/a/b", files: map[string]string{"s/.stfolder/x": ""}, want: "Syncthing"},
	} {
		t.Run(row.name, func(t *testing.T) {
			home := place(t, nil)
			for name, content := range row.files {
				p := filepath.Join(home, filepath.FromSlash(name))
				require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o700))
				require.NoError(t, os.WriteFile(p, []byte(strings.ReplaceAll(content, "HOME", filepath.ToSlash(home))), 0o600))
			}
			s := surroundings{home: home, env: func(name string) string {
				if v := row.env[name]; v != "" {
					return filepath.Join(home, v)
				}
				return ""
			}}
			dir := filepath.Join(home, filepath.FromSlash(row.dir))
			require.Equal(t, row.want, s.syncedBy(dir), "while it does not exist")
			require.NoError(t, os.MkdirAll(dir, 0o700))
			require.Equal(t, row.want, s.syncedBy(dir))
		})
	}
}

func TestAPlaceIsLookedAtWhereItReallyIs(t *testing.T) {
	home := place(t, map[string]string{"Nextcloud/a/x": "", "own/x": ""})
	require.NoError(t, CheckPlace(filepath.Join(home, "own", "not", "yet")))
	var e *PlaceError
	require.ErrorAs(t, CheckPlace(filepath.Join(home, "Nextcloud", "a")), &e)
	require.Equal(t, PlaceError{By: "Nextcloud"}, *e)
	link := filepath.Join(home, "own", "link")
	if os.Symlink(filepath.Join(home, "Nextcloud", "a"), link) != nil {
		return // who may not make links has nothing hidden behind one
	}
	require.ErrorAs(t, CheckPlace(filepath.Join(link, "vault")), &e)
	require.Equal(t, "Nextcloud", e.By)
}
