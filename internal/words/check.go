package words

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Problem is something a language's files lack or have too much of.
type Problem struct {
	Language string
	Key      string
	What     string
}

func (p Problem) String() string { return p.Language + ": " + p.Key + ": " + p.What }

// Check compares the languages with English and returns what is wrong, sorted by
// language and key: keys that are missing or unknown, placeholders that differ,
// plural forms the language needs and does not have, table cells that are
// unreadable, errors without a hint.
func (c *Catalogue) Check() []Problem {
	var found []Problem
	english := c.tongues[English]
	for _, tag := range c.Languages() {
		t := c.tongues[tag]
		complain := func(key, format string, args ...any) {
			found = append(found, Problem{tag, key, fmt.Sprintf(format, args...)})
		}
		needed := formsOf(t)
		for _, key := range c.Keys(tag) {
			source := english.messages[key]
			if source == nil {
				complain(key, "not in English")
				continue
			}
			compare(t.messages[key], source, needed, func(format string, args ...any) { complain(key, format, args...) })
		}
		for _, key := range c.Keys(English) {
			if t.messages[key] == nil && c.mustHave(tag, key) {
				complain(key, "missing")
			}
		}
		t.checkTables(complain)
		for _, key := range c.Keys(tag) {
			if what, ok := strings.CutPrefix(key, "error."); ok && t.messages["hint."+what] == nil {
				complain(key, "no hint says what to do")
			}
		}
	}
	return found
}

// mustHave tells which keys of English a language must have: all of them in the
// list complete, those of the areas format, person and paper in the list person.
func (c *Catalogue) mustHave(tag, key string) bool {
	if slices.Contains(c.complete, tag) {
		return true
	}
	switch path.Base(c.tongues[English].area[key]) {
	case "format.json", "person.json", "paper.json":
		return slices.Contains(c.person, tag)
	}
	return false
}

func compare(m, source *i18n.Message, needed []string, complain func(string, ...any)) {
	if isPlural(source) != isPlural(m) && !(isPlural(source) && len(needed) == 1) {
		complain("one has plural forms and the other has none")
		return
	}
	if isPlural(m) {
		for _, form := range formNames {
			has, must := *pluralForm(m, form) != "", slices.Contains(needed, form)
			if must && !has {
				complain("plural form %s is missing", form)
			}
			if has && !must && form != "many" {
				// "many" is for millions in some languages (fr, es, it, pt) and
				// may be given there.
				complain("plural form %s is never used", form)
			}
		}
	}
	want := namesIn(source)
	for _, form := range formNames {
		s := *pluralForm(m, form)
		if s == "" {
			continue
		}
		got := without(placeholders(s), "Count")
		if !slices.Equal(got, without(want, "Count")) {
			complain("placeholders %v, English has %v", got, without(want, "Count"))
		}
		if slices.Contains(placeholders(s), "Count") && !isPlural(source) && !slices.Contains(want, "Count") {
			complain("placeholder Count, English has none")
		}
	}
}

func namesIn(m *i18n.Message) []string {
	var all []string
	for _, form := range formNames {
		all = append(all, placeholders(*pluralForm(m, form))...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
}

// formsOf returns the plural forms go-i18n asks of a language for whole numbers
// up to 10,000, and "other", which it falls back on. The language is asked, not a
// table of ours.
func formsOf(t *tongue) []string {
	probe := &i18n.Message{ID: "probe.form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	l, err := localize(t.tag, probe)
	if err != nil {
		return []string{"other"}
	}
	seen := map[string]bool{"other": true}
	for n := 0; n <= 10_000; n++ {
		if n > 200 && n%100 > 20 {
			continue // no rule of whole numbers looks further than the last two digits
		}
		form, err := l.Localize(&i18n.LocalizeConfig{MessageID: probe.ID, PluralCount: n})
		if err == nil {
			seen[form] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(formNames), func(f string) bool { return !seen[f] })
}

// checkTables looks at the texts that are not sentences.
func (t *tongue) checkTables(complain func(key, format string, args ...any)) {
	cell := func(key string) (string, bool) {
		m := t.messages[key]
		if m == nil {
			return "", false
		}
		return m.Other, true
	}
	if s, ok := cell("format.digits"); ok && len([]rune(s)) != 10 {
		complain("format.digits", "not ten digits")
	}
	if s, ok := cell("format.grouping"); ok && s != "0" && s != "3" && s != "3;2" {
		complain("format.grouping", "not 0, 3 or 3;2")
	}
	if s, ok := cell("meta.status"); ok && s != "source" && s != "drafted" && s != "reviewed" {
		complain("meta.status", "not source, drafted or reviewed")
	}
	if s, ok := cell("meta.language"); ok && s != t.tag.String() {
		complain("meta.language", "says %s", s)
	}
}
