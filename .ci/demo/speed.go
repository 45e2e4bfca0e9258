package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// speed measures on a copy of the counsellor's laptop: how long it takes from the
// passphrase to the list of cases, and from a key to its letter in the pixels of the
// screen, at the end of a long note.
func (d *demo) speed() {
	v := variant{d, newDisplay(d.dir, 1280, 800), "en", "speed", 16}
	d.displays = append(d.displays, v.screen)
	l := v.copy(d.counsellor)
	d.measure("memory of a locked window: %s", l.memory())
	began := time.Now()
	l.unlock(d.passphrase)
	took := time.Since(began)
	d.measure("passphrase to the first screen, its typing and a cheap key stretching included: %.2f s; memory then: %s", took.Seconds(), l.memory())
	began = time.Now()
	l.go1("rail.cases", "cases")
	l.until("all cases", func(s seen) bool { return s.says(fmt.Sprint(fictional + 1)) })
	d.measure("a click to the list of %d cases: %.2f s", fictional+1, time.Since(began).Seconds())

	l.press("F4")
	l.at("contact")
	note := strings.Repeat(said+" ", 40)
	l.paste("contact.said", note)
	field := l.there("the note", which("field", l.words.Text("contact.said")))
	var all []time.Duration
	for range 30 {
		all = append(all, l.display.keyToPixels("m", field))
	}
	slices.Sort(all)
	d.measure("a key to its letter in the pixels, after a note of %d letters: median %d ms, slowest of 30 %d ms, with the start of the program that presses it",
		len([]rune(note)), all[15].Milliseconds(), all[29].Milliseconds())
	l.kill()
}

var resident = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// memory is what of the program is in memory.
func (l *laptop) memory() string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.program.Process.Pid))
	must(err, "read how much memory the program has")
	found := resident.FindSubmatch(b)
	if found == nil {
		fail("no VmRSS among the program's status")
	}
	var kB int
	fmt.Sscan(string(found[1]), &kB)
	return fmt.Sprintf("%d MB", kB/1024)
}

// keyToPixels presses a key and returns how long it took until something wider than a
// caret changed within a part of the screen.
func (d *display) keyToPixels(key string, within part) time.Duration {
	const caret = 4
	before := d.frame()
	began := time.Now()
	d.run("xdotool", "key", "--delay", "0", key)
	for time.Since(began) < patience {
		if wide(before, d.frame(), within) > caret {
			return time.Since(began)
		}
	}
	fail("a key changed nothing on the screen")
	return 0
}
