package copies

import (
	"fmt"
	"os"
	"path/filepath"

	"waymark/internal/drives"
	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

// SpaceError says that there is not enough room for a copy. Nothing was begun.
type SpaceError struct {
	Folder     string
	Need, Free int64 // bytes
}

func (e *SpaceError) Error() string {
	return fmt.Sprintf("copy needs %d bytes, there are %d", e.Need, e.Free)
}

// spare is what must be left for everything else.
const spare = 16 << 20

// sizeOf is how much a copy of the vault can have at most.
func sizeOf(v *vault.Vault, dbs []*sqlite.DB) (n int64) {
	n = int64(len(v.KeyFile()))
	for _, db := range dbs {
		for _, s := range []string{"", "-wal"} {
			if st, err := os.Stat(db.Path() + s); err == nil {
				n += st.Size()
			}
		}
	}
	return n
}

// Room asks whether there is room for Renew: a *[SpaceError] if there is not.
func Room(v *vault.Vault, dbs []*sqlite.DB) error {
	return room(filepath.Dir(v.Dir()), sizeOf(v, dbs)+spare)
}

// room asks for free space. Where nobody can tell how much there is, the copy is tried.
func room(dir string, need int64) error {
	free, err := drives.Here.Free(dir)
	if err == nil && free < need {
		return &SpaceError{Folder: filepath.Clean(dir), Need: need, Free: free}
	}
	return nil
}
