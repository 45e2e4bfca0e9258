package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAHubWhoseDatabaseIsGoneDoesNotBeginAnEmptyOneUnasked(t *testing.T) {
	for name, spoil := range map[string]func(db string) error{
		"cut to nothing": func(db string) error { return os.Truncate(db, 0) },
		"gone":           os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			w := where{DB: filepath.Join(dir, "hub.db"), Keys: dir}
			h, err := open(t.Context(), w, true)
			require.NoError(t, err)
			require.NoError(t, h.close())
			require.NoError(t, spoil(w.DB))
			before, err := os.ReadDir(dir)
			require.NoError(t, err)

			for _, create := range []bool{true, false} {
				_, err = open(t.Context(), w, create)
				require.ErrorIs(t, err, errNoDatabase)
			}
			after, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Equal(t, len(before), len(after), "nothing was made")

			w.Empty = true
			h, err = open(t.Context(), w, true)
			require.NoError(t, err, "whoever says so may")
			require.NoError(t, h.close())
		})
	}
}
