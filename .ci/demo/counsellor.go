package main

import (
	"strings"
	"time"
)

// enrol walks first start: language, the words of an invitation, a passphrase that
// the program suggests. It returns the passphrase.
func (d *demo) enrol(l *laptop, role, name string, pictured bool) string {
	shot := func(what string) {
		if pictured {
			l.picture(what)
		}
	}
	invitation := d.hub.ask("invite", "-role", role, "-office", office, "-hours", "1")
	l.says(l.words.Text("start.language"))
	shot("01-first-start-language")
	l.button("button.next")
	l.says(l.words.Text("start.words"))
	l.fill("start.words", invitation)
	shot("02-first-start-invitation")
	l.fill("start.address", d.hub.url)
	l.fill("start.name", name)
	l.button("button.next")
	l.says(l.words.Text("start.phrase.type"))
	s, err := l.look()
	must(err, "look")
	phrase := suggested(s, l.words.Text("start.phrase.hint"))
	if phrase == "" {
		fail("%s: no suggested passphrase", l.name)
	}
	l.fill("start.passphrase", phrase)
	shot("03-first-start-passphrase")
	l.press("Return")
	l.until("a screen", func(s seen) bool { return s.Place != "" })
	say("%s enrolled as %s with the words of an invitation", l.name, role)
	return phrase
}

// suggested is the text that stands before the hint about it.
func suggested(s seen, hint string) string {
	before := ""
	for _, p := range s.Parts {
		if p.Kind != "text" {
			continue
		}
		if p.Name == hint {
			return before
		}
		before = p.Name
	}
	return ""
}

// unlock types the passphrase into the locked window.
func (l *laptop) unlock(passphrase string) {
	name := l.words.Text("unlock.passphrase")
	l.there("passphrase", which("field", name))
	l.write(name, passphrase)
	l.press("Return")
	l.until("an open vault", func(s seen) bool { return s.Place != "" })
}

func (d *demo) lockAndUnlock() {
	l := d.counsellor
	l.press("ctrl+l")
	l.until("the locked window", func(s seen) bool {
		_, ok := s.find(which("field", l.words.Text("unlock.passphrase")))
		return s.Place == "" && ok
	})
	l.picture("04-unlock")
	l.unlock(d.passphrase)
	say("locked and unlocked again")
}

// receive syncs until the two lights are on and the fictional cases are here.
func (d *demo) receive() {
	l := d.counsellor
	l.settled()
	l.picture("05-sync")
	say("counsellor's laptop has its cases: safe and up to date")
}

// settled opens the sync screen and syncs until both lights are on.
func (l *laptop) settled() {
	sync := l.words.Text("rail.sync")
	l.tap(l.there("rail entry", which("button", sync)))
	l.at("sync")
	for range 5 {
		l.press("F5")
		if _, ok := l.within(10*time.Second, func(s seen) bool { return s.Safe && s.Latest && s.Unsent == 0 }); ok {
			return
		}
	}
	fail("%s: not safe and up to date after syncing", l.name)
}

// find searches as one types.
func (d *demo) find() {
	l := d.counsellor
	l.tap(l.there("rail entry", which("button", l.words.Text("rail.cases"))))
	l.at("cases")
	l.picture("06-caseload")
	_ = strings.TrimSpace
}
