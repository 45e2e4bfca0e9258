package screen

import (
	"context"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
)

// TodayLine is one thing that Today puts before somebody.
type TodayLine struct {
	When   time.Time // zero where there is none
	Moment bool      // When has a time of day
	Name   string    // the person's, or ""
	Number string    // the case's, or ""
	What   Message
	Rests  Message // what a date rests on, where it is one
	Do     Message // the command's name
	Route  Route
}

// Day is what the store knows of a day. Each list is in the order to be shown.
type Day struct {
	Now      []TodayLine // appointments
	Dates    []TodayLine // that cannot be moved: appeal and legal aid first
	Returned []TodayLine // reviews that ask something
	Answered []TodayLine // questions I put, with answers I have not read
	Asked    []TodayLine // questions about my countries that wait for an answer
}

// Diary tells what a day holds. It is called off the UI goroutine.
type Diary interface {
	Day(ctx context.Context, now time.Time) (Day, error)
}

// Today is where somebody begins.
type Today struct {
	OnChange   func()
	List       List
	Day        Day
	Unfinished []TodayLine
	Unsent     int

	base
	desk  *Desk
	diary Diary
	cases Namer
	frame *Frame
	shown bool
	stale bool
}

// NewToday returns today's screen. The frame knows what is unsent.
func NewToday(desk *Desk, diary Diary, cases Namer, frame *Frame) *Today {
	s := &Today{OnChange: func() {}, desk: desk, diary: diary, cases: cases, frame: frame, stale: true}
	s.listen(desk.Feed, func(feed.News) {
		s.stale = true
		if s.shown && desk.Way.Screen() == s {
			s.read()
		}
	})
	s.stops = append(s.stops, frame.Watch(func() {
		if s.List.Face == Full || s.List.Face == Empty {
			s.fill()
			s.OnChange()
		}
	}))
	return s
}

// Title implements [Screen].
func (s *Today) Title() Message { return Say("rail.today") }

// Date is the day, for the screen's head.
func (s *Today) Date() Message {
	return Say("today.date", "Day", AsWeekday(s.desk.Run.Now()))
}

// Shown implements [Screen].
func (s *Today) Shown() {
	s.shown = true
	s.read() // the clock has moved
}

// Left implements [Screen].
func (s *Today) Left() {
	s.shown = false
	s.List.Cancel()
	s.stopListening()
}

// Commands implements [Screen].
func (s *Today) Commands() []Command {
	return []Command{
		{Name: Say("caseload.new"), Key: KeyNewCase, Main: true, Off: !s.desk.Way.Offers(PlaceNewCase), Do: func() { s.desk.Way.Go(NewCaseRoute()) }},
		{Name: Say("caseload.contact"), Key: KeyContact, Off: !s.desk.Way.Offers(PlaceShortContact), Do: func() { s.desk.Way.Go(ShortContactRoute(casework.Subject{})) }},
		{Name: Say("activity.new"), Key: KeyActivity, Off: !s.desk.Way.Offers(PlaceActivity), Do: func() { s.desk.Way.Go(ActivityRoute()) }},
	}
}

// Again asks once more after a failure.
func (s *Today) Again() { s.read() }

// NameOf is the name on a line as it may be seen now.
func (s *Today) NameOf(l TodayLine) string {
	if s.desk.Hides(l.Route.Subject.ID) {
		return hiddenName
	}
	return l.Name
}

// Open goes where a line leads.
func (s *Today) Open(l TodayLine) { s.desk.Way.Go(l.Route) }

func (s *Today) read() {
	s.stale = false
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, now := s.desk.Context, s.desk.Run.Now()
	drafts := s.desk.Drafts.Unfinished()
	s.desk.Run.Run(func() func() {
		day, err := s.diary.Day(ctx, now)
		var lines []TodayLine
		if err == nil {
			lines, err = s.unfinished(ctx, drafts)
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.today.unavailable")
			} else {
				s.Day, s.Unfinished = day, lines
				s.fill()
			}
			s.OnChange()
		}
	})
}

func (s *Today) fill() {
	s.Unsent = s.frame.Lights.HereOnly + s.frame.Lights.Aside
	n := len(s.Day.Now) + len(s.Day.Dates) + len(s.Day.Returned) + len(s.Day.Answered) + len(s.Day.Asked) + len(s.Unfinished) + s.Unsent
	s.List.Fill(n, Message{}, Say("today.empty"), Say("today.empty.hint"))
}

// unfinished names the drafts by the case they belong to.
func (s *Today) unfinished(ctx context.Context, drafts []Draft) ([]TodayLine, error) {
	var lines []TodayLine
	for _, d := range drafts {
		var row CaseRow
		if c := caseOf(d); !c.IsZero() {
			var err error
			if row, err = s.cases.CaseRow(ctx, c); err != nil {
				return nil, err
			}
		}
		lines = append(lines, TodayLine{
			When: d.Kept, Moment: true, Name: row.Name, Number: row.Number,
			What: Say("draft.kind." + d.Kind), Rests: Say("form.kept", "Time", AsMoment(d.Kept.In(s.desk.Run.Now().Location()))),
			Do: Say("button.continue"), Route: d.Route,
		})
	}
	return lines, nil
}
