package screen

import (
	"slices"
	"strconv"
	"time"

	"waymark/internal/casework"
	"waymark/internal/framework"
	"waymark/internal/words"
)

// Sizes of text in the person's view, in points: read across a table.
const (
	smallestPerson = 20
	usualPerson    = 26
	largestPerson  = 48
	personStep     = 4
)

const (
	// seenAfter is how long a topic has to stand before the person for it to count as
	// shown: leafing past is not telling.
	seenAfter = 5 * time.Second
	// holdTime is how long the chord has to be held that ends the whole window.
	holdTime = time.Second
	// coverTopic is what lies over everything when somebody comes in: about health,
	// which betrays neither a wish to return nor a fear.
	coverTopic = "health"
)

// PersonView is the person's half: topics in their language. It knows nothing of any
// file but the language.
type PersonView struct {
	Language string // in which topics are asked for; "" when nobody knows
	Size     int    // of its text, in points
	Full     bool   // it has the whole window
	Covered  bool   // the neutral topic lies over it
	Aside    bool   // it is put away: the counsellor's notes have the width

	session *Counselling
	topics  *framework.Framework
	staff   string // what the counsellor reads
	topic   int
	thought int // block of the topic's text
	under   int // thought of the cover's text
	chosen  bool
	release func()
}

func newPersonView(s *Counselling, topics *framework.Framework) *PersonView {
	return &PersonView{Size: usualPerson, session: s, topics: topics, staff: words.English}
}

// recall goes back to where the talk was before the program ended.
func (p *PersonView) recall(f *Form) {
	if tag := f.Text(fieldPersonLanguage); tag != "" {
		p.Language, p.chosen = tag, true
	}
	if n, err := strconv.Atoi(f.Text(fieldPersonSize)); err == nil {
		p.Size = min(max(n, smallestPerson), largestPerson)
	}
	p.topic = max(0, slices.IndexFunc(p.topics.Topics(), func(t framework.Topic) bool { return t.ID == f.Text(fieldPersonTopic) }))
}

// suit chooses the language, unless somebody has: the first in which there are texts.
func (p *PersonView) suit(tags []string) {
	if p.chosen || len(tags) == 0 {
		return
	}
	language := tags[0]
	for _, tag := range tags {
		if t, ok := p.topics.Nearest(p.Topic().ID, tag); ok && (t.Language != framework.Source || baseLanguage(tag) == framework.Source) {
			language = tag
			break
		}
	}
	if language != p.Language {
		p.Language = language
		p.look()
	}
}

func baseLanguage(tag string) string {
	for i, r := range tag {
		if r == '-' {
			return tag[:i]
		}
	}
	return tag
}

// Speak says in which language the counsellor reads.
func (p *PersonView) Speak(staff string) { p.staff = staff }

// Topics are what can be talked about, in their order.
func (p *PersonView) Topics() []framework.Topic { return p.topics.Topics() }

// Languages are those in which there are texts.
func (p *PersonView) Languages() []string {
	have := p.topics.Languages(p.Topics()[0].ID)
	first := slices.DeleteFunc(slices.Clone(words.PersonLanguages()), func(t string) bool { return !slices.Contains(have, t) })
	return append(first, without(have, first)...)
}

// Topic is the one before the person.
func (p *PersonView) Topic() framework.Topic {
	if p.Covered {
		if t, ok := p.topics.Topic(coverTopic); ok {
			return t
		}
	}
	return p.Topics()[p.topic]
}

// Text is what the person reads, in the language nearest to theirs.
func (p *PersonView) Text() framework.Text {
	t, _ := p.topics.Nearest(p.Topic().ID, p.Language)
	return t
}

// StaffText is the same topic for the counsellor, and whether its blocks are the same
// thoughts as those of Text.
func (p *PersonView) StaffText() (t framework.Text, parallel bool) {
	t, _ = p.topics.Nearest(p.Topic().ID, p.staff)
	return t, framework.Parallel(t, p.Text())
}

// StaffTitle names a topic to the counsellor.
func (p *PersonView) StaffTitle(topic string) string {
	t, _ := p.topics.Nearest(topic, p.staff)
	return t.Title
}

// Pictogram stands for the topic where nobody reads: SVG.
func (p *PersonView) Pictogram() []byte { return p.topics.Pictogram(p.Topic().ID) }

// Held reports that the text is not shown: it is unchecked, a mistake in it could
// harm, and nobody is there who would notice it.
func (p *PersonView) Held() bool {
	t := p.Text()
	return t.NeedsInterpreter() && baseLanguage(t.Language) != baseLanguage(p.staff) && !p.session.Interpreted()
}

// Thought is the block of the text they are at.
func (p *PersonView) Thought() int {
	if p.Covered {
		return p.under
	}
	return p.thought
}

