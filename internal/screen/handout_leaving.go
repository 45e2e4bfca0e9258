package screen

import (
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"strings"

	"waymark/internal/disclose"
)

// Leaving is how a paper leaves the program: the printer or a file, why, and who
// fetches it.
type Leaving struct {
	Reason   string
	Printers []disclose.Printer
	Looked   bool // for printers
	Printer  string
	Fetcher  disclose.Fetcher
	Travels  string  // the path that is asked about: its folder is copied further; "" for none
	Done     Message // what left last
	Trouble  Trouble // why nothing left

	screen  *Handout
	door    Discloser
	machine Machine
	busy    bool
}

// Look asks the system for its printers. None of them is chosen: the usual one often
// stands in another room.
func (l *Leaving) Look() {
	s := l.screen
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		found, err := l.door.Printers(ctx)
		return func() {
			l.Printers, l.Looked = found, true
			if err != nil && !errors.Is(err, disclose.ErrNoPrinting) {
				l.Trouble = TroubleOf(err, "error.handout.not_left")
			}
			s.OnChange()
		}
	})
}

// Because takes the reason as it is typed.
func (l *Leaving) Because(text string) {
	could := l.CanSave()
	l.Reason = text
	if could != l.CanSave() {
		l.screen.OnChange()
	}
}

// Choose chooses a printer.
func (l *Leaving) Choose(printer string) {
	l.Printer = printer
	l.screen.OnChange()
}

// Fetch says who takes the paper out of the printer.
func (l *Leaving) Fetch(f disclose.Fetcher) {
	l.Fetcher = f
	l.screen.OnChange()
}

// CanSave reports whether all is said that has to be said before a file is written.
func (l *Leaving) CanSave() bool {
	return !l.busy && l.screen.Made != nil && strings.TrimSpace(l.Reason) != ""
}

// CanPrint reports whether all is said that has to be said before it is printed.
func (l *Leaving) CanPrint() bool { return l.CanSave() && l.Printer != "" && l.Fetcher != 0 }

func (l *Leaving) errand() disclose.Errand {
	return disclose.Errand{About: l.screen.route.Subject, What: l.screen.Made.What, Reason: strings.TrimSpace(l.Reason)}
}

// Print hands the pages to the printer.
func (l *Leaving) Print() {
	if !l.CanPrint() {
		return
	}
	s, made := l.screen, l.screen.Made
	errand, job, ctx := l.errand(), disclose.Job{Printer: l.Printer, Fetcher: l.Fetcher}, l.screen.desk.Context
	l.leave(Say("handout.printed"), func() error {
		pdf, err := s.written()
		if err != nil {
			return fmt.Errorf("write pages: %w", err)
		}
		return l.door.Print(ctx, errand, job, disclose.Paper{PDF: pdf, Pages: made.Pages(), Picture: func(page, dpi int) (image.Image, error) {
			return made.Image(page-1, float64(dpi)), nil
		}})
	})
}

// Folder returns a chooser of the folder to save in.
func (l *Leaving) Folder() *Chooser {
	c := NewChooser(l.screen.desk.Run, l.machine, false, "")
	c.OnChosen = func(dir string) {
		l.save(disclose.Target{Path: filepath.Join(dir, disclose.FileName(l.screen.Made.What, l.screen.desk.Run.Now(), "pdf"))})
	}
	return c
}

// SaveAnyway saves where it was asked about, although the folder is copied further.
func (l *Leaving) SaveAnyway() {
	if l.Travels != "" {
		l.save(disclose.Target{Path: l.Travels, Travels: true})
	}
}

func (l *Leaving) save(to disclose.Target) {
	if !l.CanSave() {
		return
	}
	s, errand, ctx := l.screen, l.errand(), l.screen.desk.Context
	l.Travels = ""
	l.leave(Say("handout.saved", "File", filepath.Base(to.Path)), func() error {
		pdf, err := s.written()
		if err != nil {
			return fmt.Errorf("write pages: %w", err)
		}
		err = l.door.Save(ctx, errand, to, pdf)
		if errors.Is(err, disclose.ErrTravels) {
			err = travels{to.Path}
		}
		return err
	})
}

// travels says that a folder is copied further.
type travels struct{ path string }

func (travels) Error() string { return disclose.ErrTravels.Error() }

// leave does what lets the paper out, aside, and says how it ended.
func (l *Leaving) leave(done Message, do func() error) {
	s := l.screen
	l.busy, l.Done, l.Trouble = true, Message{}, Trouble{}
	s.desk.Run.Run(func() func() {
		err := do()
		return func() {
			l.busy = false
			var asked travels
			switch {
			case errors.As(err, &asked):
				l.Travels = asked.path
			case err != nil:
				l.Trouble = TroubleOf(err, "error.handout.not_left")
			default:
				l.Done, l.Reason = done, ""
			}
			s.OnChange()
		}
	})
	s.OnChange()
}
