package survey_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/survey"
	"waymark/internal/words"
)

func shipped(t *testing.T) *survey.Set {
	root, err := fs.Sub(assets.Surveys, "surveys")
	require.NoError(t, err)
	s, err := survey.Load(root)
	require.NoError(t, err)
	return s
}

func TestOurOwnQuestionnaireSaysThatItIsNotTheIOMs(t *testing.T) {
	s := shipped(t).Survey("waymark-short")
	require.NotNil(t, s)
	per := map[string]int{}
	for _, i := range s.Items {
		per[i.Dimension]++
	}
	assert.Equal(t, map[string]int{"economic": 3, "social": 3, "psychosocial": 3}, per)
	for _, tag := range words.StaffLanguages() {
		for _, text := range []survey.Text{s.Name, s.Says, s.How} {
			assert.NotEmpty(t, text[tag])
		}
		for _, i := range s.Items {
			assert.NotEmpty(t, i.Text[tag], i.ID)
			for _, o := range i.Options {
				assert.NotEmpty(t, o.Text[tag], i.ID+" "+o.ID)
			}
		}
	}
	assert.Contains(t, s.Says.In("en"), "not the IOM")
	assert.Contains(t, s.Says.In("de-AT"), "nicht")
	assert.Contains(t, s.How.In("ti"), "predicts nothing")
}

const two = `survey: x
version: "1"
name: {en: X}
says: {en: ours}
how: {en: a mean}
source: own words
minimum: 2
items:
  - {item: a, dimension: economic, weight: 1, text: {en: A}, options: [{option: hi, score: 1, text: {en: h}}, {option: lo, score: 0.25, text: {en: l}}]}
  - {item: b, dimension: economic, weight: 2, text: {en: B}, options: [{option: hi, score: 1, text: {en: h}}, {option: lo, score: 0, text: {en: l}}]}
  - {item: c, dimension: economic, weight: 0.5, text: {en: C}, options: [{option: hi, score: 1, text: {en: h}}, {option: lo, score: 0, text: {en: l}}]}
  - {item: d, dimension: social, weight: 1, text: {en: D}, options: [{option: hi, score: 0.3333, text: {en: h}}, {option: lo, score: 0, text: {en: l}}]}
  - {item: e, dimension: social, weight: 1, text: {en: E}, options: [{option: hi, score: 1, text: {en: h}}, {option: lo, score: 0, text: {en: l}}]}
`

func TestScores(t *testing.T) {
	set, err := (&survey.Set{}).With("x.yaml", []byte(two))
	require.NoError(t, err)
	x := set.Survey("x")
	for _, row := range []struct {
		name    string
		answers map[string]string
		want    map[string]survey.Score
	}{
		{"nothing answered has no score", map[string]string{}, map[string]survey.Score{}},
		{"one answer is too few", map[string]string{"a": "hi"}, map[string]survey.Score{}},
		{"not wishing to answer is neither good nor bad", map[string]string{"a": "lo", "b": "hi", "c": survey.NoAnswer}, map[string]survey.Score{"economic": {750, 2}}},
		{"weights", map[string]string{"a": "lo", "b": "lo", "c": "hi"}, map[string]survey.Score{"economic": {214, 3}}},
		{"all is the mean of the dimensions", map[string]string{"a": "hi", "b": "hi", "d": "hi", "e": "hi"},
			map[string]survey.Score{"economic": {1000, 2}, "social": {667, 2}, survey.All: {833, 4}}},
		{"an answer there is not", map[string]string{"a": "maybe", "b": "hi", "z": "hi"}, map[string]survey.Score{}},
	} {
		t.Run(row.name, func(t *testing.T) { assert.Equal(t, row.want, x.Score(row.answers)) })
	}
}

// A better answer never lowers a score, whatever else was answered.
func TestABetterAnswerNeverLowersAScore(t *testing.T) {
	s := shipped(t).Survey("waymark-short")
	r := rand.New(rand.NewPCG(8, 2026))
	for range 500 {
		answers := map[string]string{}
		for _, i := range s.Items {
			if n := r.IntN(len(i.Options) + 1); n < len(i.Options) {
				answers[i.ID] = i.Options[n].ID
			}
		}
		before := s.Score(answers)
		i := s.Items[r.IntN(len(s.Items))]
		at := -1
		for n, o := range i.Options {
			if o.ID == answers[i.ID] {
				at = n
			}
		}
		if at < 1 {
			continue
		}
		answers[i.ID] = i.Options[at-1].ID // the options go from the best down
		for d, after := range s.Score(answers) {
			require.GreaterOrEqual(t, after.Thousandths, before[d].Thousandths)
			require.LessOrEqual(t, after.Thousandths, 1000)
		}
	}
}

func TestBadQuestionnairesAreRefusedWithTheirLine(t *testing.T) {
	for _, row := range []struct{ name, old, new, line, reason string }{
		{"no weight", "weight: 2", "weight: 0", ":10:", "no weight above 0"},
		{"negative weight", "weight: 2", "weight: -2", "line 10", "not a number"},
		{"score above one", "score: 0.3333", "score: 1.5", ":12:", "no score from 0 to 1"},
		{"no score", "score: 0.3333, ", "", ":12:", "no score"},
		{"unknown dimension", "dimension: social, weight: 1, text: {en: D}", "dimension: luck, weight: 1, text: {en: D}", ":12:", "is none of"},
		{"twice", "item: b", "item: a", ":10:", "no name of its own"},
		{"unknown key", "text: {en: C}", "txt: {en: C}", "line 11", "unknown key"},
		{"unknown key above", "source: own words", "sauce: own words", "line 6", "sauce"},
		{"no English", "text: {en: E}", "text: {de: E}", ":13:", "no English"},
		{"too few items", "minimum: 2", "minimum: 3", ":1:", "fewer items"},
		{"no source", "source: own words\n", "", ":1:", "a source"},
		{"reserved answer", "{option: lo, score: 0.25", "{option: no-answer, score: 0.25", ":9:", "no name of its own"},
		{"no YAML", "items:", "items: [", "x.yaml", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			old := shipped(t)
			require.Contains(t, two, row.old)
			_, err := old.With("x.yaml", []byte(strings.Replace(two, row.old, row.new, 1)))
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.line)
			assert.Contains(t, err.Error(), row.reason)
			assert.Len(t, old.Surveys(), 1, "the old ones stay")
		})
	}
	set, err := shipped(t).With("x.yaml", []byte(two))
	require.NoError(t, err)
	assert.Len(t, set.Surveys(), 2)
	assert.NotEqual(t, fmt.Sprint(set.Survey("x").Digest), fmt.Sprint(set.Survey("waymark-short").Digest))
}
