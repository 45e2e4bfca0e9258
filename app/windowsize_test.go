package main

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheWindowIsAsLargeAsItWasAndFitsASmallScreenAtFirst(t *testing.T) {
	dir := t.TempDir()
	first := windowSize(dir, "")
	assert.LessOrEqual(t, first.Width, float32(1024))
	assert.LessOrEqual(t, first.Height, float32(700-40), "with its title bar")
	assert.Equal(t, fyne.NewSize(1920, 1080), windowSize(dir, "1920x1080"))
	for _, bad := range []string{"x", "10x10", "1024", "-5x-5"} {
		assert.Equal(t, first, windowSize(dir, bad), bad)
	}
	for _, bad := range []string{"{", `{"Width":1e9,"Height":1e9}`, `{"Width":5,"Height":5}`, "null"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, sizeName), []byte(bad), 0o600))
		assert.Equal(t, first, windowSize(dir, ""), bad)
	}

	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1300, 900))
	(&program{dir: dir, window: w, o: Options{Size: "1300x900"}}).keepSize()
	assert.Equal(t, first, windowSize(dir, ""), "a size that was asked for is not kept")
	(&program{dir: dir, window: w}).keepSize()
	assert.Equal(t, w.Canvas().Size(), windowSize(dir, ""))
}
