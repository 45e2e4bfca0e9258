package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"waymark/internal/casework"
)

var revealTerms = []string{"asyl*", "refugee*", "residence permit", "لجوء", "پناهنده*"}

func TestWhatAQuestionGivesAway(t *testing.T) {
	d := newDesks(t)
	done := d.did(d.as(lena).OpenCase(t.Context(), casework.CaseForm{FileNumber: "W-4711", Principal: &casework.Member{
		Latin: "Tesfay Müller", Native: "سارا کەریم"}}))
	d.did(d.as(lena).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"origin.region": "Zoba Debub"}, nil))
	st := d.mem[done.Subject]
	type found struct {
		What casework.Reveals
		Text string
	}
	for name, row := range map[string]struct {
		text string
		want []found
	}{
		"nothing":                {"Is insulin available in public pharmacies, and what does a month cost? 120 EUR in 2026?", nil},
		"a name":                 {"Can Tesfay get insulin?", []found{{casework.RevealsName, "Tesfay"}}},
		"in capitals":            {"TESFAY, 34", []found{{casework.RevealsName, "TESFAY"}}},
		"an umlaut written out":  {"Herr Mueller fragt", []found{{casework.RevealsName, "Mueller"}}},
		"in other letter forms":  {"هل تحصل سارا على دواء", []found{{casework.RevealsName, "سارا"}}},
		"a place":                {"a clinic near Debub?", []found{{casework.RevealsName, "Debub"}}},
		"the file number":        {"for w 4711 please", []found{{casework.RevealsNumber, "w 4711"}}},
		"a telephone":            {"call 0176 123 4567.", []found{{casework.RevealsNumber, "0176 123 4567"}}},
		"a mail address":         {"write to t.h@example.org.", []found{{casework.RevealsAddress, "t.h@example.org"}}},
		"a stem":                 {"Asylbewerber ohne Papiere", []found{{casework.RevealsAsylum, "Asylbewerber"}}},
		"two words":              {"his residence permit ended", []found{{casework.RevealsAsylum, "residence permit"}}},
		"half of two words":      {"his residence ended", nil},
		"a term in Arabic":       {"طلب لُجوء في ألمانيا", []found{{casework.RevealsAsylum, "لُجوء"}}},
		"a short word of a name": {"al", nil},
		"several":                {"Tesfay (refugee) 1234567", []found{{casework.RevealsName, "Tesfay"}, {casework.RevealsAsylum, "refugee"}, {casework.RevealsNumber, "1234567"}}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []found
			for _, r := range casework.Reveal(row.text, st, revealTerms) {
				got = append(got, found{r.What, row.text[r.From:r.To]})
			}
			assert.Equal(t, row.want, got)
		})
	}
	assert.Empty(t, casework.Reveal("Tesfay", nil, revealTerms), "without a case nobody's name is known")
}

func TestWhatIsFoundStandsInTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		end := 0
		for _, r := range casework.Reveal(text, nil, revealTerms) {
			if r.From < end || r.To <= r.From || r.To > len(text) {
				t.Fatalf("%d to %d of %d, after %d", r.From, r.To, len(text), end)
			}
			end = r.To
		}
	})
}
