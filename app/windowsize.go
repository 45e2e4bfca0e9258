package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"waymark/internal/durable"
)

// sizeName is the file with the size that the window had last. It says nothing of
// anybody.
const sizeName = "window.json"

// Sizes of the window. The first fits a screen of 1024x700 with what systems put around
// a window; the system gives it less where there is less.
const (
	firstWidth, firstHeight   = 1000, 640
	leastWidth, leastHeight   = 320, 240
	usableWidth, usableHeight = 640, 480
	mostSide                  = 16_000
)

// windowSize is the size asked for, that of the last run, or the first.
func windowSize(dir, asked string) fyne.Size {
	var w, h int
	if n, err := fmt.Sscanf(asked, "%dx%d", &w, &h); err == nil && n == 2 && w >= leastWidth && h >= leastHeight {
		return fyne.NewSize(float32(w), float32(h))
	}
	var kept fyne.Size
	b, err := os.ReadFile(filepath.Join(dir, sizeName))
	if err == nil && json.Unmarshal(b, &kept) == nil &&
		kept.Width >= usableWidth && kept.Height >= usableHeight && kept.Width <= mostSide && kept.Height <= mostSide {
		return kept
	}
	return fyne.NewSize(firstWidth, firstHeight)
}

// keepSize notes the window's size for the next run, unless this one was asked for.
// Failing is no reason for anything.
func (p *program) keepSize() {
	size := p.window.Canvas().Size()
	if p.o.Size != "" || size == windowSize(p.dir, "") {
		return
	}
	b, err := json.Marshal(size)
	if err == nil {
		err = durable.WriteFile(filepath.Join(p.dir, sizeName), b, 0o600)
	}
	if err != nil {
		slog.Debug("keep size of window", "error", err)
	}
}
