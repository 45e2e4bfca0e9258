package disclose

import (
	"context"
	"errors"
	"fmt"
	"image"

	"waymark/internal/usererr"
)

// Printer is one that the system offers.
type Printer struct {
	Name  string // as the system calls it and people know it
	Usual bool   // the system's default
}

// Fetcher is who takes the paper out of the printer.
type Fetcher uint8

// Who fetches. The zero Fetcher says that nobody was asked.
const (
	FetchedByMe Fetcher = iota + 1 // the person at the keyboard goes now
	FetchedByColleague
	FetchedByPerson // who is counselled, with them
)

// String is how logs name the fetcher.
func (f Fetcher) String() string {
	switch f {
	case FetchedByMe:
		return "me"
	case FetchedByColleague:
		return "colleague"
	case FetchedByPerson:
		return "person"
	}
	return "nobody"
}

// Job says where paper comes out and who takes it.
type Job struct {
	Printer string // a Printer's Name
	Fetcher Fetcher
	Copies  int // 0 means 1
}

// maxCopies is more than any office hands out, and less than a slip of the finger makes.
const maxCopies = 99

// Paper is what is printed. Systems that print PDF get that; on Windows the pictures are printed, so both are needed.
type Paper struct {
	PDF   []byte
	Pages int
	// Picture draws a page, counted from 1, upright and whole with its margins. It is called for one page at a time.
	Picture func(page, dpi int) (image.Image, error)
}

// queueTitle is all that the print queue shows; anybody in the office can see it.
const queueTitle = "Waymark"

// Printers lists what the system offers, the usual one first. None is not an error; a machine without printing is
// [ErrNoPrinting].
func (d *Door) Printers(ctx context.Context) ([]Printer, error) {
	list, err := systemPrinters(ctx)
	if err != nil {
		return nil, wordedPrint(fmt.Errorf("list printers: %w", err), "")
	}
	for i := range list {
		if list[i].Usual {
			list[0], list[i] = list[i], list[0]
			break
		}
	}
	return list, nil
}

// Print logs the errand and hands the paper to the system. It returns when the system has all of it: the paper may come
// out later, or never. Errors: [ErrNoReason], [ErrNoFetcher], [ErrNoPages], [ErrNotLogged], [ErrNoPrinter],
// [ErrNoPrinting], or what the system said.
func (d *Door) Print(ctx context.Context, e Errand, j Job, p Paper) error {
	if j.Copies == 0 {
		j.Copies = 1
	}
	switch {
	case j.Fetcher == 0 || j.Fetcher > FetchedByPerson:
		return usererr.Wrap(ErrNoFetcher, "error.disclose.no_fetcher", "hint.disclose.no_fetcher")
	case j.Copies < 0 || j.Copies > maxCopies:
		return usererr.Wrap(fmt.Errorf("print: %d copies", j.Copies), "error.disclose.print", "hint.disclose.print")
	case len(p.PDF) == 0 || p.Pages <= 0:
		return usererr.Wrap(ErrNoPages, "error.disclose.print", "hint.disclose.print")
	}
	list, err := systemPrinters(ctx)
	if err == nil {
		err = ErrNoPrinter
		for _, s := range list {
			if s.Name == j.Printer {
				err = nil
			}
		}
	}
	if err != nil { // nothing was given out, so nothing is logged
		return wordedPrint(fmt.Errorf("print: %w", err), j.Printer)
	}
	a := Act{Errand: e, Way: Printed, Where: j.Printer, Fetcher: j.Fetcher, Copies: j.Copies, Pages: p.Pages, Bytes: len(p.PDF)}
	if err := d.allow(ctx, a); err != nil {
		return err
	}
	if err := systemPrint(ctx, j, p); err != nil {
		return wordedPrint(fmt.Errorf("print: %w", err), j.Printer)
	}
	return nil
}

func wordedPrint(err error, printer string) error {
	switch {
	case errors.Is(err, ErrNoPrinting):
		return usererr.Wrap(err, "error.disclose.no_printing", "hint.disclose.no_printing")
	case errors.Is(err, ErrNoPrinter):
		return usererr.WrapData(err, "error.disclose.no_printer", "hint.disclose.no_printer", map[string]any{"Printer": printer})
	}
	return usererr.Wrap(err, "error.disclose.print", "hint.disclose.print")
}
