package screen

import (
	"slices"

	"waymark/internal/framework"
	"waymark/internal/words"
)

// Presented is what stands before the person, in a window that a held chord gives back
// to staff.
type Presented interface {
	Text() framework.Text
	Next()
	Previous()
	Larger()
	Smaller()
	Cover()   // the neutral topic
	Hold()    // the chord is down
	Release() // a key of it is up
}

var (
	_ Presented = (*PersonView)(nil)
	_ Presented = (*Leaflet)(nil)
)

// Leaflet shows the topics to whoever sits there: public, and all that a locked program
// shows. It knows of nobody.
type Leaflet struct {
	OnChange func()
	OnLeft   func() // the window is the staff's again

	Language string
	Size     int // of the text, in points

	run     Runner
	topics  *framework.Framework
	staff   string
	topic   string
	thought int
	held    func()
}

// NewLeaflet begins with the first topic, in the language of staff.
func NewLeaflet(run Runner, topics *framework.Framework, staff string) *Leaflet {
	return &Leaflet{OnChange: func() {}, OnLeft: func() {}, Language: staff, Size: usualPerson,
		run: run, topics: topics, staff: staff, topic: topics.Topics()[0].ID}
}

// NewCover begins with the neutral topic: it lies over everything when somebody comes
// in.
func NewCover(run Runner, topics *framework.Framework, staff string) *Leaflet {
	s := NewLeaflet(run, topics, staff)
	s.Cover()
	return s
}

// Topics are what there is, by their titles in the staff's language.
func (s *Leaflet) Topics() (ids, titles []string) {
	for _, t := range s.topics.Topics() {
		text, _ := s.topics.Nearest(t.ID, s.staff)
		ids, titles = append(ids, t.ID), append(titles, text.Title)
	}
	return ids, titles
}

// Languages are those in which there are texts, those of persons first.
func (s *Leaflet) Languages() []string {
	have := s.topics.Languages(s.topic)
	first := slices.DeleteFunc(slices.Clone(words.PersonLanguages()), func(t string) bool { return !slices.Contains(have, t) })
	return append(first, without(have, first)...)
}

// Topic is the one shown.
func (s *Leaflet) Topic() string { return s.topic }

// Text is the topic in the language nearest to the one asked for.
func (s *Leaflet) Text() framework.Text {
	t, _ := s.topics.Nearest(s.topic, s.Language)
	return t
}

// Pictogram stands for the topic where nobody reads: SVG.
func (s *Leaflet) Pictogram() []byte { return s.topics.Pictogram(s.topic) }

// Held reports that the text is not shown: it is unchecked, a mistake in it could harm,
// and nobody is there who would notice it.
func (s *Leaflet) Held() bool {
	t := s.Text()
	return t.NeedsInterpreter() && baseLanguage(t.Language) != baseLanguage(s.staff)
}

// Thought is the block of the text one is at.
func (s *Leaflet) Thought() int { return s.thought }

// GoTo shows a topic.
func (s *Leaflet) GoTo(topic string) {
	if _, ok := s.topics.Topic(topic); !ok {
		return
	}
	s.topic, s.thought = topic, 0
	s.OnChange()
}

// Choose shows the texts in another language.
func (s *Leaflet) Choose(tag string) {
	s.Language = tag
	s.OnChange()
}

// Next goes on by one thought, and Previous back.
func (s *Leaflet) Next() { s.move(1) }

// Previous goes back by one thought.
func (s *Leaflet) Previous() { s.move(-1) }

func (s *Leaflet) move(by int) {
	s.thought = min(max(s.thought+by, 0), len(s.Text().Blocks)-1)
	s.OnChange()
}

// Larger makes the letters larger.
func (s *Leaflet) Larger() { s.resize(s.Size + personStep) }

// Smaller makes them smaller.
func (s *Leaflet) Smaller() { s.resize(s.Size - personStep) }

func (s *Leaflet) resize(to int) {
	s.Size = min(max(to, smallestPerson), largestPerson)
	s.OnChange()
}

// Cover shows the neutral topic.
func (s *Leaflet) Cover() { s.GoTo(coverTopic) }

// Hold says that the chord is down; held long enough, the window is the staff's again.
func (s *Leaflet) Hold() {
	if s.held != nil {
		return
	}
	s.held = s.run.After(holdTime, func() {
		s.held = nil
		s.OnLeft()
	})
}

// Release says that a key of the chord is up again.
func (s *Leaflet) Release() {
	if s.held != nil {
		s.held()
		s.held = nil
	}
}

// CoverStaff turns the window to the person where one sits beside the counsellor: the
// staff's half is covered, and what the person reads goes on. It reports whether
// somebody is there to go on reading.
func (f *Frame) CoverStaff() bool {
	c, ok := f.desk.Way.Screen().(*Counselling)
	if !ok || c.Closed {
		return false
	}
	if !c.Person.Full {
		c.Person.Whole()
	}
	return true
}

// Talking reports that a counselling session is in the frame, which has a cover of its
// own for both halves.
func (f *Frame) Talking() bool {
	_, ok := f.desk.Way.Screen().(*Counselling)
	return ok
}
