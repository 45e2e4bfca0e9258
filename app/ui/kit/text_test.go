package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"waymark/internal/bidi"
)

// painted are the strings of a text's lines as they are given to the painter, without the marks that fence runs.
func painted(t *Text) []string {
	var out []string
	y := float32(-1)
	for _, o := range test.WidgetRenderer(t).Objects() {
		s := bidi.Strip(o.(*canvas.Text).Text)
		if o.Position().Y == y {
			out[len(out)-1] += "|" + s
		} else {
			out = append(out, s)
		}
		y = o.Position().Y
	}
	return out
}

func laidOut(e Env, o TextOptions, width float32) *Text {
	t := e.NewText(o)
	t.Resize(fyne.NewSize(width, t.HeightFor(width)))
	return t
}

func TestLinesAreBrokenInLogicalAndPaintedInVisualOrder(t *testing.T) {
	tempApp(t, Look{})
	rtl := Env{RTL: true}
	got := painted(laidOut(rtl, TextOptions{Text: "ملف " + bidi.Isolate("W-4711") + " من"}, 400))
	require.Equal(t, []string{" منW-4711ملف "}, got)

	long := laidOut(rtl, TextOptions{Text: strings.Repeat("كلمة ", 20) + "Haile 12."}, 200)
	lines := painted(long)
	require.Greater(t, len(lines), 3)
	require.NotContains(t, lines[0], "Haile", "the end of the sentence is in the last line")
	require.Contains(t, lines[len(lines)-1], "Haile 12")
	require.True(t, strings.HasPrefix(lines[len(lines)-1], "."), "its full stop stands at the left")
}

func TestAlignment(t *testing.T) {
	tempApp(t, Look{})
	const width = 300
	x := func(e Env, o TextOptions) (left, right float32) {
		text := laidOut(e, o, width)
		line := test.WidgetRenderer(text).Objects()[0]
		return line.Position().X, width - line.Position().X - line.Size().Width
	}
	for _, row := range []struct {
		name        string
		e           Env
		o           TextOptions
		left, right bool // which side is touched
	}{
		{"start", Env{}, TextOptions{Text: "سارا"}, true, false},
		{"start, mirrored", Env{RTL: true}, TextOptions{Text: "Haile"}, false, true},
		{"end", Env{}, TextOptions{Text: "Haile", Align: End}, false, true},
		{"end, mirrored", Env{RTL: true}, TextOptions{Text: "Haile", Align: End}, true, false},
		{"natural Arabic", Env{}, TextOptions{Text: "سارا", Own: true, Align: Natural}, false, true},
		{"natural Latin, mirrored", Env{RTL: true}, TextOptions{Text: "Haile", Own: true, Align: Natural}, true, false},
		{"natural digits, mirrored", Env{RTL: true}, TextOptions{Text: "4711", Own: true, Align: Natural}, false, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			left, right := x(row.e, row.o)
			require.Equal(t, row.left, left < 0.5, "left %v", left)
			require.Equal(t, row.right, right < 0.5, "right %v", right)
		})
	}
}

func TestEllipsisStandsWhereReadingEnds(t *testing.T) {
	tempApp(t, Look{})
	got := painted(laidOut(Env{}, TextOptions{Text: "a name that is too long", Line: true}, 80))
	require.Len(t, got, 1)
	require.True(t, strings.HasSuffix(got[0], "…"), got[0])
	got = painted(laidOut(Env{RTL: true}, TextOptions{Text: "Haile هو اسم طويل جدا جدا", Line: true}, 80))
	require.Regexp(t, "^ هو.*…Haile$", got[0], "the dots end the run that is painted first, which reads from the right")
	got = painted(laidOut(Env{}, TextOptions{Text: strings.Repeat("word ", 40), MaxLines: 2}, 120))
	require.Len(t, got, 2)
	require.True(t, strings.HasSuffix(got[1], "…"), got[1])
}

func TestALongWordIsBrokenBetweenGraphemes(t *testing.T) {
	tempApp(t, Look{})
	word := strings.Repeat("e\u0301", 60)
	text := laidOut(Env{}, TextOptions{Text: word}, 100)
	lines := painted(text)
	require.Greater(t, len(lines), 2)
	require.Equal(t, word, strings.Join(lines, ""))
	for _, l := range lines {
		require.True(t, strings.HasPrefix(l, "e\u0301"))
	}
}

func TestANameCannotMakeItsSurroundingsLie(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	require.Equal(t, "agpj.exe", e.Name("a\u202egpj.exe").Content())
	text := laidOut(e, TextOptions{Text: "file " + bidi.Isolate("\u202eevil\u2069") + " at the hub"}, 400)
	require.Equal(t, []string{"file evil at the hub"}, painted(text))
}

func TestRichText(t *testing.T) {
	tempApp(t, Look{})
	rich := Env{}.Rich(RichOptions{Direction: bidi.RTL, Markdown: "# عنوان\n\nنص **مهم** هنا\n\n- أول\n- ثان\n\n3. ثالث\n\n<b>x</b>\n\n> quote"})
	window(t, rich, 500, 400)
	markup := test.RenderObjectToMarkup(rich)
	for _, want := range []string{"عنوان", "مهم", "أول", "ثان", "\u200f.\u200f\u200e3\u200e", "ثالث", "quote"} {
		require.Contains(t, markup, want)
	}
	require.NotContains(t, markup, "**")
	important := rich.Objects[1].(*Text)
	require.Equal(t, []string{" هنا|مهم|نص "}, painted(important))
	bold := 0
	for _, o := range test.WidgetRenderer(important).Objects() {
		if o.(*canvas.Text).TextStyle.Bold {
			bold++
		}
	}
	require.Equal(t, 1, bold)
}

// The picture is compared with Pango's by eye when it changes; the bytes say that it did.
func TestTextInEveryScriptIsPaintedAsItWasSeen(t *testing.T) {
	tempApp(t, Look{})
	lines := []string{
		"Latin ÄÖÜ çéñ, Türkçe ığşİ, shqip ëç",
		"Русский, українська їєґ, српски ђћ",
		"Ελληνικά: ώρα 14:30",
		"العربية: الملف 4711 (انظر Haile)، 12.11.2026.",
		"دری: می\u200cخواهم به خانه برگردم؛ ۱۴۰۵/۹/۳",
		"پښتو: زه غواړم ې، ټ ډ ړ ښ ګ",
		"اردو: میں گھر جانا چاہتا ہوں۔",
		"سۆرانی: دەمەوێت بگەڕێمەوە ڵ ڕ",
		"ትግርኛ: ናብ ዓደይ ክምለስ እደሊ። ፳፻፲፱",
		"ქართული: მინდა სახლში დაბრუნება",
		"Հայերեն: ուզում եմ տուն գնալ։",
		"বাংলা: আমি বাড়ি ফিরে যেতে চাই। ক্ষ ন্ত্র",
		"हिन्दी: मैं घर जाना चाहता हूँ। क्षत्रिय",
		"ਪੰਜਾਬੀ: ਮੈਂ ਘਰ ਜਾਣਾ ਚਾਹੁੰਦਾ ਹਾਂ।",
		"தமிழ்: நான் வீட்டிற்குச் செல்ல விரும்புகிறேன்",
	}
	w := window(t, Ground(false, Pad(1, Env{}.Words(strings.Join(lines, "\n")))), 520, 460)
	test.AssertImageMatches(t, "scripts.png", w.Canvas().Capture())
}
