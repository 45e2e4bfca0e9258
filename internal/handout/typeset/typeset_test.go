package typeset

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/bidi"
	"waymark/internal/handout/pdf/pdftest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// topic is a text of the framework in a language, one paragraph a line.
func topic(t testing.TB, id, tag string) []Text {
	t.Helper()
	b, err := assets.Framework.ReadFile("framework/" + id + "/" + tag + ".md")
	require.NoError(t, err)
	_, body, _ := strings.Cut(string(b[4:]), "\n---\n")
	var out []Text
	for _, l := range strings.Split(strings.TrimSpace(body), "\n") {
		if l = strings.TrimLeft(l, "# -"); l != "" {
			out = append(out, Plain(tag, l))
		}
	}
	return out
}

// bilingual is a topic in two languages side by side.
func bilingual(t testing.TB, id, left, right string) []Block {
	t.Helper()
	a, b := topic(t, id, left), topic(t, id, right)
	require.Len(t, b, len(a))
	var out []Block
	for i := range a {
		style := Body
		if i == 0 {
			style = Large
		}
		out = append(out, Columns{Cells: []Cell{{Blocks: []Block{Paragraph{Text: a[i], Style: style}}}, {Blocks: []Block{Paragraph{Text: b[i], Style: style}}}}})
	}
	return out
}

func cell(tag, s string) []Block { return []Block{Paragraph{Text: Plain(tag, s)}} }

func pages(of, total int) []Block {
	return []Block{Paragraph{Text: Plain("en", fmt.Sprintf("%d / %d", of, total))}}
}

// sample is a document with everything in it.
func sample(t testing.TB) Document {
	t.Helper()
	svg, err := assets.Framework.ReadFile("framework/pictograms/health.svg")
	require.NoError(t, err)
	picture, err := ParsePicture(svg)
	require.NoError(t, err)
	blocks := []Block{
		Heading{1, Plain("en", "Plan for the return")}, Drawing{Picture: picture, Size: 3, Alt: Plain("en", "Health"), Direction: bidi.RTL},
		Paragraph{Text: Text{Language: "ar", Spans: []Span{{Text: "خطة العودة مع "}, {Text: "Sara Karim", Bold: true}, {Text: "، الهاتف \u2068+49 170 1234567\u2069"}}}},
		Item{Mark: "•", Text: Plain("fa-AF", "می‌خواهم به Herat بروم، ۱۲ خرداد ۱۴۰۳")},
		Item{Mark: "12.", Text: Plain("en", "An item that is too long for one line, so that its second line begins where the first one does, and not below its number.")},
		Frame{Direction: bidi.RTL, Blocks: cell("ar", "لم يوافق أحد على هذا بعد")},
		Heading{2, Plain("ti", "መደብ ምምላስ")}, Paragraph{Text: Plain("ti", "ኣብ ዝኾነ ግዜ ሓሳብካ ክትቅይር ትኽእል ኢኻ። W-4711")},
		Paragraph{Text: Plain("ka", "თქვენ შეგიძლიათ გადაიფიქროთ, W-4711")}, Paragraph{Text: Plain("hy", "Դուք կարող եք փոխել ձեր որոշումը")},
		Paragraph{Text: Plain("bn", "আপনি যে কোনো সময় আপনার মত পরিবর্তন করতে পারেন।")}, Paragraph{Text: Plain("hi", "आप किसी भी समय अपना मन बदल सकते हैं। क्षत्रिय")},
		Paragraph{Text: Plain("ta", "நீங்கள் எப்போது வேண்டுமானாலும் மாற்றலாம். ஸ்ரீ")}, Paragraph{Text: Plain("pa", "ਤੁਸੀਂ ਕਿਸੇ ਵੀ ਸਮੇਂ ਆਪਣਾ ਮਨ ਬਦਲ ਸਕਦੇ ਹੋ।")},
		Table{Direction: bidi.RTL, Shares: []float64{1, 4, 3}, Head: [][]Block{cell("ar", "رقم"), cell("ar", "ماذا"), cell("ar", "الحالة")},
			Rows: [][][]Block{{cell("", "1"), cell("", "Nähmaschine, 1.200 EUR"), cell("ar", "رغبة")}, {cell("", "2"), cell("", "متجر صغير في أربيل"), cell("ar", "متفق عليه")}}},
		Rule{}, Gap(1), Lines{2},
	}
	return Document{Title: "Sample", Language: "en", Blocks: blocks, Head: []Block{Paragraph{Text: Plain("en", "Wished, not promised"), Style: Strong}}, Foot: pages}
}

