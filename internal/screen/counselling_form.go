package screen

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/id"
)

// Fields of the screen's own in a session's draft: no part of what is recorded.
const (
	fieldPersonLanguage = "-language"
	fieldPersonSize     = "-size"
	fieldPersonTopic    = "-topic"
	fieldNextDay        = "-day"   // as typed
	fieldNextDate       = "-date"  // the day it stands for, 2026-12-03; "" while it is none
	fieldNextTime       = "-time"  // as typed, digits of any script
	fieldThink          = "-think" // the day until which they think, as typed
)

// Type takes what is typed or chosen for a field of casework's counselling session.
// The first of all says that the talk has begun, at the time the screen was opened.
func (s *Counselling) Type(field, text string) {
	if s.Closed || !s.Form.Open() {
		return
	}
	if s.Form.Text("started") == "" && text != "" {
		s.Form.Type("started", string(casework.TimeValue(s.opened)))
	}
	s.Form.Type(field, text)
}

// Choose takes an answer that may change what else is asked or shown.
func (s *Counselling) Choose(field, value string) {
	s.Type(field, value)
	s.Person.look()
	s.OnChange()
}

// Answer is what is chosen or typed for a field; "" is not answered.
func (s *Counselling) Answer(field string) string { return s.Form.Text(field) }

// With says whether a member of the household was counselled.
func (s *Counselling) With(member casework.ItemID, on bool) {
	text := ""
	if on {
		text = string(casework.Yes)
	}
	s.Type("member."+member.String(), text)
	s.OnChange()
}

// IsWith reports it.
func (s *Counselling) IsWith(member casework.ItemID) bool {
	return s.Form.Text("member."+member.String()) == string(casework.Yes)
}

// Entries are the items typed into one of the lists of a session ("question",
// "concern", "rumour", "room"), in the order of their making.
func (s *Counselling) Entries(list string) []string {
	var all []string
	for field := range s.Form.Draft().Fields {
		rest, ok := strings.CutPrefix(field, list+".")
		if !ok {
			continue
		}
		if item, _, _ := strings.Cut(rest, "."); !slices.Contains(all, item) {
			all = append(all, item)
		}
	}
	slices.Sort(all) // identifiers sort by the time of their making
	return all
}

// NewEntry is the item of an entry that is not typed yet.
func (s *Counselling) NewEntry() string { return id.At[draftMark](s.desk.Run.Now()).String() }

// Join puts somebody of a sort into the room.
func (s *Counselling) Join(who string) {
	if who != "" {
		s.Choose("room."+s.NewEntry()+".who", who)
	}
}

// Unjoin takes somebody out of the room again, who was put there by mistake.
func (s *Counselling) Unjoin(item string) {
	for _, f := range []string{"who", "name", "because"} {
		s.Type("room."+item+"."+f, "")
	}
	s.OnChange()
}

// Interpreted reports whether somebody interprets who can set a text right.
func (s *Counselling) Interpreted() bool {
	mode := s.Form.Text("interpreter.mode")
	return mode == "in_room" || mode == "telephone" || mode == "video"
}

// Detained reports whether the talk is held where somebody is locked up.
func (s *Counselling) Detained() bool {
	setting := s.Form.Text("setting")
	return setting == "detention" || setting == "prison"
}

// Doubted reports whether the counsellor doubts that it is voluntary.
func (s *Counselling) Doubted() bool { return s.Form.Text("doubt") == string(casework.Yes) }

// Doubt notes the counsellor's doubt with one key, and takes it back with another.
func (s *Counselling) Doubt() {
	if s.Doubted() {
		s.Type("doubt", "")
	} else {
		s.Type("doubt", string(casework.Yes))
	}
	s.OnChange()
	if s.Doubted() {
		s.OnGo(PartDoubt)
	}
}

// Withhold counts that the person asked for something not to be written down.
func (s *Counselling) Withhold() {
	s.Type("withheld", strconv.Itoa(s.Withheld()+1))
	s.OnChange()
}

// Withheld is how many times.
func (s *Counselling) Withheld() int {
	n, _ := strconv.Atoi(s.Form.Text("withheld"))
	return n
}

// Unbacked reports that somebody wishes to apply and nothing here says that all
// options and legal advice were shown.
func (s *Counselling) Unbacked() bool {
	outcome := s.Form.Text("outcome")
	return (outcome == "wishes_to_apply" || outcome == "applied") &&
		(s.Form.Text("options_shown") != string(casework.Yes) || s.Form.Text("legal_advice_shown") != string(casework.Yes))
}

