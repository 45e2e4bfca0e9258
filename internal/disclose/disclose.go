package disclose

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/usererr"
)

// What callers branch on. Each comes with its words for a person.
var (
	ErrNoReason   = errors.New("no reason given")
	ErrNotLogged  = errors.New("could not be logged, so it was not given out")
	ErrNoPrinter  = errors.New("no such printer")
	ErrNoPrinting = errors.New("this machine has no printing")
	ErrNoFetcher  = errors.New("nobody said who fetches the paper")
	ErrNoPages    = errors.New("nothing to print")
	ErrTravels    = errors.New("folder is synced or on a network")
)

// Way is how text leaves.
type Way uint8

// The ways.
const (
	Printed Way = iota + 1
	Saved
	Copied
)

// String is how logs name the way.
func (w Way) String() string {
	switch w {
	case Printed:
		return "print"
	case Saved:
		return "export"
	case Copied:
		return "copy"
	}
	return fmt.Sprintf("way %d", uint8(w))
}

// Errand is what everything that leaves must say for itself.
type Errand struct {
	About  casework.Subject // whose words they are
	What   string           // the kind of document, a slug such as "handout" or "case-file"
	Reason string           // why, as the person gave it; it is kept in the vault and nowhere else
}

// Act is a line of the log.
type Act struct {
	Errand
	Way     Way
	Where   string  // the printer, or the file's path; "" for the clipboard
	Fetcher Fetcher // of paper
	Copies  int     // of paper
	Pages   int     // of paper, each copy
	Bytes   int
}

// Log keeps what left. It is called before anything leaves and off the UI goroutine; when it fails, nothing leaves.
type Log interface {
	Disclosing(ctx context.Context, a Act) error
}

// Door lets text out. Safe for concurrent use.
type Door struct{ log Log }

// NewDoor returns a door that writes to log.
func NewDoor(log Log) *Door { return &Door{log: log} }

// allow checks the errand and logs the act.
func (d *Door) allow(ctx context.Context, a Act) error {
	a.Reason = strings.TrimSpace(a.Reason)
	if a.Reason == "" {
		return usererr.Wrap(ErrNoReason, "error.disclose.no_reason", "hint.disclose.no_reason")
	}
	if err := d.log.Disclosing(ctx, a); err != nil {
		return usererr.Wrap(fmt.Errorf("%w: %w", ErrNotLogged, err), "error.disclose.not_logged", "hint.disclose.not_logged")
	}
	return nil
}

// Copy logs that something was put into the clipboard. A [Clip] sees to it that it does not stay there.
func (d *Door) Copy(ctx context.Context, e Errand, bytes int) error {
	return d.allow(ctx, Act{Errand: e, Way: Copied, Bytes: bytes})
}
