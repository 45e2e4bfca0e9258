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
	"waymark/internal/disclose"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/internal/words"
)

// ErrLocked is what [Run] returns when somebody locked the program, or it locked
// itself: start it again in a new process, with the errand of the error.
var ErrLocked = errors.New("locked")

// Options of the program.
type Options struct {
	Data     string // folder; empty: the person's own
	Language string // when none was chosen yet
	TextSize int    // likewise; points
	Size     string // of the window, "1024x700"; empty: as it was last, at first what fits a small screen
	Demo     bool   // new vaults cost little to try: made-up cases only
	Version  string
	Idle     time.Duration // without a key, before the program locks itself; zero: ten minutes
	Seen     string        // socket that tells what the window shows; builds for tests only
	Handed   []byte        // from the process before, when that was locked
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

	open       *unlocked // nil while locked
	sending    *sending  // what lay sealed when the vault was locked; nil for nothing
	touched    time.Time
	ticked     time.Time
	clip       *disclose.Clip
	notRenewed bool          // the vault was to have a new key and has not
	seated     bool          // somebody is at the desk
	closing    chan struct{} // closed when the vault is; nil until somebody leaves
	alone      bool          // it locks by itself
	leaving    bool          // somebody wanted out although something could not be kept
	gone       bool          // nothing keeps the run from ending any more
	result     error
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
	shown := make(chan func(), 1) // the window to show, once there is one
	release, elsewhere := claim(dir, func() {
		show := <-shown
		shown <- show
		show()
	})
	defer release()
	if errors.Is(elsewhere, ErrElsewhere) {
		return elsewhere
	}
	p := &program{o: o, dir: dir, app: o.App(o.Version), run: &runner{}, prefer: readPreferences(dir, o), touched: time.Now()}
	p.window = p.app.NewWindow("")
	p.view = ui.NewWindow(p.window, p.app.Settings().SetTheme)
	p.view.OnTouched = p.touch
	p.view.OnCover = p.cover
	p.clip = disclose.NewClip(p.app.Clipboard(), p.run.After)
	p.view.OnCopied = p.clip.Copied
	if err := p.speak(p.prefer); err != nil {
		return fmt.Errorf("choose language: %w", err)
	}
	p.window.Resize(windowSize(dir, o.Size))
	p.window.SetCloseIntercept(func() { p.leave(nil) })
	p.begin(elsewhere)
	stop := context.AfterFunc(ctx, func() {
		fyne.Do(func() {
			p.leaving = true
			p.leave(nil)
		})
	})
	defer stop()
	p.watch()
	defer sayFarewell(dir).end()
	defer p.tellSeen()()
	if o.started != nil {
		o.started(p)
	}
	shown <- p.show
	p.window.ShowAndRun()
	p.run.alone()
	p.sending.end()
	if p.open != nil && p.closing == nil { // the driver ended by itself: it does when the display goes away or the system asks
		p.gone = true
		p.open.exchange.halt()
		p.run.finish(endWithin) // what leave had put off may be among it
	}
	switch {
	case p.closing != nil:
		<-p.closing
	case p.open != nil:
		if err := p.open.settle(); err != nil {
			slog.Error("keep what was typed", "error", err)
		}
		p.run.close()
		if err := p.open.close(); err != nil && p.result == nil {
			p.result = err
		}
	}
	return p.result
}

// begin shows the locked vault, or how to make one, or why neither can be: elsewhere
// is what another program with the same data folder says.
func (p *program) begin(elsewhere error) {
	p.notRenewed = elsewhere == nil && settleVault(p.dir)
	there, err := hasVault(p.dir)
	switch {
	case elsewhere != nil:
		p.refuse(usererr.Wrap(elsewhere, "error.instance.deaf", "hint.instance.deaf"))
	case err != nil:
		p.refuse(worded(err))
	case checkPlace(p.dir) != nil:
		p.refuse(checkPlace(p.dir))
	case there:
		p.showUnlock()
	default:
		p.showFirstStart()
	}
}

// refuse shows why nothing can be opened, until it can.
func (p *program) refuse(why error) {
	s := screen.NewUnlock(p.run, &door{p: p})
	s.Refuse(why)
	s.OnAgain = func() { p.begin(nil) } // the vault has a lock of its own
	p.view.ShowUnlock(s)
}

func (p *program) showFirstStart() {
	s := screen.NewFirstStart(p.run, &starter{p: p}, words.StaffLanguages(), p.prefer.Language)
	s.OnLanguage = func(tag string) {
		choice := p.prefer
		choice.Language = tag
		p.choose(choice)
	}
	s.OnOpen = p.showDesk
	s.OnRestore = func() { p.showRestoring(s) }
	p.view.ShowFirstStart(s)
}

