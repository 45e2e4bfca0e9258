package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"waymark/internal/casework"
)

func TestSearchFindsOneWritingByAnother(t *testing.T) {
	for name, pair := range map[string][2]string{
		"sharp s":                   {"Straße", "strasse"},
		"capital sharp s":           {"STRAẞE", "Straße"},
		"umlaut in capitals":        {"LÜDEN", "Lüden"},
		"umlaut without its dots":   {"Lüden", "luden"},
		"decomposed umlaut":         {"Lu\u0308den", "Lüden"},
		"Turkish dotted I":          {"İSTANBUL", "istanbul"},
		"Turkish dotless i":         {"Işık", "isik"},
		"Polish":                    {"Łódź", "lodz"},
		"Albanian":                  {"Gëzim Çela", "gezim cela"},
		"Arabic vowel signs":        {"مُحَمَّد", "محمد"},
		"Arabic tatweel":            {"محـــمد", "محمد"},
		"alef with hamza":           {"أحمد", "احمد"},
		"alef with madda":           {"آمنة", "امنه"},
		"teh marbuta":               {"فاطمة", "فاطمه"},
		"alef maksura":              {"مصطفى", "مصطفي"},
		"Persian yeh and kaf":       {"کریمی", "كريمي"},
		"Urdu heh":                  {"شہزاد", "شهزاد"},
		"Persian joiner":            {"علی\u200cرضا", "علیرضا"},
		"presentation forms":        {"ﻣﺤﻤﺪ", "محمد"},
		"Arabic-Indic digits":       {"٠١٢٣٤٥٦٧٨٩", "0123456789"},
		"Persian digits":            {"۰۱۲۳۴۵۶۷۸۹", "0123456789"},
		"Bengali digits":            {"০১২৩৪৫৬৭৮৯", "0123456789"},
		"Ethiopic digits":           {"፩፪፫", "123"},
		"Ethiopic twin letters":     {"ሠላም", "ሰላም"},
		"Georgian capitals":         {"ᲛᲐᲠᲘᲐᲛ", "მარიამ"},
		"Cyrillic yo":               {"Фёдор", "федор"},
		"apostrophes in names":      {"O’Neill", "ONeill"},
		"punctuation between words": {"al-Hassan, (Omar)", "al hassan omar"},
		"direction marks":           {"\u2068Omar\u2069", "omar"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, casework.Normalise(pair[1]), casework.Normalise(pair[0]))
			assert.NotEmpty(t, casework.Normalise(pair[0]))
		})
	}
}

func TestSearchKeepsApart(t *testing.T) {
	for name, pair := range map[string][2]string{
		"Bengali vowel signs are letters": {"কুমার", "কমার"},
		"Persian gaf is not kaf":          {"گلی", "کلی"},
		"words":                           {"am in", "amin"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.NotEqual(t, casework.Normalise(pair[1]), casework.Normalise(pair[0]))
		})
	}
}

func TestUmlautsAreFoundWrittenOut(t *testing.T) {
	assert.Equal(t, []string{"lueden"}, casework.Variants("LÜDEN"))
	assert.Equal(t, []string{"goekce"}, casework.Variants("Gökçe"))
	assert.Empty(t, casework.Variants("Luden"))
}

func TestCodesAreFoundWithoutTheirStrokes(t *testing.T) {
	assert.Equal(t, "20240153a", casework.NormaliseCode("2024/0153-A"))
	assert.Equal(t, casework.NormaliseCode("P 123 456"), casework.NormaliseCode("p۱۲۳۴۵۶"))
}

func TestNormalisingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := casework.Normalise(rapid.String().Draw(t, "text"))
		assert.Equal(t, once, casework.Normalise(once))
	})
}

func TestANameIsFoundByAnyOfItsSpellings(t *testing.T) {
	s := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}
	st := casework.Fold(s, change(1, "member", body{"name.native": "يوسف", "name.latin": "Yüsuf", "spelling.a": "Joseph", "birth": "1990"}, nil))
	found := map[casework.Field]string{}
	for _, term := range casework.SearchText(st.Item("member", casework.ItemID{7})) {
		found[term.Field] = term.Text
		assert.Equal(t, casework.Name, term.Use)
	}
	assert.Equal(t, map[casework.Field]string{"name.native": "يوسف", "name.latin": "yusuf yuesuf", "spelling.a": "joseph"}, found)
}
