package main

import (
	"fmt"
	"strings"
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
	l.lock()
	l.picture("04-unlock")
	l.unlock(d.passphrase)
	say("locked and unlocked again")
}

// receive syncs until the two lights are on and the fictional cases are here.
func (d *demo) receive() {
	l := d.counsellor
	l.settled()
	l.picture("05-sync")
	l.go1("rail.cases", "cases")
	l.until("all cases", func(s seen) bool { return s.says(fmt.Sprint(fictional)) })
	say("counsellor's laptop is safe, up to date and shows %d cases", fictional)
	l.picture("06-caseload")
}

// go1 goes to a place of the rail by a click.
func (l *laptop) go1(key, place string) {
	entry := which("button", l.words.Text(key))
	l.again("the screen "+place, func() { l.tap(l.there("rail entry "+key, entry)) }, func(s seen) bool { return s.Place == place })
}

// settled opens the sync screen and syncs until both lights are on after the hub was
// heard again.
func (l *laptop) settled() {
	l.go1("rail.sync", "sync")
	now := which("button", l.words.Text("sync.now"))
	ready := func(s seen) bool { p, ok := s.find(now); return ok && !p.Deaf }
	before := l.until("sync to be possible", ready).Heard
	l.again("safe and up to date after syncing", func() {
		l.until("sync to be possible", ready)
		l.press("F5")
	}, func(s seen) bool { return ready(s) && s.Heard > before && s.Safe && s.Latest && s.Unsent == 0 })
}

// pick takes an option of a select.
func (l *laptop) pick(key, option string) {
	name := l.words.Text(key)
	l.again(option+" in "+name, func() {
		l.tap(l.there("select "+name, func(p part) bool { return p.Kind == "select" && strings.HasPrefix(p.Name, name+":") }))
		if _, open := l.within(moment, func(s seen) bool { _, ok := s.find(focusedList); return ok }); open {
			l.display.write(option, 30)
			l.press("Return")
		}
	}, func(s seen) bool {
		_, ok := s.find(which("select", name+": "+option))
		return ok
	})
}

func focusedList(p part) bool { return p.Kind == "list" && p.Focused }

const surname = "Al-Halabi"

// search finds a case while a name is typed, and opens it.
func (d *demo) search() {
	l := d.counsellor
	l.go1("rail.cases", "cases")
	l.fill("caseload.search", "halab")
	l.until("only cases that fit", func(s seen) bool { return s.says(surname) && !s.says("Kovalenko") })
	l.picture("07-search")
	say("found %s while typing", surname)
}

// newCase opens a case with all of its five fields.
func (d *demo) newCase() {
	l := d.counsellor
	keys, took := l.timed(func() {
		l.press("ctrl+n")
		l.at("newcase")
		l.fill("newcase.name", "Dawit Ghebremedhin")
		l.pick("newcase.language", l.words.LanguageName("ti"))
		l.pick("newcase.country", l.words.CountryName("ER"))
		l.fill("newcase.number", "G/2026/0900")
		l.picture("08-new-case")
		l.press("ctrl+Return")
		l.until("the case", func(s seen) bool { return s.Place != "newcase" && s.Place != "" })
	})
	d.measure("a new case: 5 fields in the form, 4 filled in %.1f s with %d keys and clicks besides the words", took.Seconds(), keys)
}

const contactSaid = "Kurzes Gespräch an der Tür: fragt nach Flügen und möchte später anrufen."

// shortContact records a talk of a minute with somebody whose case is found in the
// form.
func (d *demo) shortContact() {
	l := d.counsellor
	keys, took := l.timed(func() {
		l.press("F4")
		l.at("contact")
		l.write(l.words.Text("contact.said"), contactSaid)
		l.fill("contact.whom", "halab")
		l.there("a hit", func(p part) bool { return p.Kind == "button" && strings.Contains(p.Name, surname) })
		l.press("Return")
		l.there("the case chosen", which("button", l.words.Text("button.change")))
		l.press("ctrl+Return")
		l.there("undo", which("button", l.words.Text("button.undo")))
	})
	d.measure("a short contact: %.1f s with %d keys and clicks besides the words", took.Seconds(), keys)
	l.picture("09-short-contact-recorded")
	l.recorded()
}

// recorded waits until what was recorded can no longer be taken back.
func (l *laptop) recorded() {
	undo := which("button", l.words.Text("button.undo"))
	l.until("the end of ten seconds", func(s seen) bool { _, ok := s.find(undo); return !ok })
}
