package screen

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"waymark/internal/casework"
	"waymark/internal/words"
)

// FormNewCase is the kind of a new case's draft.
const FormNewCase = "newcase"

// Fields of a new case's form. There are five, and all may stay empty.
const (
	FieldName     = "name"     // as it is written, in any script
	FieldHidden   = "hidden"   // yes: the name is a pseudonym
	FieldLanguage = "language" // tag of the first language
	FieldCountry  = "country"  // ISO code of nationality
	FieldNumber   = "number"   // file number
)

// NewCase is the form of a case that is not there yet.
type NewCase struct {
	OnChange func()
	Form     *Form

	desk *Desk
}

// NewNewCase opens the form of a route.
func NewNewCase(desk *Desk, r Route) *NewCase {
	s := &NewCase{OnChange: func() {}, desk: desk, Form: desk.Drafts.Form(r, FormNewCase)}
	s.Form.OnChange = func() { s.OnChange() }
	s.Form.OnRecorded = func(made Route) {
		if desk.Way.Screen() == s && !desk.Way.Replace(made) {
			desk.Way.Back()
		}
	}
	return s
}

// Title implements [Screen].
func (s *NewCase) Title() Message { return Say("caseload.new") }

// Shown implements [Screen].
func (s *NewCase) Shown() {}

// Left implements [Screen].
func (s *NewCase) Left() { s.Form.Leave() }

// Commands implements [Screen].
func (s *NewCase) Commands() []Command {
	return []Command{{Name: Say("newcase.open"), Key: KeyRecord, Main: true, Off: !s.Form.Open() || s.Form.State() == FormEmpty, Do: s.Record}}
}

// Hidden reports whether the name is a pseudonym.
func (s *NewCase) Hidden() bool { return s.Form.Text(FieldHidden) == string(casework.Yes) }

// Hide says whether the name is a pseudonym.
func (s *NewCase) Hide(on bool) {
	if on {
		s.Form.Type(FieldHidden, string(casework.Yes))
	} else {
		s.Form.Type(FieldHidden, "")
	}
}

// Record opens the case at once: there is nothing said in it to take back.
func (s *NewCase) Record() { s.Form.RecordNow() }

// OpenCase makes the changes of a new case's draft.
func OpenCase(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	text := func(f string) string { return strings.TrimSpace(d.Fields[f]) }
	form := casework.CaseForm{FileNumber: text(FieldNumber)}
	member := &casework.Member{}
	known := false
	switch name := text(FieldName); {
	case name == "":
	case text(FieldHidden) == string(casework.Yes):
		form.Pseudonym = name
	case isLatin(name):
		member.Latin, known = name, true
	default:
		member.Native, known = name, true
	}
	if tag := text(FieldLanguage); tag != "" {
		member.Languages, known = map[string]casework.Spoken{tag: {Speaks: "first"}}, true
	}
	if code := text(FieldCountry); code != "" {
		member.Nationalities, known = map[string]casework.Value{code: casework.Yes}, true
	}
	if known {
		form.Principal = member
	}
	return service.OpenCase(ctx, form)
}

// isLatin reports whether a name is written in Latin letters.
func isLatin(name string) bool {
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// Languages returns the tags of all languages that have a name, those of the
// person's view first.
func Languages() []string {
	first := words.PersonLanguages()
	return append(first, without(named("language."), first)...)
}

// Countries returns the codes of all countries that have a name.
func Countries() []string { return named("country.") }

func named(prefix string) []string {
	var all []string
	for _, k := range words.Keys(words.English) {
		if code, ok := strings.CutPrefix(k, prefix); ok && !strings.Contains(code, ".") {
			all = append(all, code)
		}
	}
	return all
}

func without(all, some []string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return slices.Contains(some, s) })
}