// dump lists where every glyph stands.
func dump(p *Pages) string {
	var b strings.Builder
	for i, parts := range p.pages {
		fmt.Fprintf(&b, "page %d\n", i+1)
		for _, part := range parts {
			if part.path != nil {
				fmt.Fprintf(&b, "shape of %d steps at %.1f %.1f\n", len(part.path), part.path[0].To[0].X, part.path[0].To[0].Y)
				continue
			}
			fmt.Fprintf(&b, "%.1f %.1f %gpt %s", part.x, part.y, math.Round(part.size*10)/10, []string{"", "bold"}[part.weight])
			for _, c := range part.clusters {
				fmt.Fprintf(&b, " %.2f", c.X)
				for _, g := range c.Glyphs {
					fmt.Fprintf(&b, ":%d", g.ID)
					if g.DX != 0 || g.DY != 0 {
						fmt.Fprintf(&b, "%+d%+d", g.DX, g.DY)
					}
				}
			}
			fmt.Fprintf(&b, " %s\n", part.text)
		}
	}
	return b.String()
}

func TestGlyphsStandWhereTheyStood(t *testing.T) {
	got := dump(Set(sample(t)))
	file := filepath.Join("testdata", "sample.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestThePDFHasWhatThePagesHave(t *testing.T) {
	p := Set(sample(t))
	file := written(t, p)
	require.Len(t, file.Pages, p.Count())
	for i, parts := range p.pages {
		n := 0
		for _, part := range parts {
			if part.path != nil {
				continue
			}
			show := file.Pages[i].Shows[n]
			n++
			assert.InDelta(t, part.size, show.Size, 0.001)
			assert.InDelta(t, PageHeight-part.y, show.Y, 0.001)
			k := 0
			for _, c := range part.clusters {
				letters := []rune(c.Text)
				if !c.RTL {
					letters = letters[:1]
				}
				k += len(letters)
				assert.InDelta(t, part.x+c.X, show.Codes[k-1].X, 0.02, "%q in %q", c.Text, part.text)
			}
			assert.Len(t, show.Codes, k)
		}
		assert.Len(t, file.Pages[i].Shows, n)
	}
	for _, kind := range []string{"H1", "H2", "P", "Figure", "Table", "TR", "TH", "TD"} {
		assert.Contains(t, file.Elements, kind)
	}
}

func written(t *testing.T, p *Pages) pdftest.File {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, p.PDF(&b))
	file, err := pdftest.Read(b.Bytes())
	require.NoError(t, err)
	return file
}

func TestTheSameDocumentIsTheSameBytesAlsoAtOnce(t *testing.T) {
	const times = 4
	var made [times][]byte
	var drawn [times][]byte
	var wait sync.WaitGroup
	for i := range times {
		wait.Go(func() {
			p := Set(sample(t))
			var b bytes.Buffer
			assert.NoError(t, p.PDF(&b))
			made[i], drawn[i] = b.Bytes(), p.Image(0, 40).Pix
		})
	}
	wait.Wait()
	for i := range times {
		assert.True(t, bytes.Equal(made[0], made[i]))
		assert.True(t, bytes.Equal(drawn[0], drawn[i]))
	}
}

func TestNothingStandsOutsideTheMargins(t *testing.T) {
	d := sample(t)
	long := strings.Repeat("Donaudampfschifffahrtsgesellschaft", 30)
	d.Blocks = append(d.Blocks,
		Paragraph{Text: Plain("de", long)}, Columns{Cells: []Cell{{Blocks: cell("de", long)}, {Blocks: cell("ar", strings.Repeat("استقلالية", 40))}}},
		Paragraph{Text: Plain("", "\u202e\u2067\u2066"+strings.Repeat("Zürich أربيل 12 ", 60))}, Paragraph{Text: Plain("en", "a\xffb\x00c\u0301\n\n\u0301lone")},
		Item{Mark: "[unusually long mark]", Text: Plain("ar", "نص")})
	inside(t, Set(d))
}

func inside(t *testing.T, p *Pages) {
	t.Helper()
	for i, parts := range p.pages {
		for _, part := range parts {
			for _, c := range part.clusters {
				left := part.x + c.X
				right := left + float64(c.Advance)/weights()[part.weight].upem*part.size
				if left < margin-0.01 || right > PageWidth-margin+0.5 || part.y < margin*0.5 || part.y > PageHeight-margin*0.3 {
					t.Fatalf("page %d: %q in %q stands at %.1f to %.1f, %.1f", i+1, c.Text, part.text, left, right, part.y)
				}
			}
		}
	}
}

