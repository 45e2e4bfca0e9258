package casework

import (
	"slices"
	"time"
)

// Member is the view of a person of the household, and the form to add one.
type Member struct {
	*Item
	Native        string            `f:"name.native"`
	Latin         string            `f:"name.latin"`
	Spellings     map[string]Value  `f:"spelling.*"`
	Birth         Value             `f:"birth"` // see ParseApprox
	Disputed      Value             `f:"birth.disputed"`
	Gender        Value             `f:"gender"`
	Nationalities map[string]Value  `f:"nationality.*"` // by country, Yes
	Region        string            `f:"origin.region"`
	Relation      Value             `f:"relation"`
	Travels       Value             `f:"travels"`
	Languages     map[string]Spoken `f:"language.*"`
	Interpreter   Value             `f:"interpreter"` // whether one is needed
	OfGender      Value             `f:"interpreter.gender"`
	Wishes        string            `f:"wishes"`
	Education     Value             `f:"education"`
	Occupation    string            `f:"occupation"`
	Left          time.Time         `f:"left"`
	Died          time.Time         `f:"died"`
}

// Spoken is what somebody can do with a language.
type Spoken struct {
	Speaks      Value  `f:"speaks"`
	Dialect     string `f:"dialect"`
	Understands Value  `f:"understands"`
	Reads       Value  `f:"reads"`
}

// MemberOf reads a member.
func MemberOf(it *Item) Member {
	m := Member{Item: it}
	read(it, &m)
	return m
}

// Name is the member's name in Latin letters, or else in its own script.
func (m Member) Name() string {
	if m.Latin != "" {
		return m.Latin
	}
	return m.Native
}

// NationalityCodes returns the countries, in the order of the alphabet.
func (m Member) NationalityCodes() []string {
	var out []string
	for c, v := range m.Nationalities {
		if v == Yes {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// LanguageTags returns the languages the member understands or speaks, the first
// language first.
func (m Member) LanguageTags() []string {
	var first, rest []string
	for tag, l := range m.Languages {
		switch {
		case l.Speaks == "first":
			first = append(first, tag)
		case l.Speaks != "" || l.Understands == Yes:
			rest = append(rest, tag)
		}
	}
	slices.Sort(first)
	slices.Sort(rest)
	return append(first, rest...)
}

// Born is what is known of the day of birth.
func (m Member) Born() Approximate {
	a, _ := ParseApprox(m.Birth)
	return a
}

// MinorAt reports whether the member is treated as a minor on a day: under 18, or
// possibly so, or of an age that is disputed.
func (m Member) MinorAt(day time.Time) bool {
	return m.Born().MayBeMinor(day) || m.Disputed == Yes
}

// MinorUntil returns the first day on which the member is no longer treated as a minor;
// zero for one who never is, and a day nobody reaches while the age is disputed.
func (m Member) MinorUntil() time.Time {
	switch born := m.Born(); {
	case m.Disputed == Yes:
		return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	case born.IsZero():
		return time.Time{}
	default:
		_, latest := born.Turns(18)
		return latest
	}
}

// Adult reports whether the member is known to be of age on a day.
func (m Member) Adult(day time.Time) bool { return !m.Born().IsZero() && !m.MinorAt(day) }
