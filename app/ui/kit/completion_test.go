package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cities completes what begins like a city.
func cities(text string) []string {
	var all []string
	for _, c := range []string{"Erbil", "Erbil, Ankawa", "أربيل", "Herat"} {
		if strings.HasPrefix(c, text) {
			all = append(all, c)
		}
	}
	return all
}

func TestWhatIsTypedIsCompletedByTheArrowsAndEnter(t *testing.T) {
	tempApp(t, Look{})
	heard, submitted := "", 0
	n := Env{}.NewEntry(EntryOptions{Complete: cities, OnChanged: func(s string) { heard = s }, OnSubmitted: func(string) { submitted++ }})
	w := window(t, Env{}.Column(n), 400, 400)
	w.Canvas().Focus(n)
	low := n.HeightFor(300)
	test.Type(n, "Er")
	require.Len(t, n.offered.rows, 2)
	assert.Greater(t, n.HeightFor(300), low, "there is room for what is offered")
	press := func(k fyne.KeyName) { n.TypedKey(&fyne.KeyEvent{Name: k}) }
	press(fyne.KeyReturn)
	assert.Equal(t, 1, submitted, "Enter takes nothing that nobody went to")
	press(fyne.KeyDown)
	press(fyne.KeyDown)
	press(fyne.KeyReturn)
	assert.Equal(t, "Erbil, Ankawa", n.Text())
	assert.Equal(t, "Erbil, Ankawa", heard)
	assert.Equal(t, 1, submitted)
	assert.False(t, n.offered.open())
	assert.Same(t, n, w.Canvas().Focused())
	n.Undo()
	assert.Equal(t, "Er", n.Text(), "what was typed is not lost")
	n.SetCaret(2)

	test.Type(n, "b")
	require.True(t, n.offered.open())
	press(fyne.KeyEscape)
	assert.False(t, n.offered.open())
	assert.Equal(t, "Erb", n.Text())
	test.Type(n, "x")
	assert.False(t, n.offered.open(), "nothing is like it")
}

func TestASuggestionIsTakenByATap(t *testing.T) {
	tempApp(t, Look{})
	n := Env{RTL: true}.NewEntry(EntryOptions{Complete: cities})
	w := window(t, Env{RTL: true}.Column(n), 400, 400)
	w.Canvas().Focus(n)
	test.Type(n, "أر")
	require.Len(t, n.offered.rows, 1)
	row := n.offered.rows[0]
	row.MouseIn(nil)
	w.Canvas().Unfocus() // as a press of the mouse does
	require.True(t, n.offered.open())
	test.Tap(row)
	assert.Equal(t, "أربيل", n.Text())
	assert.Same(t, n, w.Canvas().Focused())

	n.SetText("He")
	test.Type(n, "r")
	require.True(t, n.offered.open())
	w.Canvas().Unfocus()
	assert.False(t, n.offered.open(), "who goes elsewhere is not followed")
}
