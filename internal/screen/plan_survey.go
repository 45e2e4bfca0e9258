package screen

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/survey"
)

// moreSurvey begins what the form of a questionnaire is about; its name follows.
const moreSurvey = "survey-"

// Scored is a score as it is shown: how much of the whole, and how it was before.
type Scored struct {
	Name        Message
	Thousandths int
	Change      *int // since the first one of the same questionnaire; nil for the first
}

// surveyFields are who was asked and when, and then the questions.
func (s *Plan) surveyFields(f func(path, label string) EntryField, id string) []EntryField {
	v := s.surveys.Survey(id)
	if v == nil {
		return nil
	}
	all := []EntryField{f("member", "entry.member"), f("on", "entry.on"), f("baseline", "entry.baseline"), f("month", "entry.month"), f("language", "entry.language"), f("interpreter", "entry.interpreter")}
	for _, i := range v.Items {
		e := EntryField{Field: casework.F("answer", i.ID), Text: i.Text.In(s.Language), Ask: AskOne}
		for _, o := range i.Options {
			e.Choice = append(e.Choice, Choice{o.ID, Say("plan.as_is", "Text", o.Text.In(s.Language))})
		}
		e.Choice = append(e.Choice, Choice{survey.NoAnswer, Say("plan.survey.no_answer")})
		all = append(all, e)
	}
	return append(all, f("note", "entry.note").long())
}

// surveyCommands begin a questionnaire, one command for each.
func (s *Plan) surveyCommands() []Command {
	var c []Command
	keys := []Shortcut{"Ctrl+P", "Ctrl+S", "Ctrl+G"}
	for n, v := range s.surveys.Surveys() {
		key := Shortcut("")
		if n < len(keys) {
			key = keys[n]
		}
		c = append(c, Command{Name: Say("plan.add.survey", "Name", v.Name.In(s.Language)), Key: key, Do: func() { s.AddEntry(casework.KindSurvey, moreSurvey+v.ID) }})
	}
	return c
}

// Survey is the questionnaire being answered, nil if none is.
func (s *Plan) Survey() *survey.Survey {
	if s.Entry == nil || s.Entry.Kind != casework.KindSurvey {
		return nil
	}
	return s.surveys.Survey(strings.TrimPrefix(s.entryMore, moreSurvey))
}

// score keeps with the answers which questionnaire they answer and what the scores
// are, so that they can be read without it.
func (s *Plan) score() {
	v := s.Survey()
	if v == nil {
		return
	}
	fields := map[string]string{"survey": v.ID, "survey.version": v.Version, "survey.sha256": base64.RawURLEncoding.EncodeToString(v.Digest[:]), "how": v.How.In("en")}
	answers := map[string]string{}
	for _, i := range v.Items {
		answer := s.EntryText("answer." + i.ID)
		answers[i.ID] = answer
		fields["no_answer."+i.ID] = ""
		if answer == survey.NoAnswer {
			fields["no_answer."+i.ID] = string(casework.Yes)
		}
	}
	scores := v.Score(answers)
	for _, d := range append(slices.Clone(survey.Dimensions), survey.All) {
		fields["score."+d] = ""
		if sc, ok := scores[d]; ok {
			fields["score."+d] = fmt.Sprintf("%d.%03d", sc.Thousandths/1000, sc.Thousandths%1000)
		}
	}
	for f, text := range fields {
		s.Entry.Type(f, text)
	}
}

// thousandths reads a score as it is kept.
func thousandths(v casework.Value) (int, bool) {
	whole, fraction, _ := strings.Cut(string(v), ".")
	n := 0
	for _, r := range whole + (fraction + "000")[:3] {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, v != ""
}

// surveyRow is a questionnaire that was answered: which, when, and the scores with what
// changed since the first.
func (s *Plan) surveyRow(it *casework.Item) EntryRow {
	id := string(it.Get("survey"))
	r := EntryRow{ItemKey: it.ItemKey, More: moreSurvey + id, Kind: kindName(it.Kind), Title: Say("plan.as_is", "Text", id), Conflict: len(it.Conflicts()) > 0, Draft: s.hasDraft(it.ItemKey)}
	v := s.surveys.Survey(id)
	if v != nil {
		r.Title, r.Says = Say("plan.as_is", "Text", v.Name.In(s.Language)), Say("plan.as_is", "Text", v.Says.In(s.Language))
		r.How = Say("plan.as_is", "Text", v.How.In(s.Language))
	} else if how := it.Get("how"); how != "" {
		r.How = Say("plan.as_is", "Text", string(how))
	}
	for _, f := range []struct {
		field casework.Field
		label string
	}{{"on", "entry.on"}, {"member", "entry.member"}, {"month", "entry.month"}, {"note", "entry.note"}} {
		if value := it.Get(f.field); value != "" {
			e := field(it.Kind, f.field, f.label)
			r.Facts = append(r.Facts, Line{Place: f.field, Label: e.Label, Value: s.entryValue(it.Kind, e, value), Own: f.field == "note"})
		}
	}
	first := s.firstSurvey(it)
	for _, d := range append(slices.Clone(survey.Dimensions), survey.All) {
		now, ok := thousandths(it.Get(casework.F("score", d)))
		if !ok {
			continue
		}
		sc := Scored{Name: Say("plan.survey.all"), Thousandths: now}
		if d != survey.All {
			sc.Name = Say(casework.EnumKey("dimension", casework.Value(d)))
		}
		if first != nil && first != it {
			if before, ok := thousandths(first.Get(casework.F("score", d))); ok {
				change := now - before
				sc.Change = &change
			}
		}
		r.Scores = append(r.Scores, sc)
	}
	return r
}

// firstSurvey is what a later one is compared with: the baseline of the same version of
// the questionnaire and the same person, or else the earliest.
func (s *Plan) firstSurvey(of *casework.Item) *casework.Item {
	var all []*casework.Item
	for _, it := range s.state.Of(casework.KindSurvey) {
		if it.Get("survey") == of.Get("survey") && it.Get("survey.version") == of.Get("survey.version") && it.Get("member") == of.Get("member") {
			all = append(all, it)
		}
	}
	return slices.MinFunc(all, func(a, b *casework.Item) int {
		if a.Is("baseline") != b.Is("baseline") {
			if a.Is("baseline") {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(string(a.Get("on")), string(b.Get("on"))), a.ID.Compare(b.ID))
	})
}
