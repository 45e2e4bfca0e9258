package ui

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// room is who is there. Nothing in it is answered before somebody answers.
func (v *counsellingView) room() fyne.CanvasObject {
	p, s := v.pen, v.s
	people := p.Tight()
	drawn := ""
	v.draws = append(v.draws, func() {
		key := "-"
		for _, m := range s.People() {
			key += m.ID.String() + m.Name()
		}
		if key == drawn {
			return
		}
		drawn = key
		people.RemoveAll()
		for _, m := range s.People() {
			people.Add(p.Check(m.Name(), s.IsWith(m.ID), func(on bool) { s.With(m.ID, on) }))
		}
		if len(people.Objects) == 0 && s.List.Face == screen.Full {
			people.Add(p.Quiet(p.T("counselling.members.none")))
		}
		people.Refresh()
	})
	mode, choice := v.choice("interpreter.mode", "counselling.interpreter", "interpreter_mode", false)
	v.parts[screen.PartRoom] = func() fyne.Focusable { return choice }
	interpreted := p.Column(
		v.line("interpreter.who", "counselling.interpreter.who"),
		v.tongue("interpreter.language", "counselling.interpreter.language"),
		v.pick("interpreter.is", "counselling.interpreter.is", "interpreter_is"),
		v.when(v.line("interpreter.because", "counselling.interpreter.because"), func() bool {
			is := s.Answer("interpreter.is")
			return is != "" && is != "professional" && is != "volunteer" && is != "bilingual_counsellor"
		}),
		v.yesNo("interpreter.accepted", "counselling.interpreter.accepted"),
		v.yesNo("interpreter.pledge", "counselling.interpreter.pledge"),
		v.yesNo("interpreter.not_understood", "counselling.interpreter.not_understood"),
		v.when(v.yesNo("interpreter.line_lost", "counselling.interpreter.line_lost"), func() bool {
			mode := s.Answer("interpreter.mode")
			return mode == "telephone" || mode == "video"
		}),
	)
	private, _ := v.choice("private", "counselling.private", "privacy", false)
	return p.Section(p.T("counselling.room"), p.Column(
		v.asked("counselling.members", people),
		mode,
		v.when(interpreted, func() bool { m := s.Answer("interpreter.mode"); return m != "" && m != "none" }),
		v.tongue("language", "counselling.language"),
		private,
		v.when(v.line("private.because", "counselling.private.because"), func() bool { a := s.Answer("private"); return a == "no" || a == "partly" }),
		v.others(),
		v.yesNo("lawyer.present", "counselling.lawyer"),
		v.when(v.yesNo("lawyer.offered", "counselling.lawyer.offered"), func() bool { return s.Answer("lawyer.present") == string(casework.No) }),
		v.yesNo("guardian.present", "counselling.guardian"),
		v.when(v.line("guardian.because", "counselling.guardian.because"), func() bool { return s.Answer("guardian.present") == string(casework.No) }),
	))
}

// others are those in the room beside the household and the interpreter.
func (v *counsellingView) others() fyne.CanvasObject {
	p, s := v.pen, v.s
	box := p.Column()
	drawn := map[string]fyne.CanvasObject{}
	v.draws = append(v.draws, func() {
		now := s.Entries("room")
		moved := len(now) != len(drawn)
		for _, item := range now {
			if drawn[item] == nil {
				moved = true
			}
		}
		if !moved {
			return
		}
		box.RemoveAll()
		kept := map[string]fyne.CanvasObject{}
		for _, item := range now {
			if kept[item] = drawn[item]; kept[item] == nil {
				kept[item] = v.other(item)
			}
			box.Add(kept[item])
		}
		drawn = kept
		box.Refresh()
		v.scroll.Refresh()
	})
	var add *kit.Select
	add = p.NewSelect(kit.SelectOptions{Options: choices(p, "in_room"), Placeholder: p.T("counselling.others.add"), Name: p.T("counselling.others.add"),
		OnChanged: func(who string) {
			add.Set("")
			s.Join(who)
		}})
	v.locks = append(v.locks, add)
	return v.asked("counselling.others", p.Column(box, add))
}

