package framework

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"waymark/internal/words"
)

// Source is the language the topics are written in first.
const Source = "en"

// Topic is one thing to talk about. Its title is in its texts.
type Topic struct {
	ID    string // stable for ever: counselling sessions refer to it
	Group string // topics of a group stand together; see GroupName
	// NeedsInterpreterWhenDrafted marks law, money and safety, where a mistake in
	// the text may harm.
	NeedsInterpreterWhenDrafted bool
	// NeverOnPaper marks what must not lie in a shared room.
	NeverOnPaper bool
}

// GroupName names the topic's group to staff.
func (t Topic) GroupName() words.Message {
	return words.Message{Key: "framework.group." + t.Group}
}

// Framework is the topics and their texts. It does not change after [Load].
type Framework struct {
	topics     []Topic
	texts      map[string]map[string]Text // topic, language
	pictograms map[string][]byte
}

// Load reads a framework from the root of fsys and refuses it as a whole if
// anything in it is wrong; the error lists all that is, each with file and line.
func Load(fsys fs.FS) (*Framework, error) {
	f := &Framework{texts: map[string]map[string]Text{}, pictograms: map[string][]byte{}}
	raw, err := fs.ReadFile(fsys, "topics")
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	if f.topics, err = readTopics(raw); err != nil {
		return nil, err
	}
	var wrong []error
	for _, t := range f.topics {
		name := "pictograms/" + t.ID + ".svg"
		picture, err := fs.ReadFile(fsys, name)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("read pictogram: %w", err))
		} else if !bytes.HasPrefix(picture, []byte("<svg")) {
			wrong = append(wrong, fmt.Errorf("%s:1: does not begin with <svg", name))
		}
		f.pictograms[t.ID] = picture
		f.texts[t.ID] = map[string]Text{}
	}
	names, err := fs.Glob(fsys, "*/*.md")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	for _, name := range names {
		if err := f.read(fsys, name); err != nil {
			wrong = append(wrong, err)
		}
	}
	wrong = append(wrong, f.check()...)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return f, nil
}

func readTopics(raw []byte) ([]Topic, error) {
	var topics []Topic
	for i, line := range strings.Split(string(raw), "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		if len(fields) < 2 {
			return nil, fmt.Errorf("topics:%d: a topic has an id and a group", i+1)
		}
		t := Topic{ID: fields[0], Group: fields[1]}
		if !idShape(t.ID) || !idShape(t.Group) {
			return nil, fmt.Errorf("topics:%d: ids are lower case letters and hyphens", i+1)
		}
		if slices.ContainsFunc(topics, func(o Topic) bool { return o.ID == t.ID }) {
			return nil, fmt.Errorf("topics:%d: %s is there twice", i+1, t.ID)
		}
		for _, mark := range fields[2:] {
			switch mark {
			case "law", "money", "safety":
				t.NeedsInterpreterWhenDrafted = true
			case "never-on-paper":
				t.NeverOnPaper = true
			default:
				return nil, fmt.Errorf("topics:%d: unknown mark %q", i+1, mark)
			}
		}
		topics = append(topics, t)
	}
	if len(topics) == 0 {
		return nil, errors.New("topics:1: no topics")
	}
	return topics, nil
}

func idShape(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == "" && s[0] != '-'
}

func (f *Framework) read(fsys fs.FS, name string) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read text: %w", err)
	}
	t, err := parse(name, raw)
	if err != nil {
		return err
	}
	if folder := path.Dir(name); t.Topic.ID != folder {
		return fmt.Errorf("%s:2: topic %q in folder %q", name, t.Topic.ID, folder)
	}
	if tag := strings.TrimSuffix(path.Base(name), ".md"); t.Language != tag {
		return fmt.Errorf("%s:3: language %q in file %q", name, t.Language, tag)
	}
	topic, known := f.Topic(t.Topic.ID)
	if !known {
		return fmt.Errorf("%s:2: topic %q is not in the list of topics", name, t.Topic.ID)
	}
	t.Topic = topic
	f.texts[topic.ID][t.Language] = t
	return nil
}

// check looks at what no text shows by itself.
func (f *Framework) check() []error {
	var wrong []error
	for _, topic := range f.topics {
		source, ok := f.texts[topic.ID][Source]
		if !ok {
			wrong = append(wrong, fmt.Errorf("%s/%s.md:1: the source text is missing", topic.ID, Source))
			continue
		}
		byVersion := map[int]Text{source.Version: source}
		for _, tag := range f.languagesOf(topic.ID) {
			t := f.texts[topic.ID][tag]
			if t.Version > source.Version {
				wrong = append(wrong, fmt.Errorf("%s/%s.md:4: version %d is ahead of the source's %d", topic.ID, tag, t.Version, source.Version))
			}
			first, seen := byVersion[t.Version]
			if !seen {
				byVersion[t.Version] = t
				continue
			}
			if at, same := sameBlocks(first, t); !same {
				wrong = append(wrong, fmt.Errorf("%s/%s.md:%d: block %d is not of the kind %s has there", topic.ID, tag, t.lineOf(at), at+1, first.Language))
			}
		}
	}
	return wrong
}

func (f *Framework) languagesOf(topic string) []string {
	var tags []string
	for tag := range f.texts[topic] {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// Topics returns the topics in the order in which they are offered.
func (f *Framework) Topics() []Topic { return slices.Clone(f.topics) }

// Topic returns the topic with this id.
func (f *Framework) Topic(id string) (Topic, bool) {
	for _, t := range f.topics {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}

// Pictogram returns a topic's picture, SVG in black and white with the view box
// 0 0 96 96; nil for an unknown topic.
func (f *Framework) Pictogram(topic string) []byte { return bytes.Clone(f.pictograms[topic]) }

// Languages returns the languages a topic has texts in, sorted.
func (f *Framework) Languages(topic string) []string { return f.languagesOf(topic) }

// Text returns the text of a topic in exactly this language.
func (f *Framework) Text(topic, tag string) (Text, bool) {
	t, ok := f.texts[topic][tag]
	return t, ok
}

// Nearest returns the text whose readers understand most of the language asked
// for: the language itself, else its base language (de-AT: de), else the other
// one of Persian and Dari, else English. [Text.Language] says which it is, and
// whoever shows it must say so when it is another than was asked. There is none
// only for an unknown topic.
func (f *Framework) Nearest(topic, tag string) (Text, bool) {
	tries := []string{tag}
	if parsed, err := language.Parse(tag); err == nil {
		base, _ := parsed.Base()
		tries = append(tries, parsed.String(), base.String())
		if base.String() == "fa" {
			tries = append(tries, "fa-AF", "fa")
		}
	}
	for _, try := range append(tries, Source) {
		if t, ok := f.Text(topic, try); ok {
			return t, true
		}
	}
	return Text{}, false
}
