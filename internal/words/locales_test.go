package words

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/locales"
)

func TestTheBuiltInTextsAreWhole(t *testing.T) {
	c, err := Load(locales.FS)
	require.NoError(t, err)
	for _, p := range c.Check() {
		t.Error(p)
	}
	assert.Equal(t, []string{"en", "de", "fr", "ar"}, c.StaffLanguages())
	for _, tag := range append(c.StaffLanguages(), c.PersonLanguages()...) {
		assert.NotEqual(t, tag, c.OwnName(tag), "%s has no name in its own language", tag)
		assert.NotEmpty(t, c.Status(tag), tag)
	}
	for _, tag := range []string{"ar", "fa", "fa-AF", "ti", "tr", "ru", "ka"} {
		assert.Equal(t, "drafted", c.Status(tag), "nobody has reviewed %s", tag)
	}
}

func TestEveryPersonLanguageHasANameInEveryStaffLanguage(t *testing.T) {
	for _, staff := range StaffLanguages() {
		w, err := New(staff)
		require.NoError(t, err)
		for _, tag := range PersonLanguages() {
			assert.True(t, w.Has("language."+tag), "%s has no name for %s", staff, tag)
		}
	}
}

// A letter without a glyph is a box on the screen: fonts are shipped, none is
// borrowed from the machine.
func TestTheFontHasEveryLetterOfTheTexts(t *testing.T) {
	for weight, data := range map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold} {
		face, err := font.ParseTTF(bytes.NewReader(data))
		require.NoError(t, err)
		c := Default()
		for _, tag := range c.Languages() {
			w, err := c.Words(tag)
			require.NoError(t, err)
			for _, key := range c.Keys(tag) {
				shown := w.raw(key)
				if key == "format.group" {
					shown = w.figures.group
				}
				for _, r := range shown {
					if r == '\n' {
						continue
					}
					glyph, found := face.NominalGlyph(r)
					assert.True(t, found && glyph != 0, "%s %s %s: %q %U", weight, tag, key, r, r)
				}
			}
		}
	}
}

// broken returns the built-in texts with one file put in or replaced.
func broken(t *testing.T, name, content string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	err := fs.WalkDir(locales.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(locales.FS, p)
		m[p] = &fstest.MapFile{Data: raw}
		return err
	})
	require.NoError(t, err)
	m[name] = &fstest.MapFile{Data: []byte(content)}
	return m
}

func TestCheckFindsWhatIsWrongWithALanguage(t *testing.T) {
	for _, c := range []struct{ name, file, content, want string }{
		{"a key English does not have", "de/zz.json", `{"zz.extra": "mehr"}`, "de: zz.extra: not in English"},
		{"a key only English has", "en/zz.json", `{"zz.extra": "more"}`, "ar: zz.extra: missing"},
		{"an error without a hint", "en/zz.json", `{"error.zz.boom": "Boom"}`, "en: error.zz.boom: no hint says what to do"},
		{"digits that are nine", "fa/format.json", `{"format.digits": "۱۲۳۴۵۶۷۸۹"}`, "fa: format.digits: not ten digits"},
		{"a language of the person without its area", "ka/person.json", `{}`, "ka: person.next: missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cat, err := Load(broken(t, c.file, c.content))
			require.NoError(t, err)
			assert.Contains(t, lines(cat.Check()), c.want)
		})
	}
}

