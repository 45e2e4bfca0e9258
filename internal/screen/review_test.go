package screen_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

func openReview(t *testing.T) (*archive, *screentest.Runner, *shelf, *screen.Desk, *screen.Review) {
	run, store := screentest.Inline(), newShelf()
	a := newArchive(t, supervisor)
	d := a.desk(run, store)
	s := screen.NewReview(d, a, a, screen.Route{Place: screen.PlaceReview})
	s.Shown()
	require.Equal(t, screen.Full, s.List.Face)
	return a, run, store, d, s
}

func TestTheQueueIsReadByKeysAloneAndAnsweredByTheCounsellor(t *testing.T) {
	a, run, store, d, s := openReview(t)
	waiting := len(s.Rows)
	require.Greater(t, waiting, 3)
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.True(t, screen.Press(s.Commands(), "K"))
	assert.Equal(t, 1, s.Selected)
	row := s.Rows[1]
	said := slices.IndexFunc(s.Lines, func(l screen.Line) bool { return l.Place == "said" })
	require.GreaterOrEqual(t, said, 0)
	for s.Line < said {
		require.True(t, s.Press("Down"))
	}
	assert.True(t, screen.Press(s.Commands(), screen.KeyComment))
	s.TypeComment(1, "Which day was it?")
	s.Check("informed_decision", "partly")
	run.Advance(time.Second)
	require.Len(t, store.kept, 1, "kept as it is typed")

	back := screen.NewReview(d, a, a, screen.ReviewRoute(row.Case, row.Session))
	back.Shown()
	require.Len(t, back.Comments(), 1)
	assert.Equal(t, "field.said", back.Comments()[0].Place.Key)
	assert.Equal(t, "partly", back.Checked("informed_decision"))
	assert.True(t, screen.Press(back.Commands(), screen.KeyAsk))
	assert.Equal(t, "casework.verdict.please_complete", back.Verdict().Key)
	assert.False(t, back.May(), "it can be taken back, not changed")
	back.Form.Undo()
	assert.True(t, back.May())
	assert.True(t, screen.Press(back.Commands(), screen.KeyAsk))
	run.Advance(screen.UndoTime)
	assert.Len(t, back.Rows, waiting-1, "it waits no longer")

	// The counsellor sees it on the session, and answers.
	own := casework.OwnershipOf(casework.Subject{Kind: casework.SubjectCase, ID: row.Case}, a.memory[casework.Subject{Kind: casework.SubjectCase, ID: row.Case}].Root())
	who, _ := a.world.Find(own.Assigned[0])
	a.sit(who)
	f := screen.NewCaseFile(a.desk(run, newShelf()), a, a, screen.CaseRoute(row.Case))
	f.Shown()
	i := slices.IndexFunc(f.Open(), func(o screen.OpenThing) bool { return o.Session == row.Session && o.What.Key == "casefile.open.review" })
	require.GreaterOrEqual(t, i, 0, "it is among the open things")
	f.See(f.Open()[i])
	r := f.Session()
	require.NotNil(t, r)
	i = slices.IndexFunc(r.Reviews, func(w screen.Reviewed) bool {
		return w.Verdict.Key == "casework.verdict.please_complete" && !w.Answered
	})
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, "Which day was it?", r.Reviews[i].Comments[0].Text)
	answer := f.Answering(r.Reviews[i].ID, false)
	screen.TypeAnswer(answer, "The third of March.")
	answer.Record()
	run.Advance(screen.UndoTime)
	assert.True(t, f.Session().Reviews[i].Answered)
	assert.False(t, slices.ContainsFunc(f.Open(), func(o screen.OpenThing) bool { return o.Session == row.Session && o.What.Key == "casefile.open.review" }))
}

func TestNobodyReviewsTheirOwn(t *testing.T) {
	a, _, _, d, s := openReview(t)
	row := s.Rows[0]
	d.Staff.ID = row.By
	own := screen.NewReview(d, a, a, screen.ReviewRoute(row.Case, row.Session))
	own.Shown()
	assert.True(t, own.Own())
	for _, c := range own.Commands() {
		if c.Key == screen.KeyFine || c.Key == screen.KeyAsk || c.Key == screen.KeyTalk || c.Key == screen.KeyComment {
			assert.True(t, c.Off)
		}
	}
	own.Judge("fine")
	assert.True(t, own.Form.Open())
}

func TestTheQueueIsFilteredByWords(t *testing.T) {
	_, _, _, _, s := openReview(t)
	all := len(s.Rows)
	by := s.Rows[0].ByName
	s.FilterWords(by)
	few := len(s.Rows)
	assert.Positive(t, few)
	assert.Less(t, few, all)
	s.FilterWords(by + ", " + s.Rows[0].Number)
	assert.LessOrEqual(t, len(s.Rows), few)
	s.FilterWords("no such word")
	assert.Equal(t, screen.Empty, s.List.Face)
	assert.Equal(t, "review.nothing", s.List.Title.Key)
	s.FilterWords("")
	s.FilterFlagged(true)
	assert.Less(t, len(s.Rows), all)
	for _, r := range s.Rows {
		assert.NotEmpty(t, r.Flags)
	}
	s.FilterFlagged(false)
	s.FilterDays(100000)
	assert.Empty(t, s.Rows)
}

func TestAQueueThatCannotBeReadIsNotEmpty(t *testing.T) {
	a := newArchive(t, supervisor)
	a.fault = errUnreadable
	s := screen.NewReview(a.desk(screentest.Inline(), newShelf()), a, a, screen.Route{Place: screen.PlaceReview})
	s.Shown()
	assert.Equal(t, screen.Failed, s.List.Face)
	a.fault = nil
	s.Again()
	assert.Equal(t, screen.Full, s.List.Face)
}
