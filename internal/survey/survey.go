package survey

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Dimensions are what is scored, in the order in which it is shown; All is the mean.
var Dimensions = []string{"economic", "social", "psychosocial"}

// All is the name of the score over all dimensions.
const All = "all"

// Text is a sentence by language tag. English is always there.
type Text map[string]string

// In returns the sentence in a language, or in its base language, or in English.
func (t Text) In(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	for _, try := range []string{tag, base} {
		if s := t[try]; s != "" {
			return s
		}
	}
	return t["en"]
}

// Survey is one version of a questionnaire.
type Survey struct {
	ID      string `yaml:"survey"`
	Version string `yaml:"version"`
	Name    Text   `yaml:"name"`
	Says    Text   `yaml:"says"`
	How     Text   `yaml:"how"`
	Source  string `yaml:"source"`
	Minimum int    `yaml:"minimum"`
	Items   []Item `yaml:"items"`

	Digest [32]byte `yaml:"-"` // SHA-256 of the file
}

// Item is one question.
type Item struct {
	ID        string   `yaml:"item"`
	Dimension string   `yaml:"dimension"`
	Weight    Decimal  `yaml:"weight"`
	Text      Text     `yaml:"text"`
	Options   []Option `yaml:"options"`

	line int
}

// Option is one answer.
type Option struct {
	ID    string  `yaml:"option"`
	Score Decimal `yaml:"score"`
	Text  Text    `yaml:"text"`

	line int
}

// UnmarshalYAML keeps the line of an item.
func (i *Item) UnmarshalYAML(n *yaml.Node) error {
	type plain Item
	i.line = n.Line
	if err := known(n, "item", "dimension", "weight", "text", "options"); err != nil {
		return err
	}
	return n.Decode((*plain)(i))
}

// UnmarshalYAML keeps the line of an option.
func (o *Option) UnmarshalYAML(n *yaml.Node) error {
	type plain Option
	o.line = n.Line
	if err := known(n, "option", "score", "text"); err != nil {
		return err
	}
	return n.Decode((*plain)(o))
}

// known refuses other keys: a decoder that is strict about a file is not about what
// decodes itself in it.
func known(n *yaml.Node, keys ...string) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; !slices.Contains(keys, k.Value) {
			return fmt.Errorf("line %d: unknown key %q", k.Line, k.Value)
		}
	}
	return nil
}

// Decimal is a number as it is written: 0.25. The zero Decimal was not written.
type Decimal struct{ r *big.Rat }

// UnmarshalYAML reads digits with at most four decimals.
func (d *Decimal) UnmarshalYAML(n *yaml.Node) error {
	whole, fraction, _ := strings.Cut(n.Value, ".")
	r, ok := new(big.Rat).SetString(n.Value)
	if !ok || whole == "" || len(whole) > 6 || len(fraction) > 4 || strings.Trim(whole+fraction, "0123456789") != "" {
		return fmt.Errorf("line %d: %q is not a number like 0.25", n.Line, n.Value)
	}
	d.r = r
	return nil
}

// Set is questionnaires. It does not change: [Set.With] returns another one.
type Set struct{ all []*Survey }

// Load reads the questionnaires from the root of fsys, and refuses them as a whole if
// anything in them is wrong.
func Load(fsys fs.FS) (*Set, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list surveys: %w", err)
	}
	s, wrong := &Set{}, []error(nil)
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read survey: %w", err)
		}
		more, err := s.With(name, raw)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		s = more
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return s, nil
}

// With returns a set with one questionnaire more, or in the place of the one with the
// same name. When the file is refused the error says why, each time with its line, and
// the set is as it was.
func (s *Set) With(name string, raw []byte) (*Set, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	v := &Survey{Digest: sha256.Sum256(raw)}
	if err := d.Decode(v); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := v.check(name); err != nil {
		return nil, err
	}
	next := &Set{slices.DeleteFunc(slices.Clone(s.all), func(o *Survey) bool { return o.ID == v.ID })}
	next.all = append(next.all, v)
	slices.SortFunc(next.all, func(a, b *Survey) int { return strings.Compare(a.ID, b.ID) })
	return next, nil
}

// Surveys returns all questionnaires, by ID. Nobody may write to them.
func (s *Set) Surveys() []*Survey { return slices.Clone(s.all) }

// Survey returns the questionnaire of an ID, nil if there is none.
func (s *Set) Survey(id string) *Survey {
	for _, v := range s.all {
		if v.ID == id {
			return v
		}
	}
	return nil
}

func slug(s string) bool {
	return s != "" && len(s) <= 60 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && s[0] != '-'
}

// check looks at what decoding does not.
func (s *Survey) check(file string) error {
	var wrong []error
	fail := func(line int, format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	if !slug(s.ID) || s.Version == "" || s.Source == "" || s.Minimum < 1 {
		fail(1, "a questionnaire has a name of lower case letters, a version, a source and a minimum of at least 1")
	}
	for _, t := range []Text{s.Name, s.Says, s.How} {
		if t["en"] == "" {
			fail(1, "name, says and how each have English")
		}
	}
	items, per := map[string]bool{}, map[string]int{}
	for _, i := range s.Items {
		per[i.Dimension]++
		switch {
		case !slug(i.ID) || items[i.ID]:
			fail(i.line, "item %q has no name of its own", i.ID)
		case !slices.Contains(Dimensions, i.Dimension):
			fail(i.line, "dimension %q is none of %s", i.Dimension, strings.Join(Dimensions, ", "))
		case i.Weight.r == nil || i.Weight.r.Sign() <= 0:
			fail(i.line, "item %s has no weight above 0", i.ID)
		case i.Text["en"] == "":
			fail(i.line, "item %s has no English", i.ID)
		case len(i.Options) < 2:
			fail(i.line, "item %s has fewer than two answers", i.ID)
		}
		items[i.ID] = true
		options := map[string]bool{}
		for _, o := range i.Options {
			switch {
			case !slug(o.ID) || options[o.ID] || o.ID == NoAnswer:
				fail(o.line, "answer %q has no name of its own", o.ID)
			case o.Score.r == nil || o.Score.r.Cmp(big.NewRat(1, 1)) > 0:
				fail(o.line, "answer %s has no score from 0 to 1", o.ID)
			case o.Text["en"] == "":
				fail(o.line, "answer %s has no English", o.ID)
			}
			options[o.ID] = true
		}
	}
	for _, d := range Dimensions {
		if per[d] > 0 && per[d] < s.Minimum || len(s.Items) == 0 {
			fail(1, "%s has fewer items than the minimum", d)
		}
	}
	return errors.Join(wrong...)
}
