package framework

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
)

const front = `---
topic: health
language: en
version: 2
date: 2026-11-22
status: drafted
translator: somebody
law: EU | Directive 2008/115/EC, Article 12 | 2026-06-02
source: a paper
source: another: with a colon
---
`

const body = `# Health

You *may* tell us. **Or not.**

## Before
- one
- another

1. first
2. then
`

func TestParseReadsATextWhole(t *testing.T) {
	text, err := parse("health/en.md", []byte(front+body))
	require.NoError(t, err)
	assert.Equal(t, 2, text.Version)
	assert.Equal(t, "2026-11-22", text.Date.Format("2006-01-02"))
	assert.Equal(t, []string{"a paper", "another: with a colon"}, text.Sources)
	require.Len(t, text.Laws, 1)
	assert.Equal(t, "Directive 2008/115/EC, Article 12", text.Laws[0].What)
	assert.Equal(t, "Health", text.Title)
	var got []string
	for _, b := range text.Blocks {
		got = append(got, b.ID+" "+string(b.Kind)+" "+b.Plain())
	}
	assert.Equal(t, []string{"b1 paragraph You may tell us. Or not.", "b2 heading Before", "b3 item one", "b4 item another", "b5 step first", "b6 step then"}, got)
	assert.Equal(t, []Span{{Text: "You "}, {Text: "may", Emphasis: true}, {Text: " tell us. "}, {Text: "Or not.", Strong: true}}, text.Blocks[0].Spans)
	assert.Equal(t, strings.ReplaceAll(body, "\n\n", "\n"), text.Markdown())
}

func TestLineEndingsOfAnotherSystemChangeNothing(t *testing.T) {
	unix, err := parse("health/en.md", []byte(front+body))
	require.NoError(t, err)
	windows, err := parse("health/en.md", []byte(strings.ReplaceAll(front+body, "\n", "\r\n")))
	require.NoError(t, err)
	assert.Equal(t, unix, windows)
}

func TestTheHashIsOfWhatCouldBeRead(t *testing.T) {
	read := func(content string) string {
		text, err := parse("health/en.md", []byte(content))
		require.NoError(t, err)
		return text.Hash()
	}
	first := read(front + body)
	assert.Len(t, first, 64)
	reviewed := strings.Replace(front, "status: drafted", "status: reviewed\nreviewer: Dr. X", 1)
	assert.Equal(t, first, read(reviewed+body), "a review that finds nothing changes nothing that was said")
	for name, other := range map[string]string{
		"a word":      front + strings.Replace(body, "another", "an other", 1),
		"emphasis":    front + strings.Replace(body, "*may*", "may", 1),
		"the version": strings.Replace(front, "version: 2", "version: 3", 1) + body,
		"the title":   front + strings.Replace(body, "# Health", "# Your health", 1),
		"a heading":   front + strings.Replace(body, "## Before", "Before", 1),
	} {
		assert.NotEqual(t, first, read(other), name)
	}
}

