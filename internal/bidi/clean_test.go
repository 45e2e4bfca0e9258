package bidi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"waymark/internal/bidi"
)

func TestClean(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"a plain name", "Nino K.", "Nino K."},
		{"an override that turns a name round", "a\u202egpj.exe", "agpj.exe"},
		{"an override with its end", "\u202eabc\u202c", "abc"},
		{"an isolate nobody closes", "\u2067abc", "abc"},
		{"an end nobody opened", "abc\u2069", "abc"},
		{"a proper isolate", "x \u2068سارا\u2069 y", "x \u2068سارا\u2069 y"},
		{"a space without width", "Hai\u200ble", "Haile"},
		{"a byte order mark and a soft hyphen", "\ufeffHai\u00adle", "Haile"},
		{"the non-joiner of Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"a non-joiner between Latin letters", "Hai\u200cle", "Haile"},
		{"two non-joiners", "می\u200c\u200cخ", "می\u200cخ"},
		{"a joiner in Bengali", "র\u200d্য", "র\u200d্য"},
		{"a mark on nothing", "\u0301a", "\u00a0\u0301a"},
		{"a mark after an isolate's start", "\u2068\u0301a\u2069", "\u2068\u00a0\u0301a\u2069"},
		{"marks piled up", "a" + strings.Repeat("\u0301", 40), "a" + strings.Repeat("\u0301", 6)},
		{"line ends and tabs", "a\r\nb\tc\u2028d", "a  b c d"},
		{"control characters", "a\x00b\x1bc", "abc"},
		{"bytes that are no UTF-8", "a\xffb", "a\ufffdb"},
		{"hidden tags", "a\U000E0041b", "ab"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := bidi.Clean(row.in)
			require.Equal(t, row.want, got)
			require.Equal(t, got, bidi.Clean(got), "cleaning twice")
		})
	}
}

func TestStrip(t *testing.T) {
	require.Equal(t, "a+49b", bidi.Strip("a\u2068\u200e+49\u2069\u202eb"))
}

// FuzzAnArgumentCannotReorderTheSentence puts anything into a sentence and looks at what stands around it.
func FuzzAnArgumentCannotReorderTheSentence(f *testing.F) {
	for _, s := range []string{"", "سارا", "\u202e\u2069", "\u2067", "a\u0301\xff", "\n", "1", "((", "\u2068\u2068\u2069"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, frame := range []struct {
			before, after string
			d             bidi.Direction
		}{{"name: ", ", file W-4711.", bidi.LTR}, {"الاسم: ", "، ملف 4711.", bidi.RTL}} {
			argument := bidi.Isolate(name)
			require.True(t, utf8.ValidString(argument))
			levels := outside(frame.before, argument, frame.after, frame.d)
			require.Equal(t, outside(frame.before, bidi.Isolate("x"), frame.after, frame.d), levels, "%q", name)
		}
	})
}

// outside is the levels of the sentence around its argument.
func outside(before, argument, after string, d bidi.Direction) []int {
	text := []rune(before + argument + after)
	p := bidi.Resolve(text, d)
	var levels []int
	for i := range text {
		if i < len([]rune(before)) || i >= len(text)-len([]rune(after)) {
			levels = append(levels, p.Level(i))
		}
	}
	return levels
}
