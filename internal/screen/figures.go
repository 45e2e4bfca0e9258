package screen

import (
	"context"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/indicator"
)

// Place of the screen of figures.
const PlaceFigures Place = "figures"

// NamedOffice is an office with its name.
type NamedOffice struct {
	ID   casework.OfficeID
	Name string
}

// FactSource reads what figures are counted from. It is called off the UI goroutine.
type FactSource interface {
	Facts(ctx context.Context) (*indicator.Facts, error)
	Offices(ctx context.Context) ([]NamedOffice, error)
}

// Spans of the figures, in months.
var Spans = []int{1, 3, 12}

// Figures are counts and rates of an office, the organisation or a centre, for whole
// months. They are compared with nothing, and none is about a counsellor.
type Figures struct {
	OnChange func()
	List     List
	Set      indicator.Set
	Span     int             // months
	From     indicator.Month // the first of them
	Office   casework.OfficeID
	Centre   casework.SubjectID // with the set of centres
	Offices  []NamedOffice
	Rows     []indicator.Figure
	Open     string    // the figure whose meaning is shown
	AsOf     time.Time // when it was counted

	base
	desk   *Desk
	source FactSource
	facts  *indicator.Facts
	shown  bool
}

// NewFigures returns the screen for the month before this one.
func NewFigures(desk *Desk, source FactSource) *Figures {
	s := &Figures{OnChange: func() {}, desk: desk, source: source, Set: indicator.Sets[0], Span: 1, From: indicator.MonthOf(desk.Run.Now()).Add(-1)}
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && n.Exchange {
			s.read()
		}
	})
	return s
}

// Title implements [Screen].
func (s *Figures) Title() Message { return Say("rail.figures") }

// Shown implements [Screen].
func (s *Figures) Shown() {
	s.shown = true
	s.read()
}

// Left implements [Screen].
func (s *Figures) Left() {
	s.shown = false
	s.List.Cancel()
	s.stopListening()
}

// Again counts once more after a failure.
func (s *Figures) Again() { s.read() }

// counted is what figures are counted from, and the offices to choose from.
type counted struct {
	facts   *indicator.Facts
	offices []NamedOffice
}

func (s *Figures) read() {
	inquire(&s.List, s.desk, "error.figures.unavailable", func() { s.OnChange() }, func(ctx context.Context) (c counted, err error) {
		if c.facts, err = s.source.Facts(ctx); err == nil {
			c.offices, err = s.source.Offices(ctx)
		}
		return c, err
	}, func(c counted) {
		s.facts, s.Offices, s.AsOf = c.facts, c.offices, s.desk.Run.Now()
		s.count()
	})
}

// count answers the question that the filters ask.
func (s *Figures) count() {
	if s.facts == nil {
		return
	}
	q := indicator.Question{From: s.From, To: s.From.Add(s.Span - 1), Office: s.Office}
	if s.Set == indicator.Centres {
		centres := s.facts.Centres()
		if !slices.ContainsFunc(centres, func(c indicator.Centre) bool { return c.ID == s.Centre }) {
			s.Centre = casework.SubjectID{}
			if len(centres) > 0 {
				s.Centre = centres[0].ID
			}
		}
		if s.Centre.IsZero() {
			s.Rows = nil
			s.List.Fill(0, Message{}, Say("figures.no_centre"), Say("figures.no_centre.hint"))
			return
		}
		q.Centre = s.Centre
	}
	all, err := s.facts.Report(q)
	if err != nil {
		s.List.Fail(err, "error.figures.unavailable")
		return
	}
	s.Rows = slices.DeleteFunc(all, func(f indicator.Figure) bool { return f.Set != s.Set })
	s.List.Fill(len(s.Rows), Message{}, Message{}, Message{})
}

// Centres are those with a book.
func (s *Figures) Centres() []indicator.Centre {
	if s.facts == nil {
		return nil
	}
	return s.facts.Centres()
}

// Turn shows another set of figures.
func (s *Figures) Turn(set indicator.Set) { s.narrow(func() { s.Set, s.Open = set, "" }) }

// Spread takes so many months at once; a quarter begins with one, a year with January.
func (s *Figures) Spread(months int) {
	s.narrow(func() {
		s.Span = months
		s.From.Month -= time.Month((int(s.From.Month) - 1) % months)
	})
}

// Step goes n periods on, or back.
func (s *Figures) Step(n int) { s.narrow(func() { s.From = s.From.Add(n * s.Span) }) }

// OfOffice counts one office; the zero identifier is the organisation.
func (s *Figures) OfOffice(o casework.OfficeID) { s.narrow(func() { s.Office = o }) }

// OfCentre counts one centre.
func (s *Figures) OfCentre(c casework.SubjectID) { s.narrow(func() { s.Centre = c }) }

func (s *Figures) narrow(change func()) {
	change()
	s.count()
	s.OnChange()
}

// Explain shows what a figure means and where it comes from, or hides it again.
func (s *Figures) Explain(name string) {
	if s.Open == name {
		name = ""
	}
	s.Open = name
	s.OnChange()
}

// Period says which months are counted.
func (s *Figures) Period() Message {
	return Say("figures.period", "From", s.From.First(), "To", s.From.Add(s.Span-1).Last())
}

// NumberLine says a number in the unit of its figure.
func NumberLine(f indicator.Figure, n indicator.Number, currency string) any {
	switch n.Shown {
	case indicator.Few:
		return Say("figures.few")
	case indicator.TooFew:
		return Say("figures.too_few")
	case indicator.OwnCountOff:
		return Say("figures.own_count_off")
	case indicator.Missing:
		return Say("figures.missing."+f.Name, "Day", f.Lacks)
	}
	switch f.Unit {
	case indicator.Percent:
		if f.Set == indicator.Centres && f.Name == "occupancy" {
			return Say("figures.percent", "Percent", n.N)
		}
		return Say("figures.percent_of", "Percent", n.N, "Of", f.Of)
	case indicator.Days:
		return Count("figures.days", int(n.N))
	case indicator.Money:
		return casework.Amount{Minor: n.N, Currency: currency}
	}
	return Say("figures.number", "Number", n.N)
}

// PartName names a part of a figure's breakdown.
func PartName(f indicator.Figure, p indicator.Part) any {
	switch f.Enum {
	case "country":
		return Country(p.Name)
	case "language":
		if p.Name != "not_said" {
			return Tongue(p.Name)
		}
	}
	if p.Name == "not_said" && f.Enum != "gender" {
		return Say("figures.not_said")
	}
	if f.Enum == "" {
		return Say("figures.part." + p.Name)
	}
	return sayValue(f.Enum, casework.Value(p.Name))
}

// Commands implements [Screen].
func (s *Figures) Commands() []Command {
	now := indicator.MonthOf(s.desk.Run.Now())
	last := !s.From.Add(s.Span).First().Before(now.Add(1).First())
	return []Command{
		{Name: Say("figures.before"), Key: "K", Do: func() { s.Step(-1) }},
		{Name: Say("figures.after"), Key: "J", Off: last, Do: func() { s.Step(1) }},
	}
}
