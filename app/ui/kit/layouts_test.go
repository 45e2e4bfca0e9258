package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// boxes are all objects that are no containers, in the order in which they were given.
func boxes(o fyne.CanvasObject) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if c, ok := o.(*fyne.Container); ok {
		for _, k := range c.Objects {
			out = append(out, boxes(k)...)
		}
		return out
	}
	return []fyne.CanvasObject{o}
}

// arrangement builds the same contents for both directions.
func arrangement(e Env) *fyne.Container {
	return e.Border(Sides{Top: e.Row(e.Line("title"), Spacer(), e.Button("go", nil)), Start: AtLeast(80, 0, e.Rail([]BarItem{{Key: "a", Label: "a"}}, "a", nil)), End: e.Caption("end")},
		e.Column(
			e.Form(Field{Label: "name", Control: e.Entry("", nil)}, Field{Label: "telephone", Control: e.Entry("", nil), Hint: "hint"}),
			e.Flow(e.Button("one", nil), e.Button("two", nil), e.Badge("three", Plain)),
			e.Side(0.3, e.Check("left", false, nil), e.Check("right", true, nil)),
			e.Readable(e.Text("words")),
		))
}

func TestRightToLeftIsTheMirrorImage(t *testing.T) {
	tempApp(t, Look{})
	ltr, rtl := arrangement(Env{}), arrangement(Env{RTL: true})
	const width = 900
	window(t, ltr, width, 500)
	window(t, rtl, width, 500)
	a, b := boxes(ltr), boxes(rtl)
	require.Equal(t, len(a), len(b))
	for i := range a {
		require.Equal(t, a[i].Size(), b[i].Size(), "object %d", i)
		pa, _ := offsetIn(ltr, a[i])
		pb, _ := offsetIn(rtl, b[i])
		require.InDelta(t, pa.Y, pb.Y, 0.01)
		require.InDelta(t, width-pa.X-a[i].Size().Width, pb.X, 0.1, "object %d", i)
	}
}

func TestTabFollowsReadingInBothDirections(t *testing.T) {
	for _, e := range []Env{{}, {RTL: true}} {
		tempApp(t, Look{})
		first, second, third := e.Button("1", nil), e.Entry("", nil), e.Check("3", false, nil)
		w := window(t, e.Row(first, second, third), 600, 100)
		for _, want := range []fyne.Focusable{first, second, third, first} {
			w.Canvas().FocusNext()
			require.Equal(t, want, w.Canvas().Focused())
		}
	}
}

func TestTextWrapsInAColumnAtTheFirstPass(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	text := e.Text("a sentence that is long enough to need several lines in a narrow column, and then some more of it")
	below := e.Text("below")
	column := e.Column(text, below)
	column.Resize(fyne.NewSize(200, 400))
	require.Greater(t, text.Size().Height, 2*text.face().lineHeight())
	require.InDelta(t, text.Size().Height+Unit, below.Position().Y, 0.1)
}

func TestRowTakesWhatIsMissingFromTexts(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	text, button := e.Line("a line that is much too long for the row it stands in"), e.Button("Record", nil)
	row := e.Row(Grow(text), button)
	row.Resize(fyne.NewSize(220, 40))
	require.Equal(t, button.MinSize().Width, button.Size().Width)
	require.InDelta(t, 220-Unit-button.Size().Width, text.Size().Width, 0.5)
	shown := test.WidgetRenderer(text).Objects()
	require.Len(t, shown, 1)
	require.Contains(t, test.RenderObjectToMarkup(text), "…")
}

func TestFocusIsScrolledIntoSight(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	column := e.Column()
	for range 40 {
		column.Add(e.Button("x", nil))
	}
	scroll := NewScroll(column)
	w := window(t, scroll, 300, 200)
	w.Canvas().Focus(column.Objects[30].(*Button))
	require.Positive(t, scroll.Offset())
	w.Canvas().Focus(column.Objects[0].(*Button))
	require.Zero(t, scroll.Offset())
}

func TestAThemedPartHasItsOwnSizeOfText(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	small, large := e.Text("the same words"), e.Text("the same words")
	window(t, e.Column(small, Themed(NewTheme(Look{Person: true, Text: 32}), large)), 600, 300)
	require.InDelta(t, 2*small.Size().Height, large.Size().Height, 1)
	require.InDelta(t, 32.0, test.WidgetRenderer(large).Objects()[0].(*canvas.Text).TextSize, 0.01)
}
