package kit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func fiveHundredWords(sentence string) string {
	words := strings.Fields(sentence)
	var out []string
	for i := range 500 {
		out = append(out, words[i%len(words)])
	}
	return strings.Join(out, " ")
}

func BenchmarkLayingOutFiveHundredWords(b *testing.B) {
	for _, row := range []struct{ name, sentence string }{
		{"Latin", "What they said, in their words, was that the workshop in Erbil needs a sewing machine by February"},
		{"Arabic", "قال إن الورشة في أربيل تحتاج إلى ماكينة خياطة قبل شهر فبراير، وإن العائلة تنتظر منذ 12 شهرًا"},
		{"Bengali", "তিনি বলেছেন যে ফেব্রুয়ারির আগে কর্মশালার জন্য একটি সেলাই মেশিন দরকার এবং পরিবার অপেক্ষা করছে"},
	} {
		b.Run(row.name, func(b *testing.B) {
			tempApp(b, Look{})
			text := Env{}.NewText(TextOptions{Text: fiveHundredWords(row.sentence), Own: true})
			width := float32(600)
			for b.Loop() {
				width = 1200 - width + 7 // never the width it remembers
				text.forget()
				text.HeightFor(width)
			}
		})
	}
}

// longNote is 4,000 words in mixed script, in paragraphs of the given number of words.
func longNote(perParagraph int) string {
	words := strings.Fields("Er sagte: «خانه من در کابل است» und W-4711, ትግርኛ ቋንቋ, তিনি বলেছেন যে the workshop needs 12 machines")
	var out strings.Builder
	for i := range 4000 {
		out.WriteString(words[i%len(words)])
		if i%perParagraph == perParagraph-1 {
			out.WriteByte('\n')
		} else {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func BenchmarkKeystrokeInAFourThousandWordNote(b *testing.B) {
	for _, row := range []struct {
		name string
		per  int
	}{{"paragraphs of 80 words", 80}, {"one paragraph", 5000}} {
		b.Run(row.name, func(b *testing.B) {
			tempApp(b, Look{})
			n := Env{}.NewEntry(EntryOptions{Lines: 3, MaxLines: 20, Text: longNote(row.per)})
			w := window(b, Env{}.Column(n), 700, 700)
			w.Canvas().Focus(n)
			n.SetCaret(len(n.editor.text) / 2)
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				n.TypedRune([]rune("سارا said ")[len(took)%10])
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

func BenchmarkScrollStepInAHundredThousandRows(b *testing.B) {
	tempApp(b, Look{})
	rows, updates := 100_000, 0
	l := numbered(Env{}, &rows, &updates, nil)
	window(b, l, 600, 700)
	for b.Loop() {
		l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -25)})
		if l.scroll.Offset.Y > 3e6 {
			l.scroll.ScrollToTop()
		}
	}
}

// A keystroke may lay out the paragraph it falls into, and no other.
func TestAKeystrokeLaysOutOneParagraph(t *testing.T) {
	tempApp(t, Look{})
	n := Env{}.NewEntry(EntryOptions{Lines: 3, Text: longNote(80)})
	window(t, n, 600, 400)
	before := append([]*sheet(nil), n.page.paragraphs...)
	n.SetCaret(len(n.editor.text) / 2)
	test.Type(n, "x")
	fresh := 0
	for i, s := range n.page.paragraphs {
		if s.Paragraph != before[i].Paragraph {
			fresh++
		}
	}
	require.Equal(t, 1, fresh)
}
