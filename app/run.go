package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"waymark/app/ui"
	"waymark/internal/screen"
	"waymark/internal/vault"
	"waymark/internal/words"
)

// ErrLocked is returned by [Run] when somebody locked the program, or it locked
// itself: start it again in a new process.
var ErrLocked = errors.New("locked")

// Options of the program.
type Options struct {
	Data     string // folder; empty: the person's own
	Language string // when none was chosen yet
	TextSize int    // likewise; points
	Size     string // of the window, "1024x700"; empty: most of a small screen
	Demo     bool   // new vaults cost little to try: made-up cases only
	Version  string
	Idle     time.Duration // without a key, before the program locks itself; zero: ten minutes
	Seen     string        // socket that tells what the window shows; builds for tests only
	App      func(version string) fyne.App

	started func(*program) // called when the window is about to show
}

const usualIdle = 10 * time.Minute

// program is one run of it, on the UI goroutine.
type program struct {
	o      Options
	dir    string
	app    fyne.App
	window fyne.Window
	view   *ui.Window
	run    *runner
	prefer screen.Preferences

	open        *unlocked // nil while locked
	touched     time.Time
	inClipboard string
	leaving     bool // somebody wanted out although something could not be kept
	result      error
}

// Run shows the program until its window is closed (nil), it is locked (ErrLocked)
// or ctx ends (nil). What was typed is in the vault when it returns. It must be
// called on the main goroutine, once in a process.
func Run(ctx context.Context, o Options) error {
	dir, err := dataFolder(o.Data)
	if err != nil {
		return err
	}
	if o.Idle == 0 {
		o.Idle = usualIdle
	}
	p := &program{o: o, dir: dir, app: o.App(o.Version), run: &runner{}, prefer: readPreferences(dir, o), touched: time.Now()}
	p.window = p.app.NewWindow("")
	p.view = ui.NewWindow(p.window, p.app.Settings().SetTheme)
	p.view.OnTouched = func() { p.touched = time.Now() }
	p.view.OnCopied = p.copied
	if err := p.speak(p.prefer); err != nil {
		return fmt.Errorf("choose language: %w", err)
	}
	p.window.Resize(p.size())
	p.window.SetCloseIntercept(func() { p.leave(nil) })
	if err := p.begin(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() {
		fyne.Do(func() {
			p.leaving = true
			p.leave(nil)
		})
	})
	defer stop()
	p.watch()
	defer p.tellSeen()()
	if o.started != nil {
		o.started(p)
	}
	p.window.ShowAndRun()
	if p.open != nil { // the driver ended by itself, such as when the display went away
		if err := p.open.close(); err != nil && p.result == nil {
			p.result = err
		}
	}
	return p.result
}

func (p *program) size() fyne.Size {
	var w, h int
	if n, err := fmt.Sscanf(p.o.Size, "%dx%d", &w, &h); err != nil || n != 2 || w < 320 || h < 240 {
		return fyne.NewSize(1180, 760)
	}
	return fyne.NewSize(float32(w), float32(h))
}

// begin shows the locked vault, or how to make one.
func (p *program) begin() error {
	there, err := hasVault(p.dir)
	if err != nil {
		return err
	}
	if there {
		p.showUnlock()
	} else {
		p.showFirstStart()
	}
	return nil
}

func (p *program) showFirstStart() {
	s := screen.NewFirstStart(p.run, &starter{p: p}, words.StaffLanguages(), p.prefer.Language)
	s.OnLanguage = func(tag string) {
		choice := p.prefer
		choice.Language = tag
		p.choose(choice)
	}
	s.OnOpen = p.showDesk
	p.view.ShowFirstStart(s)
}

func (p *program) showUnlock() {
	s := screen.NewUnlock(p.run, &door{p: p})
	s.OnOpen = p.showDesk
	if _, err := os.Stat(filepath.Join(p.dir, vaultName, "vault.key")); errors.Is(err, os.ErrNotExist) {
		s.Refuse(worded(vault.ErrNoKeyFile))
	}
	p.view.ShowUnlock(s)
}

// speak shows everything as somebody wants it.
func (p *program) speak(choice screen.Preferences) error {
	if err := speakDialogs(choice.Language); err != nil {
		return err
	}
	return p.view.Prefer(choice)
}

// choose applies and keeps preferences. Not being able to keep them is no reason to
// refuse them.
func (p *program) choose(choice screen.Preferences) {
	p.prefer = choice
	if err := p.speak(choice); err != nil {
		slog.Error("choose language", "error", err)
		return
	}
	dir := p.dir
	p.run.Run(func() func() {
		if err := keepPreferences(dir, choice); err != nil {
			slog.Warn("preferences", "error", err)
		}
		return nil
	})
}

// showDesk goes on where somebody was.
func (p *program) showDesk() {
	p.touched = time.Now()
	p.choose(p.prefer) // what was chosen on the way here is kept
	if p.open.service == nil {
		p.showEnrolment()
		return
	}
	frame := p.open.desk(p)
	frame.OnLock = func() { p.leave(ErrLocked) }
	p.open.begin(p)
	p.view.ShowFrame(frame)
}

// leave keeps everything and ends the run. When something typed cannot be kept it
// stays, because no recorded word may be lost; asked a second time it goes.
func (p *program) leave(result error) {
	if p.open != nil {
		p.run.close()
		if err := p.open.settle(); err != nil && !p.leaving {
			slog.Error("keep what was typed", "error", err)
			p.leaving = result == nil // a window may be closed all the same; a lock must not lose anything
			p.run.reopen()
			p.open.frame.Warn(screen.TroubleOf(worded(err), "error.draft.not_kept"))
			return
		}
		if err := p.open.close(); err != nil {
			slog.Error("close vault", "error", err)
		}
		p.open = nil
	}
	p.run.close()
	p.result = result
	p.clear()
	p.app.Quit()
}

// watch locks the program when nobody has touched it for a while. The wall clock
// decides, so that a laptop that slept is locked when it wakes.
func (p *program) watch() {
	p.run.After(min(watchEvery, p.o.Idle/2), func() {
		if p.open != nil && time.Since(p.touched.Round(0)) > p.o.Idle {
			p.leave(ErrLocked)
			if p.result != nil {
				return
			}
		}
		p.watch()
	})
}

const watchEvery = 5 * time.Second

// clearAfter is how long what was copied stays in the clipboard.
const clearAfter = time.Minute

// copied clears the clipboard after a while.
func (p *program) copied() {
	p.inClipboard = p.app.Clipboard().Content()
	p.run.After(clearAfter, p.clear)
}

// clear takes what was copied here out of the clipboard, unless somebody else has
// put something there meanwhile.
func (p *program) clear() {
	if p.inClipboard != "" && p.app.Clipboard().Content() == p.inClipboard {
		p.app.Clipboard().SetContent("")
	}
	p.inClipboard = ""
}
