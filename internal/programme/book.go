package programme

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Text is a sentence of a rule file, by language tag. English is always there.
type Text map[string]string

// In returns the sentence in a language, or in its base language, or in English.
func (t Text) In(tag string) string {
	for _, try := range []string{tag, strings.SplitN(tag, "-", 2)[0]} {
		if s := t[try]; s != "" {
			return s
		}
	}
	return t["en"]
}

// Source is where something was read.
type Source struct {
	What string    // returnfromaustria.at
	On   time.Time // the page's own date; zero where it has none
}

// Programme is one programme as one host country publishes it.
type Programme struct {
	ID        string
	Name      Text
	Host      string // ISO 3166-1; "" for any
	Fund      string // amif | frontex | national | donor | unknown
	Version   string
	Verified  time.Time // when it was last seen at its sources
	DecidedBy Text
	Currency  string
	Sources   map[string]Source

	Countries       []string // of return; none: not said
	CountriesSource []Source
	Closed          []Closed
	Partners        []Partner
	Exclusions      []Exclusion
	Needs           []Need
	Rules           []Rule
	Caps            []Cap
	Deadlines       []Deadline

	file string
}

// Closed says that there is no assisted return, or no partner, in a country now.
type Closed struct {
	Country     string
	From, Until time.Time // zero: open
	Because     Text
	Source      []Source
}

// Partner carries a programme out where people return to.
type Partner struct {
	Name      string
	Countries []string // none: not said which
	Source    []Source
}

// Exclusion is why somebody is not given anything, as the law or programme words it.
type Exclusion struct {
	When   Fact
	Says   Text
	Source []Source
}

// Need is what has to be there first, in words.
type Need struct {
	Says   Text
	Source []Source
}

// Basis says what an amount is for.
type Basis string

// The bases.
const (
	PerPerson Basis = "person"
	PerCase   Basis = "case"
	NotSaid   Basis = "not said" // the source does not say whether for each person
)

// Rule is one amount or service of a package, with who may be given it.
type Rule struct {
	ID        string
	Package   string
	Name      Text
	Basis     Basis
	Support   []string // cash | in_kind | service, as casework names them
	Least     Amount   // equal to Most for an exact amount; none where only a ceiling is known
	Most      Amount   // none: no amount is published
	Roles     []Role   // none: everybody
	Perhaps   []Role   // roles of which the source does not say it
	Age       string   // adult | minor; "" for any
	Return    []string // assisted | own_means | forced | charter; none: any
	Status    []string // none: any
	Countries []string // none: any of the programme's
	VisaFree  Answer   // Unknown: for all nationals
	OnTopOf   string
	Conflicts []string
	From      time.Time // zero: not said
	Until     time.Time // zero: open
	Verified  time.Time
	Says      Text
	Source    []Source

	line int
}

// InForce reports whether the rule is valid on a day.
func (r Rule) InForce(day time.Time) bool {
	return !day.Before(r.From) && (r.Until.IsZero() || !day.After(r.Until))
}

// Cap bounds what the rules named come to for one case.
type Cap struct {
	Most   Amount
	Rules  []string
	Source []Source
}

// Deadline is a day counted from another one.
type Deadline struct {
	ID      string
	Of      string // departure | arrival | application
	Days    int    // before it if negative
	Months  int
	Working bool // counted in working days
	Name    Text
	Else    Text // what happens when it passes
	Source  []Source
}

// Book is all programmes. It does not change: [Book.With] returns another one.
type Book struct {
	programmes []*Programme // by ID
	holidays   map[string]map[time.Time]bool
}

// Load reads the rule files from the root of fsys, and refuses them as a whole if
// anything in them is wrong; the error lists all that is, each with file and line.
func Load(fsys fs.FS) (*Book, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list programmes: %w", err)
	}
	b := &Book{holidays: map[string]map[time.Time]bool{}}
	var wrong []error
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read programme: %w", err)
		}
		more, err := b.With(name, raw)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		b = more
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return b, nil
}

// With returns a book with one file more, or in the place of the one with the same
// programme. When the file is refused the error says why, each time with file and
// line, and the book is as it was.
func (b *Book) With(name string, raw []byte) (*Book, error) {
	next := &Book{programmes: slices.Clone(b.programmes), holidays: maps.Clone(b.holidays)}
	if country, ok := holidaysOf(name); ok {
		days, err := readHolidays(name, raw)
		if err != nil {
			return nil, err
		}
		next.holidays[country] = days
		return next, nil
	}
	p, err := readProgramme(name, raw)
	if err != nil {
		return nil, err
	}
	next.programmes = slices.DeleteFunc(next.programmes, func(o *Programme) bool { return o.ID == p.ID })
	next.programmes = append(next.programmes, p)
	slices.SortFunc(next.programmes, func(a, b *Programme) int { return strings.Compare(a.ID, b.ID) })
	if err := next.checkNames(p); err != nil {
		return nil, err
	}
	return next, nil
}

// checkNames sees to it that no rule of p has the name of another programme's.
func (b *Book) checkNames(p *Programme) error {
	var wrong []error
	for _, r := range p.Rules {
		for _, o := range b.programmes {
			if o != p && slices.ContainsFunc(o.Rules, func(other Rule) bool { return other.ID == r.ID }) {
				wrong = append(wrong, fmt.Errorf("%s:%d: rule %s is also one of %s", p.file, r.line, r.ID, o.ID))
			}
		}
	}
	return errors.Join(wrong...)
}

// Programmes returns all programmes, by ID. Nobody may write to them.
func (b *Book) Programmes() []*Programme { return slices.Clone(b.programmes) }

// Rule returns the rule of an ID with its programme.
func (b *Book) Rule(id string) (Rule, *Programme, bool) {
	for _, p := range b.programmes {
		for _, r := range p.Rules {
			if r.ID == id {
				return r, p, true
			}
		}
	}
	return Rule{}, nil, false
}

// Hosts returns the host countries that have a programme, in the order of the alphabet.
func (b *Book) Hosts() []string {
	hosts := map[string]bool{}
	for _, p := range b.programmes {
		if p.Host != "" {
			hosts[p.Host] = true
		}
	}
	return slices.Sorted(maps.Keys(hosts))
}
