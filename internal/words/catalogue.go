package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"waymark/locales"
)

// English is the language the keys are written in first and the one that stands
// in where another has none.
const English = "en"

// ErrLanguage is returned for a language that has no files.
var ErrLanguage = errors.New("no texts in this language")

// Catalogue is the texts of all languages, read and checked.
type Catalogue struct {
	tongues  map[string]*tongue
	complete []string
	person   []string
}

// tongue is one language's texts.
type tongue struct {
	tag       language.Tag
	messages  map[string]*i18n.Message
	area      map[string]string // key to the file it is in, for complaints
	localizer *i18n.Localizer
}

// Default returns the catalogue this program was built with. It panics when that
// one cannot be read, which the tests of this package rule out.
var Default = sync.OnceValue(func() *Catalogue {
	c, err := Load(locales.FS)
	if err != nil {
		panic(err)
	}
	return c
})

// Load reads <tag>/<area>.json and the lists complete and person from the root of
// fsys. See the package comment for the format.
func Load(fsys fs.FS) (*Catalogue, error) {
	files, err := fs.Glob(fsys, "*/*.json")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	c := &Catalogue{tongues: map[string]*tongue{}}
	for _, name := range files {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		folder := path.Dir(name)
		t, err := c.tongue(folder)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := t.add(name, raw); err != nil {
			return nil, err
		}
	}
	for _, t := range c.tongues {
		if err := t.prepare(); err != nil {
			return nil, err
		}
	}
	if c.complete, err = c.list(fsys, "complete"); err != nil {
		return nil, err
	}
	if c.person, err = c.list(fsys, "person"); err != nil {
		return nil, err
	}
	if c.tongues[English] == nil {
		return nil, fmt.Errorf("%w: %s", ErrLanguage, English)
	}
	return c, nil
}

func (c *Catalogue) tongue(folder string) (*tongue, error) {
	if t := c.tongues[folder]; t != nil {
		return t, nil
	}
	tag, err := language.Parse(folder)
	if err != nil || tag.String() != folder {
		return nil, fmt.Errorf("folder is not a canonical BCP 47 tag")
	}
	t := &tongue{tag: tag, messages: map[string]*i18n.Message{}, area: map[string]string{}}
	c.tongues[folder] = t
	return t, nil
}

// list reads one tag per line, in the order in which people are offered them.
func (c *Catalogue) list(fsys fs.FS, name string) ([]string, error) {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read list of languages: %w", err)
	}
	tags := strings.Fields(string(raw))
	for _, tag := range tags {
		if c.tongues[tag] == nil {
			return nil, fmt.Errorf("%s: %w: %s", name, ErrLanguage, tag)
		}
	}
	return tags, nil
}

