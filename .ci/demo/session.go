package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"waymark/internal/bidi"
	"waymark/internal/words"
)

// What is said in the demo. Nobody said it.
const (
	saidFirst = "Sie möchte zuerst wissen, ob ihre Schwester sie aufnehmen könnte, und fragt nach der Frist für die Beschwerde."
	saidThen  = "Über die kostenlose Rechtsberatung wusste sie nichts; die Adresse hat sie jetzt. Größte Sorge: die Miete im ersten Jahr."
	said      = saidFirst + "\n" + saidThen
	nextStep  = "Termin bei der Rechtsberatung begleiten"
	wish      = "Eine kleine Schneiderei, zusammen mit ihrer Schwester."
	activity  = "Nähmaschine und Kurs für die Schneiderei"
)

var fileNumber = regexp.MustCompile(`^[GL]/2026/\d{4}$`)

// topicShown unlocks, finds the case, and has the first topic before the person in
// their language: the way a talk begins when somebody is at the door.
func (d *demo) topicShown() {
	l := d.counsellor
	l.lock()
	keys, took := l.timed(func() {
		l.unlock(d.passphrase)
		l.press("ctrl+k")
		l.until("the line to find", func(s seen) bool {
			p, ok := s.find(which("field", l.words.Text("frame.find")))
			return ok && p.Focused
		})
		l.write(l.words.Text("frame.find"), "halab")
		l.there("a hit", func(p part) bool { return p.Kind == "button" && strings.Contains(p.Name, surname) })
		l.press("Return")
		l.at("case")
		l.press("F2")
		l.at("counselling")
		l.until("a topic in Arabic on the person's half", func(s seen) bool { return len(l.arabic(s)) > 0 })
	})
	d.measure("unlock to the first topic in the person's language: %.1f s with %d keys besides the words", took.Seconds(), keys)
	if keys > 4 {
		fail("unlock to first topic took %d keys: more than 4", keys)
	}
}

// arabic are the texts in Arabic letters on the half that the person sees.
func (l *laptop) arabic(s seen) (all []part) {
	for _, p := range s.Parts {
		letters := 0
		for _, r := range p.Name {
			if unicode.Is(unicode.Arabic, r) {
				letters++
			}
		}
		if letters > 12 && (p.X > float32(l.display.w)/2) != (l.words.Direction() == words.RightToLeft) {
			all = append(all, p)
		}
	}
	return all
}

// counsel holds a counselling session: notes in German, topics in Arabic, a battery
// that falls out, and Record taken back once.
func (d *demo) counsel() {
	l := d.counsellor
	note := l.words.Text("counselling.said")
	s, err := l.look()
	must(err, "look")
	if p, ok := s.find(func(p part) bool { return fileNumber.MatchString(p.Name) }); ok {
		d.number = p.Name
	} else {
		fail("no file number on the counselling session")
	}
	l.fill("counselling.said", saidFirst)
	typed := time.Now()
	kept := strings.Fields(bidi.Strip(l.words.Say(words.Message{Key: "form.kept", Data: map[string]any{"Time": ""}})))[0] + " "
	l.until("the word that it is kept", func(s seen) bool {
		_, ok := s.find(func(p part) bool { return p.Kind == "text" && strings.HasPrefix(p.Name, kept) })
		return ok
	})
	d.measure("a note stands there to the word that it is kept: %.2f s", time.Since(typed).Seconds())
	l.picture("10-session-begun")
	l.kill()
	took := l.start()
	d.measure("start to first window after a kill: %.2f s", took.Seconds())
	l.unlock(d.passphrase)
	l.at("counselling")
	if !l.stands(note, saidFirst) {
		fail("what was typed before the kill is not back")
	}
	say("killed while typing: the draft is back on the same screen")

	l.into("counselling.said")
	l.display.keys("ctrl+End", "Return")
	l.display.write(saidThen, 15)
	if !l.stands(note, said) {
		l.clear(note)
		l.write(note, said)
	}
	before := l.arabic(l.until("Arabic", func(s seen) bool { return len(l.arabic(s)) > 0 }))[0].Name
	l.press("ctrl+t") // goes to the answer, and brings it in sight
	l.answer("yes", "casework.understood.yes")
	l.press("F11", "F11")
	l.picture("11-session-and-person")
	l.press("F9")
	l.until("the window for the person alone", func(s seen) bool { return s.says(l.words.Text("counselling.person.leave")) })
	l.picture("12-person")
	l.leavePerson()
	if !l.until("Arabic", func(s seen) bool { return len(l.arabic(s)) > 0 }).says(before) {
		say("the person went on to another topic")
	}
	l.press("ctrl+o")
	l.answer("still_considering", "casework.outcome.still_considering")
	l.tabTo("counselling.next")
	l.fill("counselling.next", nextStep)
	l.picture("13-session-outcome")

	undo := which("button", l.words.Text("button.undo"))
	l.press("ctrl+Return")
	l.there("undo", undo)
	l.press("ctrl+shift+z")
	l.until("the session back", func(s seen) bool { _, ok := s.find(undo); return !ok && s.Place == "counselling" })
	say("recorded, and taken back")
	l.press("ctrl+Return")
	l.there("undo", undo)
	l.picture("14-session-recorded")
	l.recorded()
	l.at("case")
	l.picture("15-case-file-sessions")
	l.tap(l.beside("button.read", l.words.Text("casework.outcome.still_considering")))
	l.says(l.words.Text("casefile.session.closed"))
	l.says(saidThen)
	l.picture("15-case-file-session")
	say("session with %s recorded", d.number)
}