func (p *program) showUnlock() {
	s := screen.NewUnlock(p.run, &door{p: p})
	if e, ok := handed(p.o.Handed); ok {
		p.sending = e.begin(filepath.Join(p.dir, spoolName), func(left int) {
			p.run.deliver(func() { s.Send(left) })
		})
	}
	s.OnOpen = p.showDesk
	if p.leaflet() != nil {
		s.OnTopics = func() { p.view.ShowLeaflet(p.leaflet()) }
	}
	if p.notRenewed {
		s.Trouble = screen.Trouble{What: screen.Say("copies.renewed.not"), Hint: screen.Say("copies.renewed.not.hint")}
	}
	if hasCode(filepath.Join(p.dir, vaultName)) {
		s.OnForgot = func() { p.showRecovery(s) }
	}
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
	p.touched, p.seated = time.Now(), true
	p.choose(p.prefer) // what was chosen on the way here is kept
	if p.open.service == nil {
		p.showEnrolment()
		return
	}
	frame := p.open.desk(p)
	frame.OnLock = func() { p.leave(ErrLocked) }
	p.open.exchange.onWipe = func() { p.run.deliver(func() { p.leave(errWiped) }) }
	p.open.begin(p)
	p.view.ShowFrame(frame)
}

// leave keeps everything and ends the run. What is on the screen is hidden first, and
// the rest done when that can be seen. When something typed cannot be kept it stays,
// because no recorded word may be lost; asked a second time to close, it goes.
func (p *program) leave(result error) {
	if p.gone {
		return
	}
	p.clip.Clear()
	p.keepSize()
	if p.open == nil {
		p.end(result)
		return
	}
	p.gone, p.seated = true, false
	p.view.Hide()
	p.run.After(hidden, func() { p.settle(result) })
}

// hidden is how long the window has to show that it is hidden.
const hidden = 50 * time.Millisecond

// endWithin is how long works under way may take until the run ends without them.
const endWithin = 5 * time.Second

func (p *program) settle(result error) {
	u := p.open
	u.exchange.halt()
	p.run.finish(endWithin)
	if err := u.settle(); err != nil && !p.leaving {
		slog.Error("keep what was typed", "error", err)
		p.leaving = result == nil // a window may be closed all the same; a lock must not lose anything
		p.gone, p.seated, p.touched = false, true, time.Now()
		u.exchange.start()
		u.drafts.Resume()
		p.view.Unhide()
		if p.alone { // nobody is there to read why
			p.view.Cover()
		}
		u.frame.Warn(screen.TroubleOf(worded(err), "error.draft.not_kept"))
		return
	}
	p.run.close()
	p.closing = make(chan struct{})
	p.run.behind(func() {
		defer close(p.closing)
		if result == errWiped {
			if err := u.wipe(context.Background(), p.dir); err != nil {
				slog.Error("wipe the vault", "error", err)
			}
			result = &lockedRun{}
			return
		}
		if result == ErrLocked {
			e, err := u.seal(context.Background(), filepath.Join(p.dir, spoolName))
			if err != nil {
				slog.Warn("seal what is unsent", "error", err)
			}
			result = &lockedRun{e}
		}
		if err := u.close(); err != nil {
			slog.Error("close vault", "error", err)
		}
		p.result = result
	}, func() {
		p.open = nil
		p.end(result)
	})
}

// end ends the run; the vault is closed.
func (p *program) end(result error) {
	p.gone = true
	p.run.close()
	p.result = result
	defer func() {
		if r := recover(); r != nil { // the driver ended by itself a moment ago, and there is no window left to close
			slog.Debug("quit", "panic", r)
		}
	}()
	p.app.Quit()
}

// touch notes that somebody is there, unless they have been away for so long that the
// program should be locked: a laptop that slept is woken by a key.
func (p *program) touch() {
	if p.overdue() {
		p.leave(ErrLocked)
		return
	}
	p.touched = time.Now()
}

// overdue reports whether nobody touched the program for so long that it should be
// locked. The wall clock decides. Where somebody reads beside the counsellor the
// staff's half is covered first, and it is locked after as long again.
func (p *program) overdue() bool {
	if !p.seated || p.away() <= p.o.Idle {
		return false
	}
	return p.away() > 2*p.o.Idle || p.open.frame == nil || !p.open.frame.CoverStaff()
}

// away is how long nobody has touched the program.
func (p *program) away() time.Duration { return time.Since(p.touched.Round(0)) }

// watch locks the program when nobody has touched it for a while, or when the laptop
// slept: then the wall clock is ahead of the one that stands still meanwhile.
func (p *program) watch() {
	p.ticked = time.Now()
	p.run.After(min(watchEvery, p.o.Idle/2), func() {
		now := time.Now()
		slept := now.Round(0).Sub(p.ticked.Round(0)) - now.Sub(p.ticked)
		if p.alone = p.seated && slept > sleep || p.overdue(); p.alone {
			p.leave(ErrLocked)
		}
		p.watch()
	})
}

const (
	watchEvery = time.Second
	sleep      = 20 * time.Second // clocks are set by less
)
