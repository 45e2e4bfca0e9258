package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/vault"
)

// The program runs once in a process, in a real window. So each run here is a
// process of this test's own program, in which a hand presses keys; what it says on
// its standard output is what the test waits for. The display is the one of the
// environment, see .ci/display.

const passphrase = "vierzig esel tanzen 17 mal"

// hands are what is done in a run, by name.
var hands = map[string]func(*hand){
	"practise": func(h *hand) {
		h.press(fyne.KeyReturn)                     // the language is right
		h.chord(fyne.KeyTab, fyne.KeyModifierShift) // from the words back to the choice
		h.press(fyne.KeyDown, fyne.KeySpace)        // practise
		h.press(fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn)
		h.press(fyne.KeyTab, fyne.KeyTab, fyne.KeyReturn) // a phrase of one's own
		h.write(passphrase)
		h.press(fyne.KeyTab)
		h.write(passphrase)
		h.press(fyne.KeyReturn)
		h.until("the desk", func(p *program) bool { return p.open != nil && p.open.frame != nil })
		h.press(fyne.KeyF4)
		h.write("asked about the deadline")
		h.until("typed text kept", func(p *program) bool {
			open := p.open.drafts.Unfinished()
			return len(open) == 1 && !p.open.drafts.Unkept()
		})
		h.say("typed")
		select {} // and is killed
	},
	"wrong": func(h *hand) {
		h.write("another passphrase")
		h.press(fyne.KeyReturn)
		h.wait(func() bool { return strings.Contains(h.seen(), "does not open the vault") })
		h.say("refused")
		h.quit()
	},
	"the driver ends": func(h *hand) { // at once after a key, as it does when the system asks
		h.restored()
		h.do(func() {
			f := h.p.window.Canvas().Focused()
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			for _, r := range " and bail" {
				f.TypedRune(r)
			}
			h.p.app.Driver().Quit()
		})
		select {}
	},
	"record and lock": func(h *hand) {
		h.restored()
		h.say("restored")
		h.chord(fyne.KeyReturn, fyne.KeyModifierControl)
		h.until("recorded", func(p *program) bool { return len(p.open.drafts.Due()) == 1 })
		h.chord(fyne.KeyL, fyne.KeyModifierControl) // before the ten seconds are over
		select {}
	},
	"idle": func(h *hand) { // unlocks, and goes away
		h.write(passphrase)
		h.press(fyne.KeyReturn)
		select {}
	},
	"lock with something unsent": func(h *hand) {
		h.write(passphrase)
		h.press(fyne.KeyReturn)
		h.until("the desk", func(p *program) bool { return p.open != nil && p.open.frame != nil })
		h.press(fyne.KeyF4)
		h.write(mark())
		h.say("typed")
		h.chord(fyne.KeyReturn, fyne.KeyModifierControl)
		h.until("recorded", func(p *program) bool { return len(p.open.drafts.Due()) == 1 })
		h.say("recorded")
		h.chord(fyne.KeyL, fyne.KeyModifierControl)
		select {}
	},
	"locked": func(h *hand) { // in the next process
		h.until("something to send", func(p *program) bool { return p.sending != nil })
		h.say("locked")
		<-h.p.sending.ended
		h.say("sent")
		select {}
	},
	"walk": walked,
	"wait": func(h *hand) {
		h.write(passphrase)
		h.press(fyne.KeyReturn)
		h.until("the desk", func(p *program) bool { return p.open != nil && p.open.frame != nil })
		h.say("open")
		select {}
	},
}

func TestMain(m *testing.M) {
	vault.RunChild()
	name := os.Getenv("WAYMARK_TEST_HAND")
	if name == "" {
		os.Exit(m.Run())
	}
	o := Options{Data: os.Getenv("WAYMARK_TEST_DATA"), Language: "en", Size: "1024x700", Demo: true, Version: "test", App: newApp}
	if o.Handed = handedOn(); len(o.Handed) > 0 {
		name = "locked"
	}
	if name == "idle" {
		o.Idle = 2 * time.Second
	}
	o.started = func(p *program) { go hands[name](&hand{p}) }
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	err := Run(ctx, o)
	var locked *lockedRun
	if errors.As(err, &locked) && len(locked.errand.hand()) > 0 {
		err = again(locked.errand.hand())
	}
	fmt.Println("ended:", err)
}

