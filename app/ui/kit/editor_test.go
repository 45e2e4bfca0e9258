package kit

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
)

// pieces are what random histories type: letters, marks, conjuncts, emoji sequences, controls, line ends.
var pieces = []string{"a", "W", "7", " ", "\n", "é", "e\u0301", "س", "ا", "ر", "ِ", "ل", "لا", "کە", "\u200c", "ট্র", "কি", "ትግ", "👩‍👧", "🇩🇪",
	"\u0301", "\u2067", "\u2069", "(", ")", "\u0600", "ด", "नि", "می\u200cخواهم ", "W-4711: "}

// history makes the same random edits on an editor and on a plain slice of runes, and complains when they part.
func history(t *testing.T, random *rand.Rand, steps int) {
	t.Helper()
	var d editor
	d.load("Er sagte: «خانه من».\nগৃহ")
	start := string(d.text)
	model := slices.Clone(d.text)
	splice := func(a, b int, s []rune) { model = slices.Concat(model[:a], s, model[b:]) }
	changed := 0
	for range steps {
		a, b := d.selection()
		switch action := random.IntN(10); action {
		case 0, 1, 2, 3:
			s := pieces[random.IntN(len(pieces))]
			splice(a, b, []rune(s))
			require.True(t, d.insert(s, typing))
			changed++
		case 4:
			if a == b && a > 0 {
				a = b - erasedBefore(&d, b)
			}
			splice(a, b, nil)
			if d.backspace() {
				changed++
			}
		case 5:
			if a == b {
				b = d.after(b)
			}
			splice(a, b, nil)
			if d.erase() {
				changed++
			}
		case 6:
			if d.undo() {
				model = slices.Clone(d.text)
			}
		case 7:
			if d.redo() {
				model = slices.Clone(d.text)
			}
		default:
			to := d.boundaryFrom(random.IntN(len(d.text) + 1))
			d.moveTo(to, random.IntN(2) == 0)
		}
		require.Equal(t, string(model), string(d.text))
		cuts := boundaries(d.text)
		for _, offset := range []int{d.caret, d.anchor} {
			require.Contains(t, cuts, offset, "caret inside a grapheme of %q", string(d.text))
		}
	}
	taken := 0
	for ; d.undo(); taken++ {
	}
	require.Equal(t, start, string(d.text), "undoing everything leads back")
	for range taken {
		require.True(t, d.redo())
	}
	require.Equal(t, string(model), string(d.text), "redoing everything leads forth again")
	require.LessOrEqual(t, taken, changed)
}

// erasedBefore is the rule for Backspace, told another way: one mark, else one cluster.
func erasedBefore(d *editor, at int) int {
	cuts := boundaries(d.text)
	i, _ := slices.BinarySearch(cuts, at)
	cluster := d.text[cuts[i-1]:at]
	last := cluster[len(cluster)-1]
	if len(cluster) > 1 && unicode.IsMark(last) && last != '\ufe0f' {
		return 1
	}
	return len(cluster)
}

func TestRandomHistoriesAgreeWithAPlainSliceOfRunes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 60 {
		history(t, random, 120)
	}
}

func FuzzTypingKeepsTheCaretOnGraphemes(f *testing.F) {
	for _, s := range pieces {
		f.Add("a"+s, s+"b", uint(1))
	}
	f.Fuzz(func(t *testing.T, before, typed string, at uint) {
		var d editor
		d.load(before)
		d.moveTo(d.boundaryFrom(int(at%uint(len(d.text)+1))), false)
		was := string(d.text)
		if d.insert(typed, asOne) {
			require.Contains(t, boundaries(d.text), d.caret)
			require.True(t, d.undo())
		}
		require.Equal(t, was, string(d.text))
	})
}

func TestUndoTakesBackAWordAtATime(t *testing.T) {
	var d editor
	d.load("")
	for _, r := range "one two" {
		d.insert(string(r), typing)
	}
	d.insert("\n", asOne)
	d.insert("pasted words", asOne)
	var seen []string
	for d.undo() {
		seen = append(seen, string(d.text))
	}
	require.Equal(t, []string{"one two\n", "one two", "one ", ""}, seen)
}

func TestWhatIsTypedIsNormal(t *testing.T) {
	for _, row := range []struct {
		name, in, want string
		oneLine        bool
		limit          int
	}{
		{name: "line ends", in: "a\r\nb\rc\u2028d", want: "a\nb\nc\nd"},
		{name: "control characters", in: "a\x00\x1bb\x7f", want: "ab"},
		{name: "no UTF-8", in: "a\xffb", want: "a\ufffdb"},
		{name: "one line", in: "a\nb\tc", want: "a b c", oneLine: true},
		{name: "a limit cuts between graphemes", in: "abe\u0301", want: "ab", limit: 3},
		{name: "direction marks are the writer's", in: "a\u200eب\u2069", want: "a\u200eب\u2069"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := editor{oneLine: row.oneLine, limit: row.limit}
			d.load(row.in)
			require.Equal(t, row.want, string(d.text))
		})
	}
}

func TestWordsInEveryScript(t *testing.T) {
	var d editor
	d.load("می\u200cخواهم به خانه بروم")
	from, to := d.wordAt(2)
	require.Equal(t, "می\u200cخواهم", string(d.text[from:to]), "a non-joiner is inside a word")
	d.load("one two")
	require.Equal(t, 3, d.wordAfter(0))
	require.Equal(t, 4, d.wordBefore(7))
	require.Equal(t, 0, d.wordBefore(4-1))
}