func TestCheckComparesPlaceholdersAndForms(t *testing.T) {
	english := `{"zz.one": "{{.Name}} is here", "zz.many": {"one": "{{.Count}} case of {{.Name}}", "other": "{{.Count}} cases of {{.Name}}"}}`
	for _, c := range []struct{ name, arabic, want string }{
		{"another placeholder", `{"zz.one": "{{.Who}}", "zz.many": {"zero":"{{.Name}}","one":"{{.Name}}","two":"{{.Name}}","few":"{{.Name}}","many":"{{.Name}}","other":"{{.Name}}"}}`,
			"ar: zz.one: placeholders [Who], English has [Name]"},
		{"a form without the placeholder", `{"zz.one": "{{.Name}}", "zz.many": {"zero":"x","one":"{{.Name}}","two":"{{.Name}}","few":"{{.Name}}","many":"{{.Name}}","other":"{{.Name}}"}}`,
			"ar: zz.many: placeholders [], English has [Name]"},
		{"a form too few", `{"zz.one": "{{.Name}}", "zz.many": {"zero":"{{.Name}}","one":"{{.Name}}","two":"{{.Name}}","many":"{{.Name}}","other":"{{.Name}}"}}`,
			"ar: zz.many: plural form few is missing"},
		{"no forms at all", `{"zz.one": "{{.Name}}", "zz.many": "{{.Name}}"}`,
			"ar: zz.many: one has plural forms and the other has none"},
		{"right", `{"zz.one": "{{.Name}}", "zz.many": {"zero":"{{.Name}}","one":"{{.Name}}","two":"{{.Name}}","few":"{{.Name}}","many":"{{.Name}}","other":"{{.Name}}"}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := fstest.MapFS{
				"complete":   {Data: []byte("en ar")},
				"person":     {Data: []byte("en")},
				"en/zz.json": {Data: []byte(english)},
				"ar/zz.json": {Data: []byte(c.arabic)},
			}
			cat, err := Load(m)
			require.NoError(t, err)
			if c.want == "" {
				assert.Empty(t, lines(cat.Check()))
				return
			}
			assert.Contains(t, lines(cat.Check()), c.want)
		})
	}
}

func TestEachLanguageIsAskedForItsOwnForms(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "one other", "de": "one other", "fr": "one other", "ar": "zero one two few many other",
		"fa": "one other", "fa-AF": "one other", "ti": "one other", "tr": "one other",
		"ru": "one few many other", "ka": "one other",
	} {
		assert.Equal(t, want, strings.Join(formsOf(Default().tongues[tag]), " "), tag)
	}
}

// Adding a language is adding files, whether or not Unicode has rules for it.
func TestANewLanguageIsFilesOnly(t *testing.T) {
	for _, c := range []struct{ tag, forms, want string }{
		{"kmr", `{"one": "{{.Count}} roj", "other": "{{.Count}} rojan"}`, "1 roj"},
		{"rw", `"umunsi {{.Count}}"`, "umunsi 1"},
		{"so", `{"one": "{{.Count}} maalin", "other": "{{.Count}} maalmood"}`, "1 maalin"},
		{"sr-Latn", `{"one": "{{.Count}} dan", "few": "{{.Count}} dana", "other": "{{.Count}} dana"}`, "1 dan"},
		{"ckb", `{"one": "{{.Count}} ڕۆژ", "other": "{{.Count}} ڕۆژ"}`, "1 ڕۆژ"},
	} {
		t.Run(c.tag, func(t *testing.T) {
			m := fstest.MapFS{
				"complete":             {Data: []byte("en")},
				"person":               {Data: []byte("en " + c.tag)},
				"en/zz.json":           {Data: []byte(`{"unit.days": {"one": "{{.Count}} day", "other": "{{.Count}} days"}}`)},
				"en/format.json":       {Data: mustRead(t, "en/format.json")},
				c.tag + "/frame.json":  {Data: []byte(`{"unit.days": ` + c.forms + `}`)},
				c.tag + "/format.json": {Data: []byte(strings.Replace(string(mustRead(t, "en/format.json")), `"en"`, `"`+c.tag+`"`, 1))},
			}
			cat, err := Load(m)
			require.NoError(t, err)
			assert.Empty(t, lines(cat.Check()))
			w, err := cat.Words(c.tag)
			require.NoError(t, err)
			assert.Equal(t, c.want, Plain(w.Say(Message{Key: "unit.days", Count: 1})))
			assert.Equal(t, c.tag, w.Language())
		})
	}
}

func TestACountThatIsNoneIsSeen(t *testing.T) {
	w, err := New("en")
	require.NoError(t, err)
	var heard []Missing
	w.OnMissing(func(m Missing) { heard = append(heard, m) })
	assert.Equal(t, "[unit.days]", w.Say(Message{Key: "unit.days", Count: struct{}{}}))
	assert.Equal(t, "\u2068{Count}\u2069 days", w.Say(Message{Key: "unit.days"}))
	missing := Missing{Language: "en", Key: "unit.days", Name: "Count"}
	assert.Equal(t, []Missing{missing, missing}, heard)
	assert.Equal(t, "Cases", w.Say(Message{Key: "rail.cases", Count: 1}), "a count is no harm where there are no forms")
}

func lines(problems []Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, p.String())
	}
	return all
}

func TestLoadRefusesAndSaysWhere(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"a key twice in a file", "{\"zz.a\": \"x\",\n\"zz.a\": \"y\"}", "en/zz.json:2: zz.a: already in en/zz.json"},
		{"a key twice in a language", `{"app.name": "x"}`, "en/zz.json:1: app.name: already in en/frame.json"},
		{"broken UTF-8", "{\n\"zz.a\": \"x\xff\"}", "en/zz.json:2: not UTF-8"},
		{"a key without an area", `{"word": "x"}`, "key is not of the form"},
		{"a nested object", `{"zz.a": {"b": {"other": "x"}}}`, "not a string"},
		{"an unknown plural form", `{"zz.a": {"several": "x", "other": "y"}}`, "several is no plural form"},
		{"no form other", `{"zz.a": {"one": "x"}}`, "no form other"},
		{"a number", `{"zz.a": 3}`, "neither a sentence"},
		{"an empty sentence", `{"zz.a": ""}`, "empty"},
		{"a space at the end", `{"zz.a": "x "}`, "space"},
		{"a template that does more", `{"zz.a": "{{if .X}}y{{end}}"}`, "double braces"},
		{"a fence of its own", "{\"zz.a\": \"x\u2068\"}", "control character U+2068"},
		{"an override", "{\"zz.a\": \"x\u202e\"}", "control character U+202E"},
		{"not composed", "{\"zz.a\": \"e\u0301\"}", "normal form"},
		{"two objects", `{"zz.a": "x"}{}`, "something follows"},
		{"half a file", `{"zz.a": "x"`, "EOF"},
		{"a list", `[]`, "not a JSON object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(broken(t, "en/zz.json", c.content))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.want)
		})
	}
	t.Run("a folder that is no language", func(t *testing.T) {
		_, err := Load(broken(t, "fa_AF/zz.json", `{"zz.a": "x"}`))
		assert.ErrorContains(t, err, "BCP 47")
	})
	t.Run("a listed language without files", func(t *testing.T) {
		_, err := Load(broken(t, "complete", "en xx"))
		assert.ErrorIs(t, err, ErrLanguage)
	})
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"en/frame.json", "ar/frame.json", "fa/format.json"} {
		raw, err := fs.ReadFile(locales.FS, name)
		require.NoError(f, err)
		f.Add(raw[:min(len(raw), 600)])
	}
	f.Add([]byte(`{"zz.a": {"one": "{{.Count}} x", "other": "{{.Count}} xs"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := fstest.MapFS{"complete": {Data: []byte("en")}, "person": {}, "en/zz.json": {Data: raw}}
		c, err := Load(m)
		if err != nil {
			return
		}
		w, err := c.Words("en")
		require.NoError(t, err)
		c.Check()
		for _, key := range c.Keys("en") {
			for _, n := range []any{nil, 0, 1, 2, 5} {
				assert.NotEmpty(t, w.Say(Message{Key: key, Count: n}))
			}
		}
	})
}
