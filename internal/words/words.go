package words

import (
	"sync/atomic"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Message names a sentence without saying it. The zero Message says nothing.
type Message struct {
	Key string
	// Data fills the placeholders {{.Name}}. A string is taken as it is, a
	// number is written in the language's digits, a [time.Time] as a date (or as
	// its type says: [AsTime], [AsMoment], [AsWeekday]), a Message is said, a slice
	// of strings or Messages is listed.
	Data map[string]any
	// Count, any integer, chooses the plural form and fills {{.Count}}; nil
	// where the sentence has no forms.
	Count any
}

// How a moment in [Message.Data] is written, where the date alone is not meant.
type (
	AsTime    time.Time // 14:05
	AsMoment  time.Time // 24 November 2026, 14:05
	AsWeekday time.Time // Tuesday 24 November 2026
)

// Missing says what a language lacked when a message was to be said.
type Missing struct {
	Language string
	Key      string
	Name     string // the placeholder that got nothing; "" when the key itself is missing
	Fallback bool   // English stood in
}

// Words says messages in one language. It is safe for concurrent use.
type Words struct {
	catalogue *Catalogue
	tongue    *tongue
	english   *tongue
	figures   figures
	missing   atomic.Pointer[func(Missing)]
}

// New returns the built-in texts in the language of tag. A regional tag without
// files of its own gets its base language (de-AT: de), and [Words.Language] says
// so; anything else unknown is [ErrLanguage].
func New(tag string) (*Words, error) { return Default().Words(tag) }

// Words returns the texts in the language of tag; see [New].
func (c *Catalogue) Words(tag string) (*Words, error) {
	t := c.tongues[tag]
	if t == nil {
		parsed, err := language.Parse(tag)
		if err != nil {
			return nil, ErrLanguage
		}
		base, _ := parsed.Base()
		if t = c.tongues[parsed.String()]; t == nil {
			t = c.tongues[base.String()]
		}
	}
	if t == nil {
		return nil, ErrLanguage
	}
	w := &Words{catalogue: c, tongue: t, english: c.tongues[English]}
	w.figures = w.readFigures()
	return w, nil
}

// OnMissing has f called, on whatever goroutine speaks, for each key or
// placeholder that is missing; nil stops that.
func (w *Words) OnMissing(f func(Missing)) {
	if f == nil {
		w.missing.Store(nil)
		return
	}
	w.missing.Store(&f)
}

func (w *Words) report(m Missing) {
	if f := w.missing.Load(); f != nil {
		m.Language = w.Language()
		(*f)(m)
	}
}

// Language returns the tag of the language the texts are really in.
func (w *Words) Language() string { return w.tongue.tag.String() }

// Direction returns the direction the language is read in.
func (w *Words) Direction() Direction { return DirectionOf(w.Language()) }

// Has reports whether the language itself has the key.
func (w *Words) Has(key string) bool { return w.tongue.messages[key] != nil }

// Say says m. What is inserted is isolated from its surroundings ([Isolate]).
func (w *Words) Say(m Message) string {
	if m.Key == "" {
		return ""
	}
	t := w.tongue
	if t.messages[m.Key] == nil {
		t = w.english
		found := t.messages[m.Key] != nil
		w.report(Missing{Key: m.Key, Fallback: found})
		if !found {
			return "[" + m.Key + "]"
		}
	}
	said, err := t.localizer.Localize(&i18n.LocalizeConfig{
		MessageID:      m.Key,
		PluralCount:    count(m.Count),
		TemplateData:   filling{w, m},
		TemplateParser: parser{},
	})
	if err != nil && said == "" {
		// A count go-i18n cannot read; the sentence with the key is better than
		// none.
		w.report(Missing{Key: m.Key, Name: "Count"})
		return "[" + m.Key + "]"
	}
	return said
}

// Text says the message of a key without data.
func (w *Words) Text(key string) string { return w.Say(Message{Key: key}) }

// count widens what go-i18n does not take as a plural count by itself.
func count(v any) any {
	switch n := v.(type) {
	case nil:
		return nil
	case int, int8, int16, int32, int64, string:
		return n
	case uint:
		return int64(n)
	case uint8:
		return int64(n)
	case uint16:
		return int64(n)
	case uint32:
		return int64(n)
	case uint64:
		return int64(n)
	}
	return v
}

// Direction is the direction a line is read in.
type Direction int

const (
	LeftToRight Direction = iota
	RightToLeft
)

// String returns "ltr" or "rtl".
func (d Direction) String() string {
	if d == RightToLeft {
		return "rtl"
	}
	return "ltr"
}

// DirectionOf returns the direction of a language by the script it is usually
// written in, whether or not there are texts in it. An unreadable tag reads left
// to right.
func DirectionOf(tag string) Direction {
	t, err := language.Parse(tag)
	if err != nil {
		return LeftToRight
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return RightToLeft
	}
	return LeftToRight
}
