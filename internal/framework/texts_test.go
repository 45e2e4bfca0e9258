package framework

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/words"
)

// needed are the languages every topic has to be there in.
var needed = []string{"ar", "de", "en", "fa", "fa-AF", "fr", "ka", "ru", "ti", "tr"}

func shipped(t testing.TB) *Framework {
	t.Helper()
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(t, err)
	f, err := Load(root)
	require.NoError(t, err)
	return f
}

func TestEveryTopicIsThereInEveryNeededLanguage(t *testing.T) {
	f := shipped(t)
	var ids []string
	for _, topic := range f.Topics() {
		ids = append(ids, topic.ID)
		assert.Subset(t, f.Languages(topic.ID), needed, topic.ID)
	}
	assert.ElementsMatch(t, []string{"welcome-and-rights", "situation-and-options", "return-decision", "voluntary-return", "programmes",
		"health", "family-and-children", "travel-documents", "money-and-debts", "country-situation", "reintegration", "your-data",
		"complaints", "in-detention", "trafficking-and-danger"}, ids, "these ids are in counselling sessions and stay for ever")
	assert.Equal(t, "welcome-and-rights", ids[0], "rights come first")
}

func TestEveryGroupHasAName(t *testing.T) {
	for _, topic := range shipped(t).Topics() {
		assert.Contains(t, words.Keys(Source), topic.GroupName().Key)
	}
}

// Somebody who may choose a language on the person's half finds texts in it.
func TestEveryLanguageOfThePersonHasTexts(t *testing.T) {
	assert.ElementsMatch(t, needed, words.PersonLanguages())
}

func TestTopicsOfAGroupStandTogether(t *testing.T) {
	last, done := "", map[string]bool{}
	for _, topic := range shipped(t).Topics() {
		if topic.Group != last {
			assert.False(t, done[last] && done[topic.Group], "%s is torn apart", topic.Group)
			done[topic.Group], last = true, topic.Group
		}
	}
}

func TestEveryTextCanBeFollowedInEnglish(t *testing.T) {
	f := shipped(t)
	for _, topic := range f.Topics() {
		english, _ := f.Text(topic.ID, Source)
		for _, tag := range f.Languages(topic.ID) {
			text, ok := f.Text(topic.ID, tag)
			require.True(t, ok)
			assert.True(t, Parallel(english, text), "%s in %s", topic.ID, tag)
			for i, b := range text.Blocks {
				assert.Equal(t, english.Blocks[i].ID, b.ID)
				assert.Equal(t, english.Blocks[i].Kind, b.Kind, "%s in %s, %s", topic.ID, tag, b.ID)
			}
		}
	}
}

// The parser refuses numerals; this looks for the words that stand in for them.
func TestNoTextNamesDaysAmountsOrCurrencies(t *testing.T) {
	words := map[string][]string{
		"en": {" euro", "€", "thirty", "fourteen", "seven days", "entitled", "guarantee", "we promise "},
		"de": {" Euro", "€", "vierzehn", "dreißig", "sieben Tage", "Anspruch", "garantier"},
		"fr": {" euro", "€", "quatorze", "trente", "sept jours"},
		"ar": {"يورو", "€", "ثلاثين", "أربعة عشر"},
	}
	f := shipped(t)
	for _, topic := range f.Topics() {
		for _, tag := range f.Languages(topic.ID) {
			text, _ := f.Text(topic.ID, tag)
			for _, b := range text.Blocks {
				assert.Equal(t, -1, strings.IndexFunc(b.Plain(), unicode.IsNumber), "%s in %s, %s", topic.ID, tag, b.ID)
				for _, word := range words[tag] {
					assert.NotContains(t, b.Plain(), word, "%s in %s, %s", topic.ID, tag, b.ID)
				}
			}
		}
	}
}

func TestTextsAreShortEnoughToBeReadTogether(t *testing.T) {
	f := shipped(t)
	for _, topic := range f.Topics() {
		text, _ := f.Text(topic.ID, Source)
		n := 0
		for _, b := range text.Blocks {
			n += len(strings.Fields(b.Plain()))
			assert.LessOrEqual(t, len(strings.Fields(b.Plain())), 30, "one thought a line: %s %s", topic.ID, b.ID)
		}
		assert.True(t, 120 <= n && n <= 250, "%s has %d words", topic.ID, n)
	}
}

