package bidi_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"waymark/internal/bidi"
)

// cases is the number of lines in BidiCharacterTest.txt of Unicode 15.0.0.
const cases = 91707

func TestEveryCaseOfUnicodesCharacterTestAgrees(t *testing.T) {
	file, err := os.Open("testdata/BidiCharacterTest.txt.zst")
	require.NoError(t, err)
	defer file.Close()
	plain, err := zstd.NewReader(file)
	require.NoError(t, err)
	defer plain.Close()

	seen, wrong := 0, 0
	lines := bufio.NewScanner(plain)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		seen++
		if complaint := check(line); complaint != "" {
			if wrong++; wrong < 5 {
				t.Errorf("%s: %s", line, complaint)
			}
		}
	}
	require.NoError(t, lines.Err())
	require.Equal(t, cases, seen)
	require.Zero(t, wrong)
}

// check compares base level, levels and order of one line of the test file with what the package finds.
func check(line string) string {
	fields := strings.Split(line, ";")
	var text []rune
	for _, hex := range strings.Fields(fields[0]) {
		v, _ := strconv.ParseUint(hex, 16, 32)
		text = append(text, rune(v))
	}
	d := map[string]bidi.Direction{"0": bidi.LTR, "1": bidi.RTL, "2": bidi.Auto}[fields[1]]
	p := bidi.Resolve(text, d)
	if p.RTL() != (fields[2] == "1") {
		return "wrong base level"
	}
	l := p.Line(0, len(text))
	levels := make([]string, len(text))
	for _, r := range l.Runs {
		for i := r.Start; i < r.End; i++ {
			levels[i] = strconv.Itoa(int(r.Level))
		}
	}
	removed := map[int]bool{}
	for i, want := range strings.Fields(fields[3]) {
		if removed[i] = want == "x"; !removed[i] && want != levels[i] {
			return "levels " + strings.Join(levels, " ")
		}
	}
	var order []string
	for _, i := range l.Order() {
		if !removed[i] {
			order = append(order, strconv.Itoa(i))
		}
	}
	if got := strings.Join(order, " "); got != strings.TrimSpace(fields[4]) {
		return "order " + got
	}
	return ""
}

func TestOneWrongLevelInTheTestFileIsNoticed(t *testing.T) {
	const good = "05D0 0028 0061 0029;1;1;1 1 2 1;3 2 1 0"
	require.Empty(t, check(good))
	require.NotEmpty(t, check(strings.Replace(good, "1 1 2 1", "1 1 1 1", 1)))
	require.NotEmpty(t, check(strings.Replace(good, "3 2 1 0", "0 1 2 3", 1)))
	require.NotEmpty(t, check(strings.Replace(good, ";1;1;", ";1;0;", 1)))
}

func TestVisualOrder(t *testing.T) {
	const lrm, rlm = "\u200e", "\u200f"
	for _, row := range []struct {
		name, text string
		d          bidi.Direction
		want       string
	}{
		{"plain text is left alone", "Amanuel T. (W-4711)", bidi.Auto, "Amanuel T. (W-4711)"},
		{"empty", "", bidi.RTL, ""},
		{"a number after Arabic stands at its left", "ملف 4711", bidi.Auto, lrm + "4711" + lrm + rlm + "ملف " + rlm},
		{"the full stop ends at the left", "ملف W.", bidi.RTL, rlm + "." + rlm + lrm + "W" + lrm + rlm + "ملف " + rlm},
		{"an isolated phone number keeps its plus", "هاتف " + bidi.Isolate("+49 228"), bidi.RTL,
			lrm + "+49 228" + lrm + rlm + "هاتف " + rlm},
		{"lines are ordered one by one", "a\nب 1", bidi.Auto, "a\n" + lrm + "1" + lrm + rlm + "ب " + rlm},
		{"neighbouring right-to-left runs keep their places", "א\u2066\u2067ב\u2069\u2069", bidi.RTL, rlm + "א" + "ב" + rlm},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Equal(t, row.want, bidi.Visual(row.text, row.d))
		})
	}
}

func TestDirectionOfText(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       bidi.Direction
	}{
		{"Latin", "1. Haile", bidi.LTR},
		{"Arabic", "«سارا»", bidi.RTL},
		{"digits only", "12.11.2026", bidi.Auto},
		{"what is isolated does not count", "\u2068سارا\u2069 said", bidi.LTR},
		{"only isolated", "\u2068سارا\u2069", bidi.Auto},
		{"the first paragraph decides", "12\nسارا", bidi.Auto},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, bidi.DirectionOf(row.text)) })
	}
	require.Equal(t, bidi.RTL, bidi.Auto.Or(bidi.RTL))
	require.Equal(t, bidi.LTR, bidi.LTR.Or(bidi.RTL))
}

func TestCaretSlots(t *testing.T) {
	// Painted in an LTR line: a b ב א c, offsets 0 a 1 b 2 א 3 ב 4 c 5.
	text := []rune("abאבc")
	l := bidi.Resolve(text, bidi.LTR).Line(0, len(text))
	var slots []int
	for offset := range len(text) + 1 {
		slots = append(slots, l.Slot(offset))
	}
	require.Equal(t, []int{0, 1, 2, 3, 2, 5}, slots)
	for slot := range len(text) + 1 {
		offset := l.Offset(slot)
		require.True(t, offset >= 0 && offset <= len(text))
		if slot != 4 { // between the near edges of א and c no caret stands
			require.Equal(t, slot, l.Slot(offset), "slot %d, offset %d", slot, offset)
		}
	}
	empty := bidi.Resolve(nil, bidi.RTL).Line(0, 0)
	require.Zero(t, empty.Slot(0))
}

func BenchmarkResolveMixedNote(b *testing.B) {
	text := []rune(strings.Repeat("Er sagte: «خانه من در کابل است» und W-4711. ", 600))
	b.ReportMetric(float64(len(text)), "runes")
	for b.Loop() {
		bidi.Resolve(text, bidi.Auto)
	}
}
