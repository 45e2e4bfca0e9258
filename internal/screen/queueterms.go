package screen

import (
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
)

// query is what the filters ask for.
func (s *Review) query() QueueQuery {
	q := QueueQuery{Flagged: s.Flagged, Minors: s.Minors, Oldest: s.Oldest}
	if s.Days > 0 {
		q.Until = s.desk.Run.Now().Add(-time.Duration(s.Days) * 24 * time.Hour)
	}
	for _, t := range strings.FieldsFunc(s.Filter, func(r rune) bool { return r == ',' || r == '،' || r == ';' }) {
		if word := casework.Normalise(t); word != "" {
			q.Terms = append(q.Terms, s.term(word))
		}
	}
	return q
}

// term is everything that a word may mean in the language of the screen.
func (s *Review) term(word string) QueueTerm {
	said := func(key string) bool { return strings.Contains(casework.Normalise(s.speak(Say(key))), word) }
	t := QueueTerm{Words: word, Minors: said("review.minors")}
	t.Languages = sayable("language.", Languages(), said)
	t.Countries = sayable("country.", Countries(), said)
	values := func(enumeration string) []casework.Value {
		return slices.DeleteFunc(slices.Clone(casework.EnumValues(enumeration)), func(v casework.Value) bool { return !said(casework.EnumKey(enumeration, v)) })
	}
	t.Outcomes, t.Settings = values("outcome"), values("setting")
	t.Flags = slices.DeleteFunc(casework.Flags(), func(f casework.Flag) bool { return !said(string(f)) })
	return t
}

func sayable(prefix string, codes []string, said func(key string) bool) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !said(prefix + c) })
}
