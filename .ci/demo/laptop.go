package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"waymark/internal/words"
)

// laptop is one run of the program after the other on one data folder, in its own
// window on its own display.
type laptop struct {
	name    string
	data    string
	home    string
	display *display
	size    string // of the window
	words   *words.Words
	program *exec.Cmd
	ended   chan error
	log     *os.File
	socket  string
	pressed int // keys and clicks so far; a typed text is none
}

// part is one visible thing, seen what the window shows: see app/seen.go.
type part struct {
	Kind, Name, Value string
	X, Y, W, H        float32
	Focused, Deaf     bool
}

type seen struct {
	Place        string
	Safe, Latest bool
	Unsent       int
	Heard        int64
	Parts        []part
}

func newLaptop(name, data, home string, d *display, language string) *laptop {
	w, err := words.New(language)
	must(err, "load words")
	return &laptop{name: name, data: data, home: home, display: d, size: fmt.Sprintf("%dx%d", d.w, d.h), words: w,
		socket: filepath.Join(home, name+".sock")}
}

// start starts the program and waits for its window. It returns how long that took.
func (l *laptop) start(args ...string) time.Duration {
	var err error
	must(os.MkdirAll(pictures, 0o755), "make folder")
	l.log, err = os.OpenFile(filepath.Join(pictures, l.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	must(err, "open log")
	os.Remove(l.socket)
	args = append([]string{"-data", l.data, "-window", l.size, "-seen", l.socket, "-demo-key"}, args...)
	l.program = l.display.command(program, args...)
	l.program.Env = append(l.program.Env, "HOME="+l.home, "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "XDG_RUNTIME_DIR="+l.home, "FYNE_SCALE=1", "LIBGL_ALWAYS_SOFTWARE=1")
	l.program.Stdout, l.program.Stderr = l.log, l.log
	began := time.Now()
	must(bound(l.program), "start the program")
	l.ended = make(chan error, 1)
	go func() { l.ended <- l.program.Wait() }()
	l.until("a window", func(s seen) bool { return len(s.Parts) > 0 })
	return time.Since(began)
}

// kill is the battery that falls out.
func (l *laptop) kill() {
	must(l.program.Process.Kill(), "kill")
	<-l.ended
	l.program = nil
	l.log.Close()
}

// close ends what is left of a demo that failed.
func (l *laptop) close() {
	if l.program == nil {
		return
	}
	l.program.Process.Kill() // it may have ended by itself
	<-l.ended
	l.program = nil
	l.log.Close()
}

func (l *laptop) look() (s seen, err error) {
	c, err := net.DialTimeout("unix", l.socket, time.Second)
	if err != nil {
		return s, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return s, err
	}
	return s, json.NewDecoder(c).Decode(&s)
}

// Limits are for a machine that is much slower than any that somebody would use: a
// demo that fails says something about the program, not about what else ran.
const (
	patience = 2 * time.Minute // for anything at all
	moment   = 5 * time.Second // for what is usual within a tenth of it
	glance   = 25 * time.Millisecond
)

// until waits until the window shows something.
func (l *laptop) until(what string, fits func(seen) bool) seen {
	s, ok := l.within(patience, fits)
	if !ok {
		fail("%s: waited for %s", l.name, what)
	}
	return s
}

func (l *laptop) within(d time.Duration, fits func(seen) bool) (last seen, ok bool) {
	end := time.Now().Add(d)
	for {
		s, err := l.look()
		if err == nil {
			if fits(s) {
				return s, true
			}
			last = s
		}
		select {
		case err := <-l.ended:
			l.program = nil
			fail("%s: the program ended: %v", l.name, err)
		case <-time.After(glance):
		}
		if time.Now().After(end) {
			return last, false
		}
	}
}

// at waits until a screen is shown.
func (l *laptop) at(place string) {
	l.until("the screen "+place, func(s seen) bool { return s.Place == place })
}

// says waits until words are in sight.
func (l *laptop) says(text string) {
	l.until(fmt.Sprintf("the words %q", text), func(s seen) bool { return s.says(text) })
}

func (s seen) says(text string) bool {
	return slices.ContainsFunc(s.Parts, func(p part) bool { return strings.Contains(p.Name, text) || strings.Contains(p.Value, text) })
}

// which finds parts of a kind ("" for any) with exactly these words.
func which(kind, name string) func(part) bool {
	return func(p part) bool { return (kind == "" || p.Kind == kind) && p.Name == name }
}

func (s seen) find(fits func(part) bool) (part, bool) {
	i := slices.IndexFunc(s.Parts, fits)
	if i < 0 {
		return part{}, false
	}
	return s.Parts[i], true
}

// there finds a part, turning the wheel where it is not in sight.
func (l *laptop) there(what string, fits func(part) bool) part {
	whole := func(p part) bool { return fits(p) && p.H >= 12 }
	found := func(d time.Duration) (p part, ok bool) {
		l.within(d, func(s seen) bool { p, ok = s.find(whole); return ok })
		return p, ok
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if p, ok := found(moment / 2); ok {
			return l.still(whole, p)
		}
		for _, turn := range []int{-40, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3} {
			for _, over := range [][2]float32{{0.4, 0.6}, {0.8, 0.6}, {0.4, 0.9}, {0.4, 0.4}} { // a list in a page takes the wheel for itself
				l.display.wheel(float32(l.display.w)*over[0], float32(l.display.h)*over[1], turn)
				if p, ok := found(moment / 20); ok {
					return l.still(whole, p)
				}
			}
		}
	}
	fail("%s: there is no %s", l.name, what)
	return part{}
}

// still waits until a part no longer moves.
func (l *laptop) still(fits func(part) bool, last part) part {
	for same := 0; same < 3; same++ {
		var p part
		if _, ok := l.within(moment, func(s seen) (ok bool) { p, ok = s.find(fits); return ok }); !ok {
			return last
		}
		if p.X != last.X || p.Y != last.Y || p.W != last.W || p.H != last.H {
			same = -1
		}
		last = p
	}
	return last
}

// press presses keys of the program, one stroke each.
func (l *laptop) press(keys ...string) {
	l.pressed += len(keys)
	l.display.keys(keys...)
}

func (l *laptop) tap(p part) {
	l.pressed++
	l.display.click(p.X+p.W/2, p.Y+p.H/2)
}

// button presses the button with the words of a key.
func (l *laptop) button(key string) {
	name := l.words.Text(key)
	l.tap(l.there("button "+name, func(p part) bool { return p.Kind == "button" && p.Name == name && !p.Deaf }))
}

// answer takes an answer of a choice by its words, and sees that it was taken.
func (l *laptop) answer(value, key string) {
	name := l.words.Text(key)
	given := func(s seen) (n int) {
		for _, p := range s.Parts {
			if p.Kind == "choice" && p.Value == value {
				n++
			}
		}
		return n
	}
	l.there("words "+name, pressable(name)) // in sight, so that no other answer comes into it
	before, err := l.look()
	must(err, "look")
	l.again("the answer "+name, func() { l.choose(name) }, func(s seen) bool { return given(s) > given(before) })
}

// again does something until the window shows that it arrived: a click falls beside
// what moves at that moment, for a person too. What is done twice must do no harm.
func (l *laptop) again(what string, do func(), fits func(seen) bool) seen {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		do()
		if s, ok := l.within(2*moment, fits); ok {
			return s
		}
		say("%s: %s did not come at once", l.name, what)
	}
	fail("%s: waited for %s", l.name, what)
	return seen{}
}

// choose presses any words that can be pressed.
func (l *laptop) choose(name string) {
	l.tap(l.there("words "+name, pressable(name)))
}

func pressable(name string) func(part) bool {
	return func(p part) bool {
		return p.Name == name && (p.Kind == "label" || p.Kind == "button" || p.Kind == "check")
	}
}

func (l *laptop) field(key string) part {
	name := l.words.Text(key)
	return l.there("field "+name, which("field", name))
}

// fill types text into the field with a key's words.
func (l *laptop) fill(key, text string) {
	l.into(key)
	l.write(l.words.Text(key), text)
}

// into gives the keyboard to the field with a key's words.
func (l *laptop) into(key string) {
	p := l.field(key)
	if !p.Focused {
		l.again("the keyboard in "+p.Name, func() { l.tap(l.field(key)) }, focusOn(p.Name))
	}
}

// tabTo goes to the field with a key's words by the Tab key; it comes into sight with
// the keyboard.
func (l *laptop) tabTo(key string) {
	const most = 20
	name := l.words.Text(key)
	for range most {
		s, err := l.look()
		must(err, "look")
		if focusOn(name)(s) {
			return
		}
		before, _ := s.find(func(p part) bool { return p.Focused })
		l.press("Tab")
		l.within(moment, func(s seen) bool {
			now, ok := s.find(func(p part) bool { return p.Focused })
			return ok && now != before
		})
	}
	fail("%s: Tab does not come to %s", l.name, name)
}

func focusOn(name string) func(seen) bool {
	return func(s seen) bool { p, ok := s.find(which("field", name)); return ok && p.Focused }
}

// write types text into the field that has the keyboard, by keys. Virtual displays
// sometimes lose strokes: what stands there is compared, and typed again, slower.
func (l *laptop) write(name, text string) {
	for _, delay := range []int{12, 40} {
		l.type1(text, delay)
		if l.stands(name, text) {
			return
		}
		l.clear(name)
	}
	l.display.copy(text)
	l.display.keys("ctrl+v")
	if !l.stands(name, text) {
		fail("%s: %q does not stand in %s", l.name, text, name)
	}
}

// clear empties a field, which may have lost the keyboard.
func (l *laptop) clear(name string) {
	if s, err := l.look(); err == nil {
		if p, ok := s.find(which("field", name)); ok && !p.Focused {
			say("%s: the keyboard left the field %q", l.name, name)
			l.again("the keyboard in "+name, func() { l.display.click(p.X+p.W/2, p.Y+p.H/2) }, focusOn(name))
		}
	}
	l.display.keys("ctrl+a", "Delete")
}

func (l *laptop) type1(text string, delay int) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			l.display.keys("Return")
		}
		if line != "" {
			l.display.write(line, delay)
		}
	}
}

// stands waits until a text stands in a field, or nothing more comes.
func (l *laptop) stands(name, text string) bool {
	value := ""
	for quiet := time.Now(); time.Since(quiet) < moment; {
		s, ok := l.within(glance, func(s seen) bool {
			p, ok := s.find(which("field", name))
			return ok && p.Value == text
		})
		if ok {
			return true
		}
		if p, ok := s.find(which("field", name)); ok && p.Value != value {
			value, quiet = p.Value, time.Now()
		}
	}
	return false
}

// paste fills a field with what this keyboard has no keys for.
func (l *laptop) paste(key, text string) {
	l.into(key)
	name := l.words.Text(key)
	l.display.copy(text)
	l.press("ctrl+v")
	if !l.stands(name, text) {
		fail("%s: %q does not stand in %s", l.name, text, name)
	}
}

// picture takes a picture for out/demo.
func (l *laptop) picture(name string) { l.display.picture(filepath.Join(pictures, name+".png")) }
