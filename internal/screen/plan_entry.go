package screen

import (
	"context"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
)

// FormPlanEntry is the kind of the drafts of what stands beside the lines of a plan.
const FormPlanEntry = "planentry"

// partEntry begins the part of a route to the form of an entry; its kind follows, and
// where the form is about one member, the member. Kept in drafts: never rename.
const partEntry = "entry"

// Ask says how a field of an entry is asked for.
type Ask uint8

// The ways.
const (
	AskText    Ask = iota // a line of text
	AskWords              // several lines
	AskDay                // a day as people write it
	AskMoment             // a day and a time: 3.12.2026 14:05
	AskMoney              // a number and a currency
	AskNumber             //
	AskOne                // one of Choices
	AskCountry            //
	AskMember             // one of the household
	AskLine               // a line of the plan
	AskNeed               // a need
	AskTongue             // a language
)

// EntryField is one field of an entry's form.
type EntryField struct {
	Field  casework.Field
	Label  Message
	Text   string // in the place of Label: a sentence of a questionnaire
	Ask    Ask
	Only   []string // of an enumeration, those offered; none: all
	Inside bool     // never part of what a partner gets
	Choice []Choice // where a questionnaire says what can be answered
}

// field makes the row of a field from what casework says of it.
func field(k casework.Kind, f casework.Field, label string) EntryField {
	e := EntryField{Field: f, Label: Say(label)}
	info := casework.FieldOf(k, f)
	e.Inside = info.Class != casework.Core
	switch info.Type {
	case casework.Date:
		e.Ask = AskDay
	case casework.Time:
		e.Ask = AskMoment
	case casework.Money:
		e.Ask = AskMoney
	case casework.Number:
		e.Ask = AskNumber
	case casework.Country:
		e.Ask = AskCountry
	case casework.Language:
		e.Ask = AskTongue
	case casework.YesNo:
		e.Ask, e.Choice = AskOne, []Choice{{string(casework.Yes), Say("button.yes")}, {string(casework.No), Say("button.no")}}
	case casework.EnumOf:
		e.Ask, e.Choice = AskOne, Choices(info.Enum)
	case casework.Ref:
		e.Ask = map[casework.Kind]Ask{casework.KindMember: AskMember, casework.KindPlanLine: AskLine, casework.KindNeed: AskNeed}[info.To]
	}
	return e
}

func (e EntryField) long() EntryField { e.Ask = AskWords; return e }

func (e EntryField) only(values ...string) EntryField {
	e.Choice = slices.DeleteFunc(slices.Clone(e.Choice), func(c Choice) bool { return !slices.Contains(values, c.Value) })
	return e
}

// entryRoute leads to the form of an entry; more is a member or a questionnaire.
func (s *Plan) entryRoute(k casework.Kind, item casework.ItemID, more string) Route {
	part := partEntry + ":" + string(k)
	if more != "" {
		part += ":" + more
	}
	return Route{Place: PlacePlan, Subject: s.route.Subject, Item: item, Part: part}
}

// entryOf takes the part of such a route apart.
func entryOf(part string) (k casework.Kind, more string, ok bool) {
	first, rest, ok := strings.Cut(part, ":")
	kind, more, _ := strings.Cut(rest, ":")
	return casework.Kind(kind), more, ok && first == partEntry && casework.KindOf(casework.Kind(kind)) != nil
}

// AddEntry opens the form of an entry that is not there yet. One that somebody began
// is gone on with.
func (s *Plan) AddEntry(k casework.Kind, more string) {
	r := s.entryRoute(k, newItem(), more)
	for _, d := range s.desk.Drafts.Unfinished() {
		if d.Kind == FormPlanEntry && d.Route.Subject == r.Subject && d.Route.Part == r.Part && d.Fields[fieldSeen] == "" {
			r = d.Route
		}
	}
	s.writeEntry(r)
}

// EditEntry opens the form over an entry.
func (s *Plan) EditEntry(k casework.Kind, item casework.ItemID, more string) {
	s.writeEntry(s.entryRoute(k, item, more))
}

func (s *Plan) writeEntry(r Route) {
	k, more, ok := entryOf(r.Part)
	if !ok {
		return
	}
	s.leaveForms()
	f := s.desk.Drafts.Form(r, FormPlanEntry)
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(Route) {
		s.Entry = nil
		s.read()
	}
	s.Entry = newEdits(f, k, s.state.Items[casework.ItemKey{Kind: k, ID: r.Item}])
	s.entryMore = more
	s.Missing, s.Trouble = nil, Trouble{}
	s.OnChange()
}

// LeaveEntry goes back; what was typed is kept.
func (s *Plan) LeaveEntry() {
	if s.Entry != nil {
		s.Entry.Leave()
		s.Entry = nil
	}
	s.OnChange()
}

// NewEntry reports whether the entry being written is not there yet.
func (s *Plan) NewEntry() bool { return s.Entry != nil && s.Entry.seen == nil }

// currencyOf is where a draft keeps the currency of an amount.
func currencyOf(f casework.Field) string { return string(f) + "@currency" }

// EntryText is what a field of the entry being written shows: days and amounts as
// people write them.
func (s *Plan) EntryText(field string) string {
	if text, ok := strings.CutPrefix(s.Entry.Form.Text(field), typed); ok {
		return text
	}
	return heldText(s.Entry, field)
}

