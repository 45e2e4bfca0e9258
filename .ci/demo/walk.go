package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"waymark/internal/screen"
)

// walk takes a picture of every screen, in English and Arabic, in the smallest window
// with the largest text and in a large one. It walks through copies of the laptops'
// data, with the hub gone: a copy is a clone, and must never meet it.
func (d *demo) walk() {
	for _, size := range []struct{ w, h, text int }{{1024, 700, 22}, {1920, 1080, 16}} {
		screen := newDisplay(d.dir, size.w, size.h)
		d.displays = append(d.displays, screen)
		for _, language := range []string{"en", "ar"} {
			v := variant{d, screen, language, fmt.Sprintf("%s-%dx%d", language, size.w, size.h), size.text}
			v.fresh()
			v.counsellor()
			v.supervisor()
			say("pictures of every screen: %s", v.name)
		}
	}
}

type variant struct {
	d              *demo
	screen         *display
	language, name string
	text           int
}

func (v variant) picture(l *laptop, name string) { l.picture(filepath.Join(v.name, name)) }

// copy is a laptop on a copy of another's data, with other preferences.
func (v variant) copy(of *laptop) *laptop {
	name := v.name + "-" + "fresh"
	if of != nil {
		name = v.name + "-" + of.name
	}
	data := filepath.Join(v.d.dir, name)
	if of != nil {
		os.Remove(filepath.Join(of.data, "here.sock")) // what a killed program leaves is no file to copy
		must(os.CopyFS(data, os.DirFS(of.data)), "copy a laptop's data")
	} else {
		mkdir(data)
	}
	b, err := json.Marshal(screen.Preferences{Language: v.language, TextSize: v.text})
	must(err, "write preferences")
	must(os.WriteFile(filepath.Join(data, "preferences.json"), b, 0o600), "write preferences")
	l := newLaptop(name, data, v.d.counsellor.home, v.screen, v.language)
	v.d.laptops = append(v.d.laptops, l)
	l.start()
	return l
}

// fresh walks through first start without finishing it.
func (v variant) fresh() {
	l := v.copy(nil)
	l.says(l.words.Text("start.language"))
	v.picture(l, "01-first-start-language")
	l.button("button.next")
	l.says(l.words.Text("start.words"))
	v.picture(l, "02-first-start-invitation")
	l.choose(l.words.Text("start.way.practice"))
	l.says(l.words.Text("start.role"))
	l.button("button.next")
	l.there("the passphrase", func(p part) bool { return p.Kind == "field" })
	v.picture(l, "03-first-start-passphrase")
	l.kill()
}

func (v variant) counsellor() {
	l := v.copy(v.d.counsellor)
	v.picture(l, "04-unlock")
	l.unlock(v.d.passphrase)
	v.places(l, 5)
	l.go1("rail.cases", "cases")
	l.press("ctrl+n")
	l.at("newcase")
	v.picture(l, "09-new-case")
	l.press("F4")
	l.at("contact")
	v.picture(l, "10-short-contact")
	l.press("ctrl+k")
	l.write(l.words.Text("frame.find"), v.d.number)
	l.until("the case found", func(s seen) bool {
		_, ok := s.find(func(p part) bool { return p.Kind == "text" && p.Name == v.d.number })
		return ok
	})
	v.picture(l, "11-find")
	l.press("Return")
	l.at("case")
	v.picture(l, "12-case-overview")
	tab := func(s seen) string {
		p, _ := s.find(func(p part) bool { return p.Kind == "bar" })
		return p.Name
	}
	s := l.until("the tabs", func(s seen) bool { return tab(s) != "" })
	for first, now, n := tab(s), tab(s), 2; ; n++ {
		l.press("F6")
		now = tab(l.until("the next tab", func(s seen) bool { return tab(s) != now }))
		if now == first {
			break
		}
		v.picture(l, fmt.Sprintf("13-case-tab-%d", n))
	}
	l.press("F3")
	l.at("plan")
	l.until("the plan", func(s seen) bool { return s.says(l.words.Text("plan.line.add")) })
	v.picture(l, "14-plan")
	l.press("Escape")
	l.at("case")
	l.press("F2")
	l.at("counselling")
	l.until("Arabic for the person", func(s seen) bool { return len(l.arabic(s)) > 0 })
	l.paste("counselling.said", saidFirst)
	v.picture(l, "15-session")
	l.press("F9")
	l.until("the window for the person alone", func(s seen) bool { return s.says(l.words.Text("counselling.person.leave")) })
	v.picture(l, "16-person")
	l.leavePerson()
	if v.language == "ar" {
		v.d.measure("memory after the walk, %s: %s", v.name, l.memory())
	}
	l.kill()
}

// places takes a picture of every place of the rail.
func (v variant) places(l *laptop, number int) {
	for _, place := range []string{"today", "cases", "review", "figures", "requests", "knowledge", "sync", "settings"} {
		s := l.until("the rail", func(s seen) bool { _, ok := s.find(which("button", l.words.Text("rail.cases"))); return ok })
		if _, ok := s.find(which("button", l.words.Text("rail."+place))); !ok {
			continue
		}
		l.go1("rail."+place, place)
		l.until("what stands there", func(s seen) bool { return !s.says(l.words.Text("face.busy")) })
		v.picture(l, fmt.Sprintf("%02d-%s", number, place))
	}
}

func (v variant) supervisor() {
	l := v.copy(v.d.supervisor)
	l.unlock(v.d.bossPassphrase)
	v.places(l, 20)
	l.go1("rail.review", "review")
	if s, err := l.look(); err == nil {
		if _, narrow := s.find(which("label", l.words.Text("review.session"))); narrow { // one pane at a time
			l.choose(l.words.Text("review.session"))
		}
	}
	l.until("a session to be read", func(s seen) bool { return s.says(l.words.Text("review.pin")) })
	v.picture(l, "21-review-session")
	l.kill()
}