func TestWhatBeginsAtTheRightEndsAtTheRightMargin(t *testing.T) {
	p := Set(Document{Blocks: []Block{Paragraph{Text: Plain("ar", "أنت من يقرر")}, Paragraph{Text: Plain("en", "You decide")}, Paragraph{Text: Plain("", "Name"), Style: Body}}, Direction: bidi.RTL})
	edges := map[string][2]float64{}
	for _, part := range p.pages[0] {
		lo, hi := reachOf(part)
		edges[part.text] = [2]float64{lo, hi}
	}
	assert.InDelta(t, PageWidth-margin, edges["أنت من يقرر"][1], 0.1)
	assert.InDelta(t, margin, edges["You decide"][0], 0.1, "its language says where it begins")
	assert.InDelta(t, PageWidth-margin, edges["Name"][1], 0.1, "what has no language begins where the page does")
}

func reachOf(p part) (lo, hi float64) { return strip{parts: []part{p}}.reach() }

func TestTwoLanguagesBeginOnTheSameLine(t *testing.T) {
	for i, block := range bilingual(t, "welcome-and-rights", "en", "ar") {
		begins := map[string]float64{}
		for _, part := range Set(Document{Blocks: []Block{block}}).pages[0] {
			side := "left"
			if part.x > PageWidth/2 {
				side = "right"
			}
			if _, ok := begins[side]; !ok {
				begins[side] = part.y
			}
		}
		require.Len(t, begins, 2)
		assert.Equal(t, begins["left"], begins["right"], "thought %d", i)
	}
}

func TestPagesTurnWhereTheyMay(t *testing.T) {
	var rows [][][]Block
	for i := range 60 {
		rows = append(rows, [][]Block{cell("", fmt.Sprint("row ", i)), cell("en", "first line of the row\nsecond line of the row\nthird line of the row")})
	}
	p := Set(Document{Foot: pages, Blocks: []Block{
		Heading{1, Plain("en", "Title")}, Table{Shares: []float64{1, 3}, Head: [][]Block{cell("en", "Number"), cell("en", "What")}, Rows: rows},
		NewPage{}, Heading{2, Plain("en", "Last part")}, Paragraph{Text: Plain("en", "end")}}})
	require.Greater(t, p.Count(), 4)
	seen := 0
	for i := range p.Count() - 1 {
		lines := p.Lines(i)
		assert.Contains(t, lines, "Number", "the head is on page %d", i+1)
		assert.Contains(t, lines, fmt.Sprintf("%d / %d", i+1, p.Count()))
		whole := 0
		for _, l := range lines {
			switch {
			case strings.HasPrefix(l, "row "):
				assert.Equal(t, fmt.Sprint("row ", seen), l)
				seen++
				whole++
			case strings.HasPrefix(l, "third line"):
				whole--
			}
		}
		assert.Zero(t, whole, "a row is whole on page %d", i+1)
	}
	assert.Equal(t, 60, seen)
	assert.Equal(t, []string{"Last part", "end", fmt.Sprintf("%d / %d", p.Count(), p.Count())}, p.Lines(p.Count()-1))

	// Whatever stands above it, a heading is never the last line of a page, and no
	// paragraph leaves one line alone.
	for above := range 60 {
		p := Set(Document{Blocks: []Block{Gap(0), Paragraph{Text: Plain("en", strings.Repeat("x\n", above)+"x")}, Heading{2, Plain("en", "Head")},
			Paragraph{Text: Plain("en", "one\ntwo\nthree\nfour")}}})
		for i := range p.Count() {
			lines := p.Lines(i)
			assert.NotEqual(t, "Head", lines[len(lines)-1], "%d lines above", above)
			assert.NotEqual(t, "one", lines[len(lines)-1], "%d lines above", above)
			assert.NotEqual(t, "four", lines[0], "%d lines above", above)
		}
	}
}

func TestWhatTheFontsLackIsNamed(t *testing.T) {
	p := Set(Document{Blocks: cell("", "ok 漢字 ok")})
	assert.Equal(t, "字漢", string(p.Missing()))
	assert.Empty(t, Set(sample(t)).Missing())
}