// hand presses keys in a window as a person does, through Fyne's own dispatch of
// typed keys, and looks at the program on the UI goroutine.
type hand struct{ p *program }

func (h *hand) do(f func()) { fyne.DoAndWait(f) }

func (h *hand) say(s string) { fmt.Println(s) }

func (h *hand) quit() { h.do(func() { h.p.leave(nil) }) }

// restored unlocks and waits for the draft where it was typed.
func (h *hand) restored() {
	h.write(passphrase)
	h.press(fyne.KeyReturn)
	h.until("the draft where it was typed", func(p *program) bool {
		return p.open != nil && p.open.frame != nil && p.open.frame.Desk().Way.Here().Place == "contact" && len(p.open.drafts.Unfinished()) == 1
	})
}

// settle lets everything that was set going come to its end on the UI goroutine.
func (h *hand) settle() {
	for range 3 {
		h.do(func() {})
	}
}

func (h *hand) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		h.do(func() {
			c := h.p.window.Canvas()
			switch f := c.Focused(); {
			case k == fyne.KeyTab:
				c.FocusNext()
			case f != nil:
				f.TypedKey(&fyne.KeyEvent{Name: k})
				if k == fyne.KeySpace {
					f.TypedRune(' ')
				}
			default:
				c.OnTypedKey()(&fyne.KeyEvent{Name: k})
			}
		})
		h.settle()
	}
}

func (h *hand) chord(k fyne.KeyName, m fyne.KeyModifier) {
	h.do(func() {
		c := h.p.window.Canvas()
		if k == fyne.KeyTab {
			c.FocusPrevious()
			return
		}
		s := &desktop.CustomShortcut{KeyName: k, Modifier: m}
		if f, ok := c.Focused().(fyne.Shortcutable); ok {
			f.TypedShortcut(s)
			return
		}
		c.(fyne.Shortcutable).TypedShortcut(s)
	})
	h.settle()
}

func (h *hand) write(text string) {
	h.do(func() {
		for _, r := range text {
			h.p.window.Canvas().Focused().TypedRune(r)
		}
	})
	h.settle()
}

// wait waits for something on the UI goroutine; the test's own patience ends it.
func (h *hand) wait(ok func() bool) {
	for done := false; !done; {
		h.do(func() { done = ok() })
		<-time.After(20 * time.Millisecond)
	}
}

func (h *hand) until(_ string, ok func(*program) bool) { h.wait(func() bool { return ok(h.p) }) }

// seen is every text of ours on the screen.
func (h *hand) seen() string {
	var b strings.Builder
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		if t, ok := o.(interface{ Content() string }); ok {
			b.WriteString(t.Content() + "\n")
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c)
			}
		}
	}
	walk(h.p.window.Content())
	return b.String()
}

// process is one run of the program.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
}

func start(t *testing.T, data, name string) *process {
	self, err := os.Executable()
	require.NoError(t, err)
	p := &process{t: t, cmd: exec.Command(self), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), "WAYMARK_TEST_HAND="+name, "WAYMARK_TEST_DATA="+data)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines <- s.Text()
		}
		close(p.lines)
	}()
	return p
}

// says waits for a line.
func (p *process) says(want string) {
	p.t.Helper()
	late := time.After(5 * time.Minute) // a busy machine
	for {
		select {
		case line, open := <-p.lines:
			if line == want {
				return
			}
			require.True(p.t, open, "ended without saying %q", want)
		case <-late:
			require.Fail(p.t, "too late", "waited for %q", want)
		}
	}
}

func (p *process) ends() { _ = p.cmd.Wait() }

