package main

const (
	remark = "Bitte ergänzen: War eine Dolmetscherin dabei?"
	answer = "Ja, Dolmetscherin D-112 am Telefon; sie wurde angenommen."
	done   = "Ergänzt."
)

// review is the supervisor's second reading, on the other laptop.
func (d *demo) review() {
	l := d.supervisor
	l.settled()
	l.go1("rail.review", "review")
	l.fill("review.filter", surname+", "+d.number)
	row := l.there("the session in the queue", func(p part) bool { return p.Kind == "text" && hasNumber(p.Name, d.number) })
	l.tap(row)
	l.until("what was typed in the session", func(s seen) bool { return s.says(saidFirst) })
	l.picture("21-review-session")
	l.button("review.comment")
	l.until("a comment to be typed", func(s seen) bool { _, ok := s.find(focusedField); return ok })
	s, err := l.look()
	must(err, "look")
	field, _ := s.find(focusedField)
	l.write(field.Name, remark)
	l.picture("22-review-comment")
	l.button("casework.verdict.please_complete")
	l.there("undo", which("button", l.words.Text("button.undo")))
	l.recorded()
	l.settled()
	say("supervisor read the session and asked for something")
}

func focusedField(p part) bool { return p.Kind == "field" && p.Focused }

func hasNumber(text, number string) bool {
	return len(text) >= len(number) && text[:len(number)] == number
}

// answer is the counsellor's answer, found on Today.
func (d *demo) answer() {
	l := d.counsellor
	l.settled()
	l.go1("rail.today", "today")
	l.says(l.words.Text("today.returned"))
	l.picture("18-today-returned")
	what := l.there("what came back", func(p part) bool { return p.Kind == "text" && p.Name == l.words.Text("today.review") })
	l.tap(l.level("", what))
	l.at("case")
	l.says(remark)
	l.picture("19-review-read")
	for _, part := range []struct{ field, text string }{{"casefile.answer.comment", answer}, {"casefile.answer", done}} {
		l.fill(part.field, part.text)
		l.picture("20-" + part.field)
		l.tap(l.level(l.words.Text("button.answer"), l.field(part.field)))
		l.there("undo", which("button", l.words.Text("button.undo")))
		l.recorded()
		l.says(part.text)
	}
	l.settled()
	d.supervisor.settled()
	say("counsellor answered; both laptops synced")
}