func TestAllPictogramsAreDrawn(t *testing.T) {
	files, err := assets.Framework.ReadDir("framework/pictograms")
	require.NoError(t, err)
	for _, f := range files {
		svg, err := assets.Framework.ReadFile("framework/pictograms/" + f.Name())
		require.NoError(t, err)
		picture, err := ParsePicture(svg)
		require.NoError(t, err, f.Name())
		p := Set(Document{Blocks: []Block{Drawing{Picture: picture, Size: 6}}})
		black := 0
		for _, v := range p.Image(0, 72).Pix {
			if v < 64 {
				black++
			}
		}
		assert.Greater(t, black, 300, f.Name())
	}
	for name, svg := range map[string]string{
		"text": `<svg viewBox="0 0 96 96"><text>x</text></svg>`, "arc": `<svg viewBox="0 0 96 96"><path d="M0 0 A5 5 0 0 1 3 3"/></svg>`,
		"cut": `<svg viewBox="0 0 96 96"><path d="M0"/></svg>`, "no box": `<svg><circle r="3"/></svg>`, "no XML": `<svg`, "no number": `<svg viewBox="0 0 96 96"><circle r="big"/></svg>`,
	} {
		_, err := ParsePicture([]byte(svg))
		assert.ErrorIs(t, err, errPicture, name)
	}
}

func TestAPageIsDrawnWhereItsLettersStand(t *testing.T) {
	p := Set(Document{Blocks: cell("en", "HHHH")})
	const perInch = 144
	img := p.Image(0, perInch)
	part := p.pages[0][0]
	y := int((part.y - part.size*0.3) * perInch / 72)
	black := 0
	for x := int(part.x * perInch / 72); x < int((part.x+40)*perInch/72); x++ {
		if img.GrayAt(x, y).Y < 40 {
			black++
		}
	}
	assert.Greater(t, black, 5, "the stems of the letters")
	for x := range img.Rect.Dx() {
		require.EqualValues(t, 0xff, img.GrayAt(x, 20).Y, "nothing in the margin")
	}
}

func TestALongPasteIsSetAndNothingIsLost(t *testing.T) {
	text := strings.Repeat("کلمه word শব্দ 123 ", 100_000/18)
	p := Set(Document{Blocks: []Block{Paragraph{Text: Plain("", text)}}})
	inside(t, p)
	got := 0
	for i := range p.Count() {
		for _, l := range p.Lines(i) {
			got += strings.Count(l, "word")
		}
	}
	assert.Equal(t, 100_000/18, got)
}

func TestTenPagesAreSmall(t *testing.T) {
	p := Set(tenPages(t))
	require.GreaterOrEqual(t, p.Count(), 10)
	var b bytes.Buffer
	require.NoError(t, p.PDF(&b))
	assert.Less(t, b.Len(), 1_000_000)
}

func tenPages(t testing.TB) Document {
	t.Helper()
	d := Document{Title: "Topics", Language: "en", Made: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Foot: pages, Size: 12}
	for _, id := range []string{"welcome-and-rights", "your-data", "voluntary-return", "health", "situation-and-options", "return-decision", "complaints", "reintegration"} {
		d.Blocks = append(d.Blocks, bilingual(t, id, "en", "fa-AF")...)
		d.Blocks = append(d.Blocks, NewPage{})
	}
	return d
}

func BenchmarkTenBilingualPages(b *testing.B) {
	d := tenPages(b)
	b.ReportAllocs()
	for b.Loop() {
		p := Set(d)
		var out bytes.Buffer
		if err := p.PDF(&out); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len()), "bytes/file")
		b.ReportMetric(float64(p.Count()), "pages")
	}
}

func BenchmarkFiveHundredWords(b *testing.B) {
	for _, tag := range []string{"en", "ar", "ti", "ka"} {
		var all []string
		for _, t := range topic(b, "welcome-and-rights", tag) {
			all = append(all, strings.Fields(t.String())...)
		}
		for len(all) < 500 {
			all = append(all, all...)
		}
		text := strings.Join(all[:500], " ")
		b.Run(tag, func(b *testing.B) {
			for b.Loop() {
				Set(Document{Blocks: []Block{Paragraph{Text: Plain(tag, text)}}})
			}
		})
	}
	text := strings.Repeat("আপনি যে কোনো সময় আপনার মত পরিবর্তন করতে পারেন। ", 500/8)
	b.Run("bn", func(b *testing.B) {
		for b.Loop() {
			Set(Document{Blocks: []Block{Paragraph{Text: Plain("bn", text)}}})
		}
	})
}