func TestTheProgramFromFirstStartToLock(t *testing.T) {
	require.NotEmpty(t, os.Getenv("DISPLAY")+os.Getenv("WAYLAND_DISPLAY"), "run it through .ci/display")
	data := filepath.Join(t.TempDir(), "data")

	p := start(t, data, "practise")
	p.says("typed")
	require.NoError(t, p.cmd.Process.Kill())
	p.ends()

	p = start(t, data, "wrong")
	p.says("refused")
	p.says("ended: <nil>")
	p.ends()

	p = start(t, data, "the driver ends")
	p.says("ended: <nil>")
	p.ends()

	p = start(t, data, "record and lock")
	p.says("restored")
	p.says("ended: " + ErrLocked.Error())
	p.ends()

	p = start(t, data, "idle")
	p.says("ended: " + ErrLocked.Error())
	p.ends()

	p = start(t, data, "wait")
	p.says("open")
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	p.says("ended: <nil>")
	p.ends()

	v, err := vault.Unlock(filepath.Join(data, vaultName), []byte(passphrase), vault.Options{})
	require.NoError(t, err)
	defer v.Close()
	s, err := casestore.Open(t.Context(), v.Path(casesName), casestore.Options{VFS: v.VFS()})
	require.NoError(t, err)
	defer s.Close()
	cases, err := s.Caseload(t.Context(), casestore.Filter{})
	require.NoError(t, err)
	assert.Len(t, cases, len(practiceCases))
	contacts, err := s.Subjects(t.Context(), casework.SubjectActivity)
	require.NoError(t, err)
	require.Len(t, contacts, 1, "recorded at the lock, and once")
	state, err := s.State(t.Context(), contacts[0])
	require.NoError(t, err)
	assert.Equal(t, casework.Value("asked about the deadline and bail"), state.Root().Get("note"))
	drafts, err := s.Drafts(t.Context())
	require.NoError(t, err)
	assert.Empty(t, drafts)
	assertNowhere(t, data, "asked about the deadline")
}

// assertNowhere looks for a text in every file below dir.
func assertNowhere(t *testing.T, dir, text string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		assert.NotContains(t, string(b), text, path)
		return err
	}))
}

func TestAFolderWithoutItsKeyIsNotTakenForANewOne(t *testing.T) {
	dir := t.TempDir()
	there, err := hasVault(dir)
	require.NoError(t, err)
	assert.False(t, there)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, vaultName), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, vaultName, casesName), []byte("x"), 0o600))
	there, err = hasVault(dir)
	require.NoError(t, err)
	assert.True(t, there)
	assert.ErrorIs(t, (&starter{p: &program{dir: dir}}).Make(screenVault()), vault.ErrExists)
}

func TestPreferencesAreKeptAndMadeSound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	p := readPreferences(dir, Options{Language: "fr", TextSize: 99})
	assert.Equal(t, "fr", p.Language)
	assert.Equal(t, 22, p.TextSize)
	p.Language = "ar"
	require.NoError(t, keepPreferences(dir, p))
	assert.Equal(t, p, readPreferences(dir, Options{Language: "fr"}))
	require.NoError(t, os.WriteFile(filepath.Join(dir, preferencesName), []byte("{not"), 0o600))
	assert.Equal(t, "de", readPreferences(dir, Options{Language: "de"}).Language)
}

func TestTheCommandLine(t *testing.T) {
	var out strings.Builder
	o, err := options([]string{"-data", "d", "-lang", "ar", "-text", "20", "-window", "1024x700", "-demo-key"}, &out)
	require.NoError(t, err)
	assert.Equal(t, "d", o.Data)
	assert.Equal(t, "ar", o.Language)
	assert.Equal(t, 20, o.TextSize)
	assert.True(t, o.Demo)
	_, err = options([]string{"-nonsense"}, &out)
	assert.Error(t, err)
	assert.False(t, errors.Is(err, ErrLocked))
}