func (v *counsellingView) other(item string) fyne.CanvasObject {
	p, s := v.pen, v.s
	who := p.Say(screen.Say("casework.in_room." + s.Answer("room."+item+".who")))
	field := func(part, label string) *kit.Entry {
		return p.NewEntry(kit.EntryOptions{Text: s.Answer("room." + item + "." + part), Name: who + ": " + p.T(label), Placeholder: p.T(label),
			OnChanged: func(text string) { s.Type("room."+item+"."+part, text) }})
	}
	return p.Card(p.Column(p.Row(kit.Grow(p.Strong(who)), p.Flat(p.T("button.remove"), func() { s.Unjoin(item) })),
		field("name", "counselling.others.name"), field("because", "counselling.others.because")))
}

// tongue is a language out of all that have names.
func (v *counsellingView) tongue(field, label string) *fyne.Container {
	p, s := v.pen, v.s
	e := p.NewSelect(kit.SelectOptions{Options: named(screen.Languages(), p.Words.LanguageName), Selected: s.Answer(field),
		Placeholder: p.T("answer.not_answered"), Name: p.T(label), OnChanged: func(key string) { s.Choose(field, key) }})
	v.locks = append(v.locks, e)
	return v.asked(label, e)
}

// topics are what can be talked about, what of it the person was shown, and what they
// said back of the one before them.
func (v *counsellingView) topics() fyne.CanvasObject {
	p, s := v.pen, v.s
	topics := s.Person.Topics()
	list := p.NewList(kit.ListOptions{Name: p.T("counselling.topics"), Length: func() int { return len(topics) },
		Create: func() fyne.CanvasObject {
			return p.Tight(p.Line(""), p.NewText(kit.TextOptions{Style: kit.Caption, Line: true}))
		},
		Update: func(row int, contents fyne.CanvasObject) {
			lines := contents.(*fyne.Container).Objects
			title, state := lines[0].(*kit.Text), lines[1].(*kit.Text)
			title.SetText(s.Person.StaffTitle(topics[row].ID))
			said, tone := p.Say(s.TopicState(topics[row].ID, p.Words.LanguageName)), kit.Plain
			if row == s.Person.Index() {
				tone = kit.Accent
				if said == "" {
					said = p.T("counselling.topic.here")
				}
			}
			state.SetText(said)
			state.SetTone(tone)
		},
		OnOpen: s.Person.GoTo,
	})
	listed := ""
	v.draws = append(v.draws, func() { // a row is drawn anew only when it says something else
		now := strconv.Itoa(s.Person.Index())
		for _, t := range topics {
			now += p.Say(s.TopicState(t.ID, p.Words.LanguageName)) + "|"
		}
		if now != listed {
			listed = now
			list.Update()
		}
	})
	language := p.NewSelect(kit.SelectOptions{Options: v.tongues(), Selected: s.Person.Language, Placeholder: p.T("answer.not_answered"),
		Name: p.T("counselling.topics.language"), OnChanged: s.Person.Choose})
	field := func(part string) string { return "topic." + s.Person.Topics()[s.Person.Index()].ID + "." + part }
	understood := p.NewChoice(kit.ChoiceOptions{Options: choices(p, "understood"), Name: p.T("counselling.topic.understood"),
		OnChanged: func(key string) { s.Choose(field("understood"), key) }})
	back := p.NewEntry(kit.EntryOptions{Lines: 2, Name: p.T("counselling.topic.said_back"), OnChanged: func(text string) { s.Type(field("said_back"), text) }})
	v.locks = append(v.locks, understood, back)
	v.parts[screen.PartTopic] = func() fyne.Focusable { return understood }
	title := p.Strong("")
	at := -1
	v.draws = append(v.draws, func() {
		language.Set(s.Person.Language)
		if i := s.Person.Index(); i != at { // another topic's answers, in the same fields
			at = i
			title.SetText(s.Person.StaffTitle(s.Person.Topics()[i].ID))
			understood.Select(s.Answer(field("understood")))
			back.SetText(s.Answer(field("said_back")))
		}
	})
	next, drawNext := p.Commands(func() []screen.Command {
		var shown []screen.Command
		for _, c := range s.Commands() {
			switch c.Key {
			case screen.KeyPrevious, screen.KeyNext, screen.KeyNextTopic:
				shown = append(shown, c)
			}
		}
		return shown
	})
	v.draws = append(v.draws, drawNext)
	return p.Section(p.T("counselling.topics"), p.Column(
		next,
		v.asked("counselling.topics.language", language),
		p.Card(p.Column(title, v.asked("counselling.topic.understood", understood), v.asked("counselling.topic.said_back", back))),
		kit.AtLeast(0, 7*listRow*fyne.CurrentApp().Settings().Theme().Size(theme.SizeNameText), list)))
}