// Next goes on by one thought, and from the last one to the next topic.
func (p *PersonView) Next() {
	last := len(p.Text().Blocks) - 1
	switch {
	case p.Covered:
		p.under = min(p.under+1, last)
	case p.thought < last && !p.Held():
		p.thought++
	case p.topic < len(p.Topics())-1:
		p.GoTo(p.topic + 1)
		return
	}
	p.session.OnChange()
}

// Previous goes back by one thought, and from the first one to the topic before.
func (p *PersonView) Previous() {
	switch {
	case p.Covered:
		p.under = max(p.under-1, 0)
	case p.thought > 0:
		p.thought--
	case p.topic > 0:
		p.GoTo(p.topic - 1)
		return
	}
	p.session.OnChange()
}

// NextTopic leaves the rest of this one.
func (p *PersonView) NextTopic() {
	if !p.Covered {
		p.GoTo(p.topic + 1)
	}
}

// GoTo shows topic i.
func (p *PersonView) GoTo(i int) {
	if i < 0 || i >= len(p.Topics()) {
		return
	}
	p.topic, p.thought = i, 0
	p.look()
	p.session.OnChange()
}

// Index is which of Topics is before the person, the cover apart.
func (p *PersonView) Index() int { return p.topic }

// Choose shows the texts in another language.
func (p *PersonView) Choose(tag string) {
	if tag == "" || tag == p.Language {
		return
	}
	p.Language, p.chosen = tag, true
	p.session.Type(fieldPersonLanguage, tag)
	p.look()
	p.session.OnChange()
}

// Larger makes the person's letters larger.
func (p *PersonView) Larger() { p.resize(p.Size + personStep) }

// Smaller makes them smaller.
func (p *PersonView) Smaller() { p.resize(p.Size - personStep) }

func (p *PersonView) resize(to int) {
	if to = min(max(to, smallestPerson), largestPerson); to != p.Size {
		p.Size = to
		if p.session.Form.State() != FormEmpty {
			p.session.Type(fieldPersonSize, strconv.Itoa(to))
		}
		p.session.OnChange()
	}
}

// PutAside puts the person's half away, so that there is room to write, or brings it
// back. What is away is not being shown.
func (p *PersonView) PutAside() {
	p.Aside = !p.Aside
	p.look()
	p.session.OnChange()
}

func (p *PersonView) asideName() Message {
	if p.Aside {
		return Say("counselling.person.beside")
	}
	return Say("counselling.person.aside")
}

// Whole gives the person the whole window.
func (p *PersonView) Whole() {
	if p.Full = true; p.Aside {
		p.Aside = false
		p.look()
	}
	p.session.OnChange()
}

// Cover puts the neutral topic over everything, at once.
func (p *PersonView) Cover() {
	p.Full, p.Covered, p.Aside, p.under = true, true, false, 0
	p.look()
	p.session.OnChange()
}

// Hold says that the chord is down; held long enough, it gives the window back to
// the counsellor.
func (p *PersonView) Hold() {
	if !p.Full || p.release != nil {
		return
	}
	p.release = p.session.desk.Run.After(holdTime, func() {
		p.release = nil
		p.Full, p.Covered = false, false
		p.look()
		p.session.OnChange()
	})
}

// Release says that a key of the chord is up again.
func (p *PersonView) Release() {
	if p.release != nil {
		p.release()
		p.release = nil
	}
}

// leave forgets the whole window with its screen.
func (p *PersonView) leave() {
	p.Release()
	p.Full, p.Covered = false, false
}

// look waits until the topic has stood before the person long enough to have been
// shown, and notes it then: exactly which text, and when.
func (p *PersonView) look() {
	s := p.session
	if s.looking != nil {
		s.looking()
		s.looking = nil
	}
	if p.Covered || p.Aside || p.Held() || p.Language == "" || s.Closed {
		return
	}
	s.looking = s.desk.Run.After(seenAfter, func() {
		s.looking = nil
		s.shown(p.Text(), s.desk.Run.Now().Add(-seenAfter))
	})
}

// shown notes that the person was shown a text, beside those of the same topic in
// other languages. The same text shown again later keeps the time of the first.
func (s *Counselling) shown(t framework.Text, at time.Time) {
	if !s.Form.Open() || s.Closed {
		return
	}
	of := func(field string) string { return topicField(t.Topic.ID, field) }
	s.Type(fieldPersonTopic, t.Topic.ID)
	if s.Form.Text(of("sha256")) != t.Hash() {
		s.Type(of("language"), t.Language)
		s.Type(of("version"), strconv.Itoa(t.Version))
		s.Type(of("sha256"), t.Hash())
		s.Type(of("shown"), string(casework.TimeValue(at)))
	}
	in := func(field string) string { return of("in." + t.Language + "." + field) }
	if s.Form.Text(in("sha256")) != t.Hash() {
		s.Type(in("version"), strconv.Itoa(t.Version))
		s.Type(in("sha256"), t.Hash())
		s.Type(in("shown"), string(casework.TimeValue(at)))
	}
	s.OnChange()
}

func topicField(topic, field string) string { return "topic." + topic + "." + field }