var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+$`)

// add reads one file. It walks the JSON itself because encoding/json would let a
// second value for a key win in silence.
func (t *tongue) add(name string, raw []byte) error {
	if !utf8.Valid(raw) {
		return fmt.Errorf("%s:%d: not UTF-8", name, lineOfBrokenUTF8(raw))
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	at := func() int { return 1 + bytes.Count(raw[:min(int(dec.InputOffset()), len(raw))], []byte("\n")) }
	fail := func(key string, err error) error {
		return fmt.Errorf("%s:%d: %s: %w", name, at(), key, err)
	}
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return fmt.Errorf("%s:%d: not a JSON object", name, at())
	}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, at(), err)
		}
		key, _ := tok.(string) // inside an object the token before a value is its name
		if !keyShape.MatchString(key) {
			return fail(key, errors.New("key is not of the form screen.element"))
		}
		if other, twice := t.area[key]; twice {
			return fail(key, fmt.Errorf("already in %s", other))
		}
		m, err := readMessage(dec)
		if err != nil {
			return fail(key, err)
		}
		m.ID = key
		t.messages[key] = m
		t.area[key] = name
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("%s:%d: %w", name, at(), err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("%s:%d: something follows the object", name, at())
	}
	return nil
}

// readMessage reads a sentence or an object of plural forms.
func readMessage(dec *json.Decoder) (*i18n.Message, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	if s, ok := tok.(string); ok {
		return &i18n.Message{Other: s}, checkSentence(s)
	}
	if tok != json.Delim('{') {
		return nil, errors.New("neither a sentence nor plural forms")
	}
	m := &i18n.Message{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		s, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%v is not a string", name)
		}
		if name == "description" {
			m.Description = s
			continue
		}
		form := pluralForm(m, fmt.Sprint(name))
		if form == nil {
			return nil, fmt.Errorf("%v is no plural form", name)
		}
		if *form != "" {
			return nil, fmt.Errorf("%v is written twice", name)
		}
		if err := checkSentence(s); err != nil {
			return nil, fmt.Errorf("%v: %w", name, err)
		}
		*form = s
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if m.Other == "" {
		return nil, errors.New("no form other")
	}
	return m, nil
}

// formNames are CLDR's plural categories in CLDR's order.
var formNames = []string{"zero", "one", "two", "few", "many", "other"}

func pluralForm(m *i18n.Message, name string) *string {
	switch name {
	case "zero":
		return &m.Zero
	case "one":
		return &m.One
	case "two":
		return &m.Two
	case "few":
		return &m.Few
	case "many":
		return &m.Many
	case "other":
		return &m.Other
	}
	return nil
}

// isPlural tells a message with plural forms from a plain sentence.
func isPlural(m *i18n.Message) bool {
	return m.Zero != "" || m.One != "" || m.Two != "" || m.Few != "" || m.Many != ""
}

func checkSentence(s string) error {
	if s == "" {
		return errors.New("empty")
	}
	if strings.TrimSpace(s) != s {
		return errors.New("begins or ends with a space")
	}
	if !norm.NFC.IsNormalString(s) {
		return errors.New("not in Unicode normal form C")
	}
	for _, r := range s {
		// U+200C and U+200D are letters' business in Persian and Indic scripts;
		// the marks U+200E, U+200F and U+061C are harmless. Everything else that
		// steers order is put in by this package and nowhere else.
		if unicode.IsControl(r) && r != '\n' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError {
			return fmt.Errorf("has the control character %U", r)
		}
	}
	_, err := parse(s)
	return err
}

func lineOfBrokenUTF8(raw []byte) int {
	line := 1
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		raw = raw[n:]
	}
	return line
}

// prepare hands the messages to go-i18n. Each language has a bundle of its own:
// go-i18n's matcher would otherwise give Dari's readers Persian, or the reverse,
// without saying so.
func (t *tongue) prepare() error {
	all := make([]*i18n.Message, 0, len(t.messages))
	for _, key := range slices.Sorted(maps.Keys(t.messages)) {
		all = append(all, t.messages[key])
	}
	var err error
	if t.localizer, err = localize(t.tag, all...); err != nil {
		return fmt.Errorf("texts of %s: %w", t.tag, err)
	}
	return nil
}

// localize makes a localizer of these messages alone. Where Unicode has no plural
// rule for a language, its macrolanguage's is taken (Kurmanji: Kurdish), else the
// rule of those with the form other only (Kinyarwanda): a new language must not
// need new code.
func localize(tag language.Tag, all ...*i18n.Message) (*i18n.Localizer, error) {
	macro, err := language.Macro.Canonicalize(tag)
	if err != nil {
		macro = tag
	}
	for _, rules := range []language.Tag{tag, macro, language.Japanese} {
		b := i18n.NewBundle(rules)
		if err = b.AddMessages(rules, all...); err == nil {
			return i18n.NewLocalizer(b, rules.String()), nil
		}
	}
	return nil, err
}

// StaffLanguages returns the languages staff may work in, in the order they are
// offered. Each has every key.
func (c *Catalogue) StaffLanguages() []string { return slices.Clone(c.complete) }

// PersonLanguages returns the languages that may stand on the person's half, in
// the order they are offered. Each has the keys of the areas format, person and paper.
func (c *Catalogue) PersonLanguages() []string { return slices.Clone(c.person) }

// Languages returns every language with files, sorted.
func (c *Catalogue) Languages() []string { return slices.Sorted(maps.Keys(c.tongues)) }

// Keys returns the keys a language has, sorted; none for an unknown language.
func (c *Catalogue) Keys(tag string) []string {
	if t := c.tongues[tag]; t != nil {
		return slices.Sorted(maps.Keys(t.messages))
	}
	return nil
}

// StaffLanguages is [Catalogue.StaffLanguages] of the built-in texts.
func StaffLanguages() []string { return Default().StaffLanguages() }

// PersonLanguages is [Catalogue.PersonLanguages] of the built-in texts.
func PersonLanguages() []string { return Default().PersonLanguages() }

// Keys is [Catalogue.Keys] of the built-in texts.
func Keys(tag string) []string { return Default().Keys(tag) }