// listRow is about how high a topic's row is, in letters.
const listRow = 3

// tongues are the languages with texts, under the names their readers know too.
func (v *counsellingView) tongues() []kit.Option {
	var all []kit.Option
	for _, tag := range v.s.Person.Languages() {
		name, own := v.pen.Words.LanguageName(tag), words.OwnName(tag)
		if own != name {
			name += "  " + words.Isolate(own)
		}
		all = append(all, kit.Option{Key: tag, Label: name})
	}
	return all
}

// said is what the person said, as they said it.
func (v *counsellingView) said() fyne.CanvasObject {
	p, s := v.pen, v.s
	e := v.entry("said", "counselling.said", 4)
	v.parts[screen.PartSaid] = func() fyne.Focusable { return e }
	withheld := p.Caption("")
	v.draws = append(v.draws, func() {
		withheld.SetText("")
		if n := s.Withheld(); n > 0 {
			withheld.SetText(p.Say(screen.Count("counselling.withheld", n)))
		}
	})
	withhold := p.Button(p.T("counselling.withhold"), s.Withhold)
	v.locks = append(v.locks, withhold)
	return p.Section(p.T("counselling.said"), p.Column(e, p.Row(withhold, kit.Grow(withheld))))
}

// growing is a list of lines with always one more to type in. It returns the last.
func (v *counsellingView) growing(list, label string, beside func(item string) fyne.CanvasObject) (*fyne.Container, func() fyne.Focusable) {
	p, s := v.pen, v.s
	box := p.Column()
	var last *kit.Entry
	var add func(item string)
	add = func(item string) {
		e := p.NewEntry(kit.EntryOptions{Text: s.Answer(list + "." + item), Name: p.T(label), Placeholder: p.T(label)})
		e.SetOnChanged(func(text string) {
			s.Type(list+"."+item, text)
			if e == last && text != "" {
				if beside != nil {
					box.Add(beside(item))
				}
				add(s.NewEntry())
				v.scroll.Refresh()
			}
		})
		v.locks = append(v.locks, e)
		last = e
		box.Add(e)
	}
	for _, item := range s.Entries(list) {
		add(item)
		if beside != nil {
			box.Add(beside(item))
		}
	}
	add(s.NewEntry())
	return box, func() fyne.Focusable { return last }
}

// questions are what the person asked, each of which can go to the scouts.
func (v *counsellingView) questions() fyne.CanvasObject {
	p, s := v.pen, v.s
	box, last := v.growing("question", "counselling.question", func(item string) fyne.CanvasObject {
		state := p.Caption("")
		ask := p.Button(p.T("counselling.question.ask"), func() { s.Ask(item) }).WithShortcut(string(screen.KeyAskScout))
		answer := p.NewEntry(kit.EntryOptions{Text: s.Answer("question." + item + ".answer"), Name: p.T("counselling.question.answer"), Placeholder: p.T("counselling.question.answer"),
			OnChanged: func(text string) { s.Type("question."+item+".answer", text) }})
		v.locks = append(v.locks, answer)
		row := p.Tight(answer, p.Row(ask, state))
		v.draws = append(v.draws, func() {
			if s.Asked(item) && ask.Visible() {
				ask.Hide()
				state.SetText(p.T("counselling.question.asked"))
			}
		})
		return row
	})
	v.parts[screen.PartQuestion] = last
	return p.Section(p.T("counselling.questions"), p.Column(box, v.request()))
}

