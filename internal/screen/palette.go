package screen

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"waymark/internal/casework"
)

// Hit is one thing the palette found.
type Hit struct {
	Name   Message // a command's name
	Text   string  // a case's or person's, where there is no name
	Beside string  // file number, country: what tells two of one name apart
	Key    Shortcut
	Route  Route
	Do     func() // instead of Route
}

// Searcher finds what is kept: cases by number, persons by name, notes. It is
// called off the UI goroutine.
type Searcher interface {
	// Search returns at most limit hits, the best first. Their Name and Do are
	// empty.
	Search(ctx context.Context, text string, limit int) ([]Hit, error)
}

// Palette is what Ctrl+K opens: one line to find a case, person, note or command.
type Palette struct {
	OnChange func()
	Open     bool
	Query    string
	Hits     []Hit
	Selected int
	List     List

	desk     *Desk
	search   Searcher
	say      func(Message) string
	commands func() []Command
}

// paletteHits is how many hits are shown: what does not stand among the first is
// found by typing more.
const paletteHits = 12

// NewPalette finds commands among those commands returns, by what say makes of
// their names, and everything else in search.
func NewPalette(desk *Desk, search Searcher, commands func() []Command) *Palette {
	return &Palette{OnChange: func() {}, desk: desk, search: search, commands: commands, say: func(m Message) string { return m.Key }}
}

// Speak says in which language commands are found.
func (p *Palette) Speak(say func(Message) string) { p.say = say }

// Show opens the palette, empty.
func (p *Palette) Show() {
	p.Open, p.Query = true, ""
	p.find()
}

// Hide closes it.
func (p *Palette) Hide() {
	p.Open = false
	p.List.Cancel()
	p.OnChange()
}

// Type searches for text.
func (p *Palette) Type(text string) {
	if text != p.Query {
		p.Query = text
		p.find()
	}
}

// Move moves the selection by n rows and stays within the hits.
func (p *Palette) Move(n int) {
	p.Selected = max(0, min(p.Selected+n, len(p.Hits)-1))
	p.OnChange()
}

// Pick does what hit i says and closes the palette.
func (p *Palette) Pick(i int) {
	if i < 0 || i >= len(p.Hits) {
		return
	}
	h := p.Hits[i]
	p.Hide()
	if h.Do != nil {
		h.Do()
		return
	}
	p.desk.Way.Go(h.Route)
}

func (p *Palette) find() {
	p.Selected = 0
	own := p.matching()
	query := strings.TrimSpace(p.Query)
	if query == "" {
		p.List.Cancel()
		p.fill(own, nil)
		return
	}
	question := p.List.Begin(p.desk.Run, func() { p.OnChange() })
	ctx := p.desk.Context
	p.desk.Run.Run(func() func() {
		found, err := p.search.Search(ctx, query, paletteHits)
		return func() {
			if p.List.Late(question) || !p.Open {
				return
			}
			p.fill(own, err)
			if err == nil {
				p.fill(append(found, own...), nil)
			}
		}
	})
}

func (p *Palette) fill(hits []Hit, err error) {
	p.Hits = hits[:min(len(hits), paletteHits)]
	for i, h := range p.Hits {
		if h.Route.Subject.Kind != casework.SubjectCase || !p.desk.Hides(h.Route.Subject.ID) {
			continue
		}
		p.Hits[i].Text, p.Hits[i].Beside = h.Beside, ""
		if h.Beside == "" {
			p.Hits[i].Name = Say("counselling.no_number")
		}
	}
	p.List.Fill(len(p.Hits), Message{}, Say("face.nothing_found", "Query", p.Query), Message{})
	p.List.Trouble = TroubleOf(err, "error.palette.unavailable")
	p.OnChange()
}

// matching returns the commands whose words begin with the words typed.
func (p *Palette) matching() []Hit {
	var hits []Hit
	for _, c := range p.commands() {
		if c.Off || c.Do == nil || !begins(p.say(c.Name), p.Query) {
			continue
		}
		hits = append(hits, Hit{Name: c.Name, Key: c.Key, Do: c.Do})
	}
	return hits
}

// begins reports whether every word of query begins a word of text, without
// regard to case, accents and order.
func begins(text, query string) bool {
	have := split(text)
	for _, q := range split(query) {
		found := false
		for _, h := range have {
			found = found || strings.HasPrefix(h, q)
		}
		if !found {
			return false
		}
	}
	return true
}

func split(s string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