// beside finds the button with a key's words in the row of a text that begins so.
func (l *laptop) beside(key, text string) part {
	name := l.words.Text(key)
	row := func(p part) bool { return p.Kind == "text" && strings.HasPrefix(p.Name, text) }
	return l.level(name, l.there("row "+text, row))
}

// level finds the button with a name, or any, to the right of something.
func (l *laptop) level(name string, at part) part {
	return l.there(fmt.Sprintf("button %q beside %q", name, at.Name), func(p part) bool {
		return p.Kind == "button" && (name == "" || p.Name == name) && p.Y < at.Y+at.H && p.Y+p.H > at.Y && p.X > at.X
	})
}

// leavePerson holds the chord that gives the window back to staff.
func (l *laptop) leavePerson() {
	l.display.run("xdotool", "keydown", "ctrl", "keydown", "F9")
	l.until("the staff's half", func(s seen) bool { return !s.says(l.words.Text("counselling.person.leave")) })
	l.display.run("xdotool", "keyup", "F9", "keyup", "ctrl")
}

// plan drafts a plan with one line, or adds to the one there is.
func (d *demo) plan() {
	l := d.counsellor
	l.press("F3")
	l.at("plan")
	add, begin := which("button", l.words.Text("plan.line.add")), which("button", l.words.Text("plan.begin"))
	s := l.until("the plan", func(s seen) bool {
		_, a := s.find(add)
		_, b := s.find(begin)
		return a || b
	})
	_, none := s.find(begin)
	wishes := "ctrl+m" // there is a plan from before: what they wish is written anew
	if none {
		wishes = "ctrl+i"
	}
	l.press(wishes)
	l.fill("plan.aspirations", wish)
	l.press("ctrl+Return")
	l.until("the plan", func(s seen) bool { _, ok := s.find(add); return ok })
	l.recorded()
	l.press("ctrl+i")
	l.answer("economic", "casework.dimension.economic")
	l.fill("plan.line.activity", activity)
	l.fill("plan.line.amount", "1200")
	l.pick("plan.line.currency", "EUR")
	l.picture("16-plan-line")
	l.press("ctrl+Return")
	l.until("the line in the plan", func(s seen) bool { _, ok := s.find(add); return ok && s.says(activity) })
	l.recorded()
	l.picture("17-plan")
	say("plan drafted")
}

// lock locks by the key.
func (l *laptop) lock() {
	l.again("the lock", func() { l.press("ctrl+l") }, func(s seen) bool {
		_, ok := s.find(which("field", l.words.Text("unlock.passphrase")))
		return s.Place == "" && ok
	})
}