// request is the question to the scouts while it is written.
func (v *counsellingView) request() fyne.CanvasObject {
	p, s := v.pen, v.s
	box, given := p.Column(), p.Column()
	var drawn *screen.Form
	var first *kit.Entry
	var state *formState
	v.parts[screen.PartRequest] = func() fyne.Focusable {
		if first == nil {
			return nil
		}
		return first
	}
	v.draws = append(v.draws, func() {
		if s.Request != nil && state != nil {
			state.draw()
			given.RemoveAll()
			if len(s.Given) > 0 {
				given.Add(p.Given(s.Given))
			}
			given.Refresh()
		}
		if s.Request == drawn {
			return
		}
		drawn, first = s.Request, nil
		box.RemoveAll()
		if f := s.Request; f != nil {
			first = p.NewEntry(kit.EntryOptions{Text: f.Text(screen.FieldQuestion), Lines: 2, Name: p.T("counselling.request.question"),
				OnChanged: func(text string) { f.Type(screen.FieldQuestion, text) }})
			pick := func(field, label string, options []kit.Option) fyne.CanvasObject {
				return v.asked(label, p.NewSelect(kit.SelectOptions{Options: options, Selected: f.Text(field), Placeholder: p.T("answer.not_answered"),
					Name: p.T(label), OnChanged: func(key string) { f.Type(field, key) }}))
			}
			state = p.newFormState(f)
			state.draw()
			box.Add(p.Card(p.Column(p.Strong(p.T("counselling.request")),
				v.asked("counselling.request.question", first),
				pick(screen.FieldCountry, "counselling.request.country", named(screen.Countries(), p.Words.CountryName)),
				pick(screen.FieldTopic, "counselling.request.topic", choices(p, "request_topic")),
				pick(screen.FieldUrgency, "counselling.request.urgency", choices(p, "urgency")),
				p.Quiet(p.T("counselling.request.hint")), given,
				p.Flow(p.Button(p.T("counselling.request.send"), s.SendRequest), p.Flat(p.T("button.cancel"), s.DropRequest)),
				state.line, state.trouble)))
		}
		box.Refresh()
		v.scroll.Refresh()
	})
	return box
}

// concerns are what troubles them, and what they heard elsewhere.
func (v *counsellingView) concerns() fyne.CanvasObject {
	p := v.pen
	concerns, _ := v.growing("concern", "counselling.concern", nil)
	rumours, _ := v.growing("rumour", "counselling.rumour", nil)
	return p.Loose(p.Section(p.T("counselling.concerns"), concerns), p.Section(p.T("counselling.rumours"), rumours))
}

// wants is what they want, in their own words, and whether it was read back.
func (v *counsellingView) wants() fyne.CanvasObject {
	back, _ := v.choice("read_back", "counselling.read_back", "read_back", false)
	return v.pen.Section(v.pen.T("counselling.wants"), v.pen.Column(v.entry("wants", "counselling.wants", 2),
		v.line("wants.native", "counselling.wants.native"), back,
		v.when(v.line("read_back.changed", "counselling.read_back.changed"), func() bool { return v.s.Answer("read_back") == "changed" })))
}

// safeguards are what keeps the talk fair, and the counsellor's own doubt.
func (v *counsellingView) safeguards() fyne.CanvasObject {
	p, s := v.pen, v.s
	voluntary, _ := v.choice("voluntary", "counselling.voluntary", "voluntary", false)
	because := v.entry("doubt.because", "counselling.doubt.because", 2)
	v.parts[screen.PartDoubt] = func() fyne.Focusable { return because }
	doubt := p.Card(p.Column(p.Strong(p.T("counselling.doubt.noted")), v.asked("counselling.doubt.because", because)))
	button, drawButton := p.Commands(func() []screen.Command {
		for _, c := range s.Commands() {
			if c.Key == screen.KeyDoubt {
				return []screen.Command{c}
			}
		}
		return nil
	})
	v.draws = append(v.draws, drawButton)
	return p.Section(p.T("counselling.safeguards"), p.Column(
		button,
		v.when(doubt, s.Doubted),
		v.yesNo("options_shown", "counselling.options_shown"),
		v.yesNo("stay_shown", "counselling.stay_shown"),
		v.yesNo("legal_advice_shown", "counselling.legal_advice_shown"),
		v.yesNo("legal_aid_told", "counselling.legal_aid_told"),
		v.when(p.Column(v.yesNo("detention.explained", "counselling.detention.explained"),
			v.yesNo("detention.telephone", "counselling.detention.telephone")), s.Detained),
		voluntary,
		v.when(v.line("voluntary.words", "counselling.voluntary.words"), func() bool { return s.Answer("voluntary") != "" }),
		v.yesNo("danger", "counselling.danger"),
		v.when(p.Column(v.line("danger.what", "counselling.danger.what"), v.line("danger.done", "counselling.danger.done")),
			func() bool { return s.Answer("danger") == string(casework.Yes) }),
	))
}

