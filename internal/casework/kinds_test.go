package casework_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
)

func TestTheTableOfKindsIsSound(t *testing.T) {
	used := map[string]bool{}
	for k := range casework.Kinds() {
		t.Run(string(k.Kind), func(t *testing.T) {
			assert.NotEmpty(t, k.On)
			assert.Contains(t, casework.Classes(), k.Class)
			seen := map[casework.Field]bool{}
			for _, f := range k.Fields {
				assert.False(t, seen[f.Path], "%s twice", f.Path)
				seen[f.Path] = true
				assert.NotZero(t, f.Type, f.Path)
				assert.Contains(t, casework.Classes(), f.Class, f.Path)
				assert.Equal(t, f.Type == casework.EnumOf, f.Enum != "", f.Path)
				if f.Enum != "" {
					used[f.Enum] = true
					assert.NotEmpty(t, casework.EnumValues(f.Enum), f.Path)
				}
				for _, e := range f.Stars {
					used[e] = true
					assert.True(t, e == "" || casework.EnumValues(e) != nil, f.Path)
				}
				assert.LessOrEqual(t, len(f.Stars), strings.Count(string(f.Path), "*"), f.Path)
				if f.To != "" {
					assert.NotNil(t, casework.KindOf(f.To), f.Path)
				}
				example := casework.Field(strings.NewReplacer("**", "a.b", "*", "a").Replace(string(f.Path)))
				if got := k.Field(example); assert.NotNil(t, got, example) {
					assert.Equal(t, f.Class, got.Class, "%s: the more exact row must win", example)
				}
			}
			// Authority rests on fields of the root item, which must be given with it.
			for _, f := range k.Fields {
				if f.Keep {
					assert.Equal(t, k.Class, f.Class, f.Path)
				}
			}
		})
	}
	for _, e := range casework.Enums() {
		assert.True(t, used[e.Name], "enumeration %s is used nowhere", e.Name)
		assert.Equal(t, len(e.Values), len(slices.Compact(slices.Sorted(slices.Values(e.Values)))), "%s has a value twice", e.Name)
	}
}

func TestClassesOfWhatMustNotLeak(t *testing.T) {
	for name, tc := range map[string]struct {
		kind casework.Kind
		f    casework.Field
		want casework.Class
	}{
		"what was said":                    {"counselling", "said", casework.Legal},
		"outcome of a counselling session": {"counselling", "outcome", casework.Legal},
		"topics shown":                     {"counselling", "topic.your-data.shown", casework.Legal},
		"doubt of voluntariness":           {"counselling", "doubt", casework.Protection},
		"why it is doubted":                {"counselling", "doubt.because", casework.Protection},
		"the asylum decision":              {"decision", "decided", casework.Legal},
		"where the passport is kept":       {"travel_document", "original_at", casework.Legal},
		"the passport's number":            {"travel_document", "number", casework.Core},
		"address in Europe":                {"contact", "value", casework.Whereabouts},
		"safety note of a number":          {"contact", "say", casework.Whereabouts},
		"where the appointment is":         {"appointment", "where", casework.Whereabouts},
		"name":                             {"member", "name.native", casework.Core},
		"religion":                         {"member", "religion", casework.Protection},
		"wishes":                           {"member", "wishes", casework.Legal},
		"diagnosis":                        {"medical", "description", casework.Medical},
		"trafficking":                      {"vulnerability", "kind", casework.Protection},
		"inside half of a risk":            {"risk", "inside", casework.Protection},
		"shareable half of a risk":         {"risk", "shareable", casework.Core},
		"private note":                     {"private_note", "text", casework.Private},
		"complaint":                        {"complaint", "words", casework.Complaint},
		"satisfaction":                     {"satisfaction", "answer.q1", casework.Complaint},
		"plan line":                        {"plan.line", "activity", casework.Core},
		"further migration":                {"follow_up", "further_move", casework.Protection},
		"which case a referral is of":      {"referral", "case", casework.Legal},
		"which case a question is of":      {"request", "case", casework.Legal},
		"withheld name of a source":        {"note", "source.a.withheld_name", casework.Private},
		"who the parted family is":         {"case", "parted.from", casework.Protection},
		"shared medical item":              {"extract.medical", "value.description", casework.Medical},
		"review":                           {"review", "verdict", casework.Legal},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := casework.ClassOf(tc.kind, tc.f)
			assert.True(t, known)
			assert.Equal(t, tc.want, got)
		})
	}
	_, known := casework.ClassOf("member", "name.in_braille")
	assert.False(t, known)
	_, known = casework.ClassOf("newer", "x")
	assert.False(t, known)
}

func TestDeletingHasAFieldInEveryClassOfAKind(t *testing.T) {
	for f, want := range map[casework.Field]casework.Class{
		"deleted": casework.Core, "deleted.legal": casework.Legal, "deleted.protection": casework.Protection,
	} {
		got, known := casework.ClassOf("member", f)
		assert.True(t, known)
		assert.Equal(t, want, got)
	}
	_, known := casework.ClassOf("member", "deleted.whereabouts")
	assert.False(t, known)
}