// NextDay takes the day of the next step as typed, and the day it stands for, zero
// while it is none.
func (s *Counselling) NextDay(text string, day time.Time) {
	s.Type(fieldNextDay, text)
	s.Type(fieldNextDate, string(casework.DateValue(day)))
	s.nextAt()
}

// ThinkUntil takes the day until which the person wants to think, as typed, and the day
// it stands for, zero while it is none.
func (s *Counselling) ThinkUntil(text string, day time.Time) {
	s.Type(fieldThink, text)
	s.Type("cooling_off.until", string(casework.DateValue(day)))
}

// ThinkTyped is what was typed as that day.
func (s *Counselling) ThinkTyped() string { return s.Form.Text(fieldThink) }

// Touch says that the talk touched one of its stages, or takes it back. They have no
// order, and none is needed.
func (s *Counselling) Touch(stage string, on bool) {
	text := ""
	if on {
		text = string(casework.Yes)
	}
	s.Type("stage."+stage, text)
}

// NextTime takes its time as typed, with ASCII digits.
func (s *Counselling) NextTime(text string) {
	s.Type(fieldNextTime, text)
	s.nextAt()
}

// NextTyped is what was typed as the day and the time of the next step.
func (s *Counselling) NextTyped() (day, clock string) {
	return s.Form.Text(fieldNextDay), s.Form.Text(fieldNextTime)
}

// nextAt puts day and time together. A day without a time is written as its
// beginning.
func (s *Counselling) nextAt() {
	day, err := time.ParseInLocation(time.DateOnly, s.Form.Text(fieldNextDate), s.desk.Run.Now().Location())
	if err != nil {
		s.Type("next.at", "")
		return
	}
	if clock, ok := ClockTime(s.Form.Text(fieldNextTime)); ok {
		day = time.Date(day.Year(), day.Month(), day.Day(), clock/60, clock%60, 0, 0, day.Location())
	}
	s.Type("next.at", string(casework.TimeValue(day)))
}

// ClockTime reads a time of day as people type it: 9, 9:30, 14.05, 1405. It returns
// minutes after midnight.
func ClockTime(text string) (minutes int, ok bool) {
	text = strings.TrimSpace(text)
	hour, minute, parted := strings.Cut(strings.NewReplacer(".", ":", "h", ":", " ", ":").Replace(text), ":")
	if !parted && len(text) > 2 {
		hour, minute = text[:len(text)-2], text[len(text)-2:]
	} else if !parted || minute == "" {
		minute = "0"
	}
	h, err := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if err != nil || err2 != nil || h < 0 || h > 23 || m < 0 || m > 59 {
		return 0, false
	}
	return h*60 + m, true
}

// Record closes the session. It never refuses: what is still open stands in the
// margin while it can be taken back.
func (s *Counselling) Record() {
	if !s.Form.Open() || s.Closed || s.Form.State() == FormEmpty {
		return
	}
	s.Type("ended", string(casework.TimeValue(s.desk.Run.Now())))
	s.asked = true
	s.Form.Record()
	s.OnChange()
}

// recorded goes to where it is read from now on.
func (s *Counselling) recorded(Route) {
	s.desk.Talking = casework.Subject{}
	if s.desk.Way.Screen() != Screen(s) {
		return
	}
	if !s.desk.Way.Replace(s.FileRoute()) {
		s.read()
	}
}

// FileRoute leads to the sessions in the case's file.
func (s *Counselling) FileRoute() Route {
	return Route{Place: PlaceCase, Subject: s.route.Subject, Part: "sessions"}
}

// OpenFile goes there.
func (s *Counselling) OpenFile() { s.desk.Way.Go(s.FileRoute()) }

// RecordCounselling makes the changes of a counselling session's draft.
func RecordCounselling(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	more := map[casework.Field]casework.Value{}
	for field, text := range d.Fields {
		f := casework.Field(field)
		if strings.HasPrefix(field, "-") || casework.FieldOf(casework.KindCounselling, f) == nil {
			continue
		}
		if text = strings.TrimSpace(text); text != "" {
			more[f] = casework.Value(text)
		}
	}
	seen, _ := seenOf(d, casework.ItemKey{Kind: casework.KindCounselling})
	form := casework.CounsellingSession{Item: seen, More: sessionFields(more, seen)}
	if d.Fields[fieldKeepOpen] == string(casework.Yes) {
		return service.KeepOpen(ctx, d.Route.Subject.ID, d.Route.Item, form)
	}
	return service.RecordCounselling(ctx, d.Route.Subject.ID, d.Route.Item, form)
}