// heldText is what the item itself holds of a field, as people write it.
func heldText(e *Edits, field string) string {
	if e.seen == nil {
		return ""
	}
	f, wantsCurrency := strings.CutSuffix(field, "@currency")
	v := e.seen.Get(casework.Field(f))
	if a, ok := v.Amount(); ok && casework.FieldOf(e.Kind, casework.Field(f)).Type == casework.Money {
		if wantsCurrency {
			return a.Currency
		}
		return amountText(a)
	}
	info := casework.FieldOf(e.Kind, casework.Field(f))
	if info == nil {
		return string(v)
	}
	switch info.Type {
	case casework.Date:
		if t, ok := v.Date(); ok {
			return t.Format("2.1.2006")
		}
	case casework.Time:
		if t, ok := v.Time(); ok {
			return t.Format("2.1.2006 15:04")
		}
	}
	return string(v)
}

// TypeEntry takes what is typed into a field of the entry being written.
func (s *Plan) TypeEntry(field, text string) {
	e := s.Entry
	e.typeOver(field, text, heldText(e, field))
	if strings.HasPrefix(field, "answer.") {
		s.score()
	}
	if e.seen != nil || s.Plan == nil {
		return
	}
	if info := casework.FieldOf(e.Kind, "plan"); info != nil && info.To == casework.KindPlan {
		e.Form.Type("plan", "")
		if e.Changed() {
			e.Form.Type("plan", typed+s.Plan.ID.String())
		}
	}
}

// EntryWrong says of a field whether what is typed can be none.
func (s *Plan) EntryWrong(f EntryField) bool {
	if s.Entry == nil {
		return false
	}
	_, ok := kept(f.Ask, s.EntryText(string(f.Field)), s.EntryText(currencyOf(f.Field)))
	return !ok
}

// kept turns what was typed into the form in which casework keeps it. False if it can
// be none; then it is passed on as it is, so that it is refused and not lost.
func kept(ask Ask, text, currency string) (casework.Value, bool) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", true
	case ask == AskDay:
		return typedDay(text)
	case ask == AskMoment:
		return typedMoment(text)
	case ask == AskMoney:
		_, ok := minorOf(text, currency)
		return moneyValue(text, currency), ok
	case ask == AskNumber:
		v := casework.Value(strings.ReplaceAll(digits(text), ",", "."))
		return v, casework.CheckValue(casework.KindFollowUp, "month", v) == nil
	}
	return casework.Value(text), true
}

// typedMoment reads a day, with a time if there is one, by the clock on the wall.
func typedMoment(text string) (casework.Value, bool) {
	text = strings.Join(strings.Fields(digits(text)), " ")
	for _, layout := range []string{"2.1.2006 15:04", "2/1/2006 15:04", "2006-01-02 15:04", "2.1.2006, 15:04"} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return casework.TimeValue(t), true
		}
	}
	if v, ok := typedDay(text); ok {
		t, _ := v.Date()
		return casework.TimeValue(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.Local)), true
	}
	return casework.Value(text), false
}

// RecordPlanEntry makes the changes of an entry's draft.
func RecordPlanEntry(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	k, more, ok := entryOf(d.Route.Part)
	if !ok {
		return casework.Done{}, ErrRoute
	}
	raw, seen := editsOf(d, casework.ItemKey{Kind: k})
	fields := map[casework.Field]casework.Value{}
	e := &Edits{Kind: k, seen: seen}
	for f, v := range raw {
		name, isCurrency := strings.CutSuffix(string(f), "@currency")
		f = casework.Field(name)
		info := casework.FieldOf(k, f)
		if info == nil {
			return casework.Done{}, casework.ErrField
		}
		if info.Type != casework.Money {
			fields[f], _ = kept(askOf(info.Type), string(v), "")
			continue
		}
		number, currency := string(v), heldText(e, currencyOf(f))
		if isCurrency {
			number, currency = heldText(e, name), string(v)
		}
		if v, ok := raw[f]; ok {
			number = string(v)
		}
		if v, ok := raw[casework.Field(currencyOf(f))]; ok {
			currency = string(v)
		}
		fields[f], _ = kept(AskMoney, number, currency)
	}
	if seen == nil {
		for f, v := range fields {
			if v == "" {
				delete(fields, f)
			}
		}
	}
	c, item := d.Route.Subject.ID, d.Route.Item
	if begins := begun[k]; seen == nil && begins != "" && fields["state"] == "" {
		fields["state"] = begins
	}
	switch k {
	case casework.KindDelivery:
		return service.Deliver(ctx, c, item, fields, seen)
	case casework.KindPlan:
		return service.DecidePlan(ctx, c, item, fields, seen)
	case casework.KindWithdrawal:
		member, _ := fields["member"].Item()
		return service.Withdraw(ctx, c, member, fields["of"], string(fields["words"]), d.Kept)
	case casework.KindCase:
		if more == MoreReturn {
			return service.EditCase(ctx, c, fields, seen)
		}
		on, ok := fields["closed"].Date()
		if !ok {
			on = d.Kept
		}
		return service.CloseCase(ctx, c, on, fields["closing"], string(fields["closing.note"]))
	}
	return service.Write(ctx, casework.Edit{Subject: d.Route.Subject, Kind: k, Item: item, Fields: fields, Seen: seen})
}

// begun is where what is only begun stands.
var begun = map[casework.Kind]casework.Value{casework.KindApplication: "draft", casework.KindDeparture: "planned"}

func askOf(t casework.Type) Ask {
	switch t {
	case casework.Date:
		return AskDay
	case casework.Time:
		return AskMoment
	case casework.Number:
		return AskNumber
	}
	return AskText
}
