package words

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// A template is plain text with {{.Name}} in it and nothing else: no functions,
// no conditions. What a translator writes cannot run, and every argument passes
// through one place, where it is isolated.

var placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z0-9]*)\}\}`)

// part is a stretch of text, or the name of an argument.
type part struct {
	text string
	name string
}

func parse(src string) ([]part, error) {
	var parts []part
	rest := src
	for {
		at := placeholder.FindStringSubmatchIndex(rest)
		text := rest
		if at != nil {
			text = rest[:at[0]]
		}
		if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
			return nil, fmt.Errorf("only {{.Name}} may stand in double braces")
		}
		if text != "" {
			parts = append(parts, part{text: text})
		}
		if at == nil {
			return parts, nil
		}
		parts = append(parts, part{name: rest[at[2]:at[3]]})
		rest = rest[at[1]:]
	}
}

// placeholders returns the names in a sentence, sorted, each once.
func placeholders(src string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(src, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// parser is go-i18n's door to our templates.
type parser struct{}

// Cacheable is true: a parsed sentence does not change.
func (parser) Cacheable() bool { return true }

func (parser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	parts, err := parse(src)
	if err != nil {
		return nil, err
	}
	return sentence(parts), nil
}

type sentence []part

// filling is a message with the language its arguments are to be written in.
type filling struct {
	words   *Words
	message Message
}

func (s sentence) Execute(argument any) (string, error) {
	f, ok := argument.(filling)
	if !ok {
		return "", fmt.Errorf("no filling for a sentence")
	}
	if len(s) == 1 && s[0].name == "" {
		return s[0].text, nil
	}
	var b strings.Builder
	for _, p := range s {
		if p.name == "" {
			b.WriteString(p.text)
			continue
		}
		b.WriteString(f.words.argument(f.message, p.name))
	}
	return b.String(), nil
}

// argument writes the value of a placeholder, isolated. A placeholder that got
// no value shows its name, never nothing: an empty gap in "refuses {{.What}}"
// would be read as a sentence.
func (w *Words) argument(m Message, name string) string {
	v, ok := m.Data[name]
	if !ok && name == "Count" && m.Count != nil {
		v, ok = m.Count, true
	}
	if !ok || v == nil {
		w.report(Missing{Key: m.Key, Name: name})
		return Isolate("{" + name + "}")
	}
	return Isolate(w.write(v))
}

func (w *Words) write(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Message:
		return w.Say(v)
	case []string:
		return w.List(v)
	case []Message:
		said := make([]string, len(v))
		for i := range v {
			said[i] = w.Say(v[i])
		}
		return w.List(said)
	case time.Time:
		return w.Date(v)
	case AsTime:
		return w.Time(time.Time(v))
	case AsMoment:
		return w.Moment(time.Time(v))
	case AsWeekday:
		return w.DateWeekday(time.Time(v))
	case Relative:
		return w.Relative(v)
	case time.Duration:
		return w.Duration(v)
	case time.Month:
		return w.Month(v)
	case time.Weekday:
		return w.Weekday(v)
	case fmt.Stringer:
		return v.String()
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return w.Number(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return w.unsigned(r.Uint())
	case reflect.Float32, reflect.Float64:
		return w.Decimal(r.Float(), -1)
	case reflect.String:
		return r.String()
	}
	return fmt.Sprint(v)
}