func TestParseRefusesAndSaysWhere(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no front matter", "---\ntopic", "topic", "en.md:1: no front matter"},
		{"front matter without end", "---\n# Health", "# Health", "the front matter does not end"},
		{"a line that is no key", "version: 2", "version 2", "en.md:4: not of the form key: value"},
		{"an unknown key", "translator:", "author:", "en.md:7: unknown key"},
		{"a key twice", "version: 2", "version: 2\nversion: 2", "en.md:5: version is there twice"},
		{"no source", "source: a paper\nsource: another: with a colon\n", "", "no source in the front matter"},
		{"no translator", "translator: somebody\n", "", "no translator"},
		{"a version that is none", "version: 2", "version: two", "en.md:4: version"},
		{"version zero", "version: 2", "version: 0", "en.md:4: version"},
		{"a date in another form", "2026-11-22\nstatus", "22.11.2026\nstatus", "en.md:5: date"},
		{"a status that is none", "drafted", "perfect", "en.md:6: status"},
		{"reviewed by nobody", "drafted", "reviewed", "has a reviewer"},
		{"drafted but with a reviewer", "drafted", "drafted\nreviewer: X", "has a reviewer"},
		{"a tag that is not canonical", "language: en", "language: EN", "en.md:3:"},
		{"a law without its date", " | 2026-06-02", "", "en.md:8: law"},
		{"a law from nowhere", "EU |", "Europe |", "en.md:8:"},
		{"two titles", "## Before", "# Before", "en.md:16: a second title"},
		{"text before the title", "# Health", "Text\n# Health", "en.md:12: text before the title"},
		{"a heading too deep", "## Before", "### Before", "en.md:16: markup"},
		{"a link", "one", "[one](http://example.org)", "en.md:17: markup"},
		{"HTML", "one", "<b>one</b>", "en.md:17: markup"},
		{"a table", "one", "one | two", "en.md:17: markup"},
		{"a list in a list", "- one", "- - one", "en.md:17: markup"},
		{"emphasis without end", "*may*", "*may", "en.md:14: emphasis"},
		{"emphasis of nothing", "*may*", "****", "en.md:14: emphasis"},
		{"emphasis in emphasis", "*may*", "***may***", "en.md:14: emphasis"},
		{"a number of days", "one", "within 30 days", "en.md:17: a numeral"},
		{"Arabic digits", "one", "٣٠", "en.md:17: a numeral"},
		{"Ethiopic digits", "one", "፴", "en.md:17: a numeral"},
		{"a numeral in the title", "# Health", "# Health 2", "title has markup or numerals"},
		{"a step out of turn", "2. then", "3. then", "en.md:21: step 3 where 2 is due"},
		{"a space at the end", "one", "one ", "en.md:17: begins or ends"},
		{"a tab", "one", "o\tne", "en.md:17: has the control character U+0009"},
		{"an override", "one", "o\u202ene", "en.md:17: has the control character U+202E"},
		{"an isolate", "one", "o\u2067ne", "en.md:17: has the control character U+2067"},
		{"a zero width space", "one", "o\u200bne", "en.md:17: has the control character U+200B"},
		{"broken UTF-8", "one", "o\xffne", "en.md:17: not UTF-8"},
		{"not composed", "one", "e\u0301", "en.md:17: not in Unicode normal form C"},
		{"no text", body, "# Health\n", "no title or no text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := strings.Replace(front+body, c.old, c.new, 1)
			require.NotEqual(t, front+body, content, "the row changes something")
			_, err := parse("health/en.md", []byte(content))
			require.Error(t, err)
			assert.Contains(t, err.Error(), "health/en.md:")
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

// changed returns the shipped framework with one file replaced, or removed.
func changed(t *testing.T, name string, change func(string) string) fs.FS {
	t.Helper()
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(t, err)
	m := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, p)
		m[p] = &fstest.MapFile{Data: raw}
		return err
	}))
	old := ""
	if f := m[name]; f != nil {
		old = string(f.Data)
	}
	if content := change(old); content == "" {
		delete(m, name)
	} else {
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

func TestLoadRefusesAFrameworkThatDoesNotHold(t *testing.T) {
	swap := func(old, with string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, with, 1) }
	}
	for _, c := range []struct {
		name, file string
		change     func(string) string
		want       string
	}{
		{"a text of an unknown topic", "football/en.md", func(string) string { return strings.Replace(front, "health", "football", 1) + body }, `topic "football" is not in the list`},
		{"a text in the wrong folder", "health/en.md", swap("topic: health", "topic: complaints"), `topic "complaints" in folder "health"`},
		{"a text in the wrong file", "health/de.md", swap("language: de", "language: fr"), `language "fr" in file "de"`},
		{"a topic without English", "health/en.md", func(string) string { return "" }, "health/en.md:1: the source text is missing"},
		{"a topic without a picture", "pictograms/health.svg", func(string) string { return "" }, "pictograms/health.svg"},
		{"a picture that is none", "pictograms/health.svg", func(string) string { return "GIF89a" }, "pictograms/health.svg:1:"},
		{"a translation with a thought more", "health/de.md", func(s string) string { return s + "\nUnd noch etwas.\n" }, "health/de.md:"},
		{"a translation with a thought less", "health/de.md", func(s string) string { return s[:strings.LastIndex(strings.TrimSpace(s), "\n")] }, "health/de.md:"},
		{"a heading for a paragraph", "health/ar.md", swap("## ", ""), "is not of the kind en has there"},
		{"a translation ahead of its source", "health/de.md", swap("version: 1", "version: 2"), "version 2 is ahead"},
		{"a topic twice", "topics", func(s string) string { return s + "health life\n" }, "health is there twice"},
		{"an unknown mark", "topics", func(s string) string { return s + "weather life sunny\n" }, "unknown mark"},
		{"a topic without a group", "topics", func(s string) string { return s + "weather\n" }, "an id and a group"},
		{"an id with a blank", "topics", func(s string) string { return s + "We@ther life\n" }, "lower case"},
		{"no topics", "topics", func(string) string { return "# none\n" }, "no topics"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(changed(t, c.file, c.change))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestATranslationMayLagAndSaysSo(t *testing.T) {
	f, err := Load(changed(t, "health/en.md", func(s string) string {
		return strings.Replace(s, "version: 1", "version: 2", 1) + "\nOne thing more.\n"
	}))
	require.NoError(t, err)
	english, _ := f.Text("health", "en")
	german, _ := f.Text("health", "de")
	french, _ := f.Text("health", "fr")
	assert.False(t, Parallel(english, german))
	assert.True(t, Parallel(french, german))
	other, _ := f.Text("complaints", "de")
	assert.False(t, Parallel(other, german))
}

func TestLoadTellsAllThatIsWrong(t *testing.T) {
	fsys := changed(t, "health/de.md", func(s string) string { return s + "[x]\n" })
	fsys.(fstest.MapFS)["complaints/fr.md"].Data = []byte("nothing")
	_, err := Load(fsys)
	assert.ErrorContains(t, err, "health/de.md:")
	assert.ErrorContains(t, err, "complaints/fr.md:1:")
}

func TestNoLanguageStandsInSilently(t *testing.T) {
	f, err := Load(changed(t, "health/fa-AF.md", func(string) string { return "" }))
	require.NoError(t, err)
	_, ok := f.Text("health", "fa-AF")
	assert.False(t, ok)
	for _, c := range []struct{ topic, asked, got string }{
		{"complaints", "fa-AF", "fa-AF"},
		{"complaints", "de-AT", "de"},
		{"complaints", "fr-Latn-BE", "fr"},
		{"complaints", "so", "en"},
		{"complaints", "?", "en"},
	} {
		text, ok := f.Nearest(c.topic, c.asked)
		require.True(t, ok)
		assert.Equal(t, c.got, text.Language, c.asked)
	}
	text, ok := f.Nearest("health", "fa-AF")
	require.True(t, ok)
	assert.Equal(t, "fa", text.Language, "Persian is offered for Dari, and says that it is Persian")
	f, err = Load(changed(t, "health/fa.md", func(string) string { return "" }))
	require.NoError(t, err)
	text, _ = f.Nearest("health", "fa")
	assert.Equal(t, "fa-AF", text.Language, "and Dari for Persian")
	_, ok = f.Nearest("football", "en")
	assert.False(t, ok)
	_, ok = f.Topic("football")
	assert.False(t, ok)
	assert.Nil(t, f.Pictogram("football"))
	assert.Empty(t, f.Languages("football"))
}

// What parses is written back so that it parses to the same: the hash of a text
// depends on nothing else.
func FuzzParse(f *testing.F) {
	f.Add([]byte(front + body))
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(f, err)
	for _, name := range []string{"health/ar.md", "voluntary-return/ti.md", "return-decision/fa-AF.md"} {
		raw, err := fs.ReadFile(root, name)
		require.NoError(f, err)
		f.Add(raw)
	}
	f.Add([]byte("# T\n**a** *b*\n\n1. x\n2. y\n## Z\n- u\u200cv\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := parse("x.md", raw)
		if err != nil {
			// Front matter is seldom hit by chance: the same bytes as a body.
			if text, err = parse("x.md", append([]byte(front), raw...)); err != nil {
				return
			}
		}
		again, err := parse("x.md", []byte(front+text.Markdown()))
		require.NoError(t, err)
		require.Equal(t, text.Title, again.Title)
		require.Len(t, again.Blocks, len(text.Blocks))
		for i := range text.Blocks {
			text.Blocks[i].line, again.Blocks[i].line = 0, 0
			require.Equal(t, text.Blocks[i], again.Blocks[i])
			require.NotEmpty(t, text.Blocks[i].Plain())
		}
	})
}