func TestNothingIsCalledReviewedThatNobodyReviewed(t *testing.T) {
	f := shipped(t)
	for _, topic := range f.Topics() {
		for _, tag := range f.Languages(topic.ID) {
			text, _ := f.Text(topic.ID, tag)
			assert.Equal(t, Drafted, text.Status, "%s in %s: name the reviewer here once there is one", topic.ID, tag)
		}
	}
}

func TestWhatCouldHarmNeedsAnInterpreterAndStaysOffPaper(t *testing.T) {
	f := shipped(t)
	careful := map[string]bool{"situation-and-options": true, "return-decision": true, "programmes": true, "money-and-debts": true,
		"country-situation": true, "your-data": true, "in-detention": true, "trafficking-and-danger": true}
	for _, topic := range f.Topics() {
		text, _ := f.Text(topic.ID, "ti")
		assert.Equal(t, careful[topic.ID], text.NeedsInterpreter(), topic.ID)
		assert.Equal(t, !careful[topic.ID], text.MayPrint(), topic.ID)
		assert.Equal(t, text.MayPrint(), text.WhyNotPrinted().Key == "", topic.ID)
		text.Status = Reviewed
		assert.False(t, text.NeedsInterpreter(), topic.ID)
		assert.Equal(t, topic.ID != "trafficking-and-danger", text.MayPrint(), topic.ID)
		assert.Equal(t, text.MayPrint(), text.WhyNotPrinted().Key == "", topic.ID)
	}
}

func TestWhatIsSaidAboutATextHasWordsInEveryStaffLanguage(t *testing.T) {
	f := shipped(t)
	decision, _ := f.Text("return-decision", "de")
	danger, _ := f.Text("trafficking-and-danger", "de")
	require.NotEmpty(t, decision.Laws)
	for _, tag := range words.StaffLanguages() {
		w, err := words.New(tag)
		require.NoError(t, err)
		w.OnMissing(func(m words.Missing) { t.Errorf("%+v", m) })
		assert.Contains(t, w.Say(decision.Laws[0].Message()), "2008/115/EC")
		assert.NotEqual(t, w.Say(danger.WhyNotPrinted()), w.Say(decision.WhyNotPrinted()))
	}
}

func TestTheFontHasEveryLetterOfTheTexts(t *testing.T) {
	face, err := font.ParseTTF(bytes.NewReader(assets.FontRegular))
	require.NoError(t, err)
	f := shipped(t)
	for _, topic := range f.Topics() {
		for _, tag := range f.Languages(topic.ID) {
			text, _ := f.Text(topic.ID, tag)
			for _, r := range strings.ReplaceAll(text.Markdown(), "\n", "") {
				glyph, found := face.NominalGlyph(r)
				assert.True(t, found && glyph != 0, "%s in %s: %q %U", topic.ID, tag, r, r)
			}
		}
	}
}

// Pictograms are for who does not read: black and white, no letters, nothing that
// the painter does not know.
func TestPictogramsAreSimple(t *testing.T) {
	f := shipped(t)
	seen := map[string]string{}
	for _, topic := range f.Topics() {
		picture := f.Pictogram(topic.ID)
		assert.Empty(t, seen[string(picture)], "%s has the picture of another topic", topic.ID)
		seen[string(picture)] = topic.ID
		assert.Less(t, len(picture), 4096, topic.ID)
		d := xml.NewDecoder(bytes.NewReader(picture))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, topic.ID)
			element, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			assert.Contains(t, []string{"svg", "path", "circle", "rect"}, element.Name.Local, topic.ID)
			for _, a := range element.Attr {
				switch a.Name.Local {
				case "fill", "stroke":
					assert.Contains(t, []string{"none", "#000000", "#ffffff"}, a.Value, topic.ID)
				case "viewBox":
					assert.Equal(t, "0 0 96 96", a.Value, topic.ID)
				}
			}
		}
	}
}
