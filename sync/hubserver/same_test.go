package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACommandIsForTheDatabaseItNames(t *testing.T) {
	dir := t.TempDir()
	db, other := filepath.Join(dir, "hub.db"), filepath.Join(dir, "other.db")
	require.NoError(t, os.WriteFile(db, nil, 0o600))
	require.NoError(t, os.WriteFile(other, nil, 0o600))
	require.NoError(t, os.Symlink(db, filepath.Join(dir, "link.db")))
	h := &house{where: where{DB: db}}
	for name, row := range map[string]struct {
		db      string
		refused bool
	}{
		"the same":                {db, false},
		"by another name":         {filepath.Join(dir, "link.db"), false},
		"another in the folder":   {other, true},
		"one that is not there":   {filepath.Join(dir, "none.db"), true},
		"PostgreSQL, served file": {"postgres:///hub", true},
		"none":                    {"", true},
	} {
		t.Run(name, func(t *testing.T) {
			got := do(t.Context(), h, asked{DB: row.db, Args: []string{"no such command"}})
			assert.Equal(t, row.refused, got.Error == "the hub that serves from this folder has another database", got.Error)
		})
	}
	served := where{DB: "postgres:///hub", Keys: dir}
	assert.True(t, served.same("postgres:///hub?sslmode=disable"))
	assert.False(t, served.same(db))
}