// outcome is where it stands: answers without an order and all alike.
func (v *counsellingView) outcome() fyne.CanvasObject {
	p, s := v.pen, v.s
	_, choice := v.choice("outcome", "counselling.outcome", "outcome", false)
	v.parts[screen.PartOutcome] = func() fyne.Focusable { return choice }
	day, clock := s.NextTyped()
	date := v.day(day, "counselling.next.day", s.NextDay)
	hour := p.NewEntry(kit.EntryOptions{Text: clock, Name: p.T("counselling.next.time"), Limit: 20,
		Validate: func(text string) string {
			if _, ok := screen.ClockTime(kit.Digits(text)); !ok && text != "" {
				return p.T("counselling.next.time.wrong")
			}
			return ""
		},
		OnChanged: func(text string) { s.NextTime(kit.Digits(text)) }})
	think := v.day(s.ThinkTyped(), "counselling.think", s.ThinkUntil)
	v.locks = append(v.locks, hour)
	return p.Loose(
		p.Section(p.T("counselling.outcome"), p.Column(choice,
			v.when(p.NewText(kit.TextOptions{Text: p.T("counselling.outcome.unbacked"), Tone: kit.Warn}), s.Unbacked),
			v.line("outcome.note", "counselling.outcome.note"), v.asked("counselling.think", think))),
		p.Section(p.T("counselling.next"), p.Column(v.entry("next.step", "counselling.next", 1),
			v.asked("counselling.next.day", date), v.asked("counselling.next.time", hour),
			v.line("next.where", "counselling.next.where"), v.line("next.who", "counselling.next.who"))),
		v.summary())
}

// summary is what the person takes home, if that is safe.
func (v *counsellingView) summary() fyne.CanvasObject {
	p, s := v.pen, v.s
	given := func(values ...string) func() bool {
		return func() bool { return slices.Contains(values, s.Answer("summary")) }
	}
	return p.Section(p.T("counselling.summary"), p.Column(
		v.pick("summary", "counselling.summary", "summary"),
		v.when(v.tongue("summary.language", "counselling.summary.language"), given("printed", "read_out", "pictogram_card")),
		v.when(v.line("summary.because", "counselling.summary.because"), given("refused", "not_safe", "not_given"))))
}

// day is a field for a day.
func (v *counsellingView) day(text, label string, on func(text string, day time.Time)) *kit.Entry {
	p := v.pen
	e := p.Date(kit.DateOptions{Text: text, Order: kit.DayMonthYear, Calendar: kit.Gregorian, Name: p.T(label), Wrong: p.T("counselling.next.day.wrong"),
		OnChanged: func(text string, d kit.Date, valid bool) {
			at := time.Time{}
			if valid && text != "" {
				at = time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
			}
			on(text, at)
		}})
	v.locks = append(v.locks, e)
	return e
}

// stages are what the talk touched: without order, and none is needed.
func (v *counsellingView) stages() fyne.CanvasObject {
	p, s := v.pen, v.s
	row := p.Flow()
	for _, o := range choices(p, "counselling_stage") {
		c := p.Check(o.Label, s.Answer("stage."+o.Key) == string(casework.Yes), func(on bool) { s.Touch(o.Key, on) })
		v.locks = append(v.locks, c)
		row.Add(c)
	}
	return v.asked("counselling.stages", row)
}

// kind is what talk it was, and where.
func (v *counsellingView) kind() fyne.CanvasObject {
	p := v.pen
	return p.Section(p.T("counselling.kind"), p.Column(
		v.pick("kind", "counselling.kind", "counselling"),
		v.stages(),
		v.pick("setting", "counselling.setting", "setting"),
		v.line("place", "counselling.place")))
}
