package screen_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/words"
)

func openReview(t *testing.T) (*archive, *screentest.Runner, *shelf, *screen.Desk, *screen.Review) {
	run, store := screentest.Inline(), newShelf()
	a := newArchive(t, supervisor)
	d := a.desk(run, store)
	s := screen.NewReview(d, a.queue(), a, screen.Route{Place: screen.PlaceReview})
	s.Speak(inEnglish(t))
	s.Shown()
	require.Equal(t, screen.Full, s.List.Face)
	return a, run, store, d, s
}

func TestTheQueueIsReadByKeysAloneAndAnsweredByTheCounsellor(t *testing.T) {
	a, run, store, d, s := openReview(t)
	waiting := s.Len()
	require.Greater(t, waiting, 3)
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.True(t, screen.Press(s.Commands(), "K"))
	assert.Equal(t, 1, s.Selected)
	row := rowAt(t, s, 1)
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

	back := screen.NewReview(d, a.queue(), a, screen.ReviewRoute(row.Case, row.Session))
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
	assert.Equal(t, waiting-1, back.Len(), "it waits no longer")

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
	row := rowAt(t, s, 0)
	d.Staff.ID = row.By
	own := screen.NewReview(d, a.queue(), a, screen.ReviewRoute(row.Case, row.Session))
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

// rowAt is a row of the queue, which has been read.
func rowAt(t *testing.T, s *screen.Review, i int) screen.Waiting {
	t.Helper()
	w, known := s.Row(i)
	require.True(t, known)
	return w
}

func inEnglish(t *testing.T) func(screen.Message) string {
	w, err := words.New(words.English)
	require.NoError(t, err)
	return func(m screen.Message) string { return w.Say(words.Message{Key: m.Key, Data: m.Data}) }
}

func TestTheQueueIsFilteredByWords(t *testing.T) {
	_, _, _, _, s := openReview(t)
	all := s.Len()
	require.NotEmpty(t, rowAt(t, s, 0).Flags, "those with flags come first")
	by := rowAt(t, s, 0).ByName
	s.FilterWords(by)
	few := s.Len()
	assert.Positive(t, few)
	assert.Less(t, few, all)
	s.FilterWords(by + ", " + rowAt(t, s, 0).Number)
	assert.LessOrEqual(t, s.Len(), few)
	s.FilterWords("no such word")
	assert.Equal(t, screen.Empty, s.List.Face)
	assert.Equal(t, "review.nothing", s.List.Title.Key)
	s.FilterWords("still considering")
	require.Positive(t, s.Len())
	for i := range s.Len() {
		assert.Equal(t, casework.Value("still_considering"), rowAt(t, s, i).Outcome, "values are found by their names in the language of the screen")
	}
	s.FilterWords("minors")
	require.Positive(t, s.Len())
	for i := range s.Len() {
		assert.True(t, rowAt(t, s, i).Minor)
	}
	s.FilterWords("")
	s.FilterFlagged(true)
	assert.Less(t, s.Len(), all)
	for i := range s.Len() {
		assert.NotEmpty(t, rowAt(t, s, i).Flags)
	}
	s.FilterFlagged(false)
	s.FilterDays(100000)
	assert.Zero(t, s.Len())
	s.FilterDays(0)
	s.OldestFirst(true)
	last := rowAt(t, s, s.Len()-1)
	s.OldestFirst(false)
	for i := 1; i < s.Len(); i++ {
		a, b := rowAt(t, s, i-1), rowAt(t, s, i)
		if len(a.Flags) == 0 && len(b.Flags) == 0 {
			assert.False(t, a.Day.Before(b.Day), "the newest first")
			assert.False(t, last.Day.Before(b.Day), "and what has waited longest, if asked for")
		}
	}
}

// longQueue is a queue of any length, every session of which is the same.
type longQueue struct {
	n     int
	asked []screen.QueueNo
	row   screen.Waiting
}

func (q *longQueue) Queue(context.Context, screen.QueueQuery) ([]screen.QueueNo, error) {
	all := make([]screen.QueueNo, q.n)
	for i := range all {
		all[i] = screen.QueueNo(i + 1)
	}
	return all, nil
}

func (q *longQueue) QueueRows(_ context.Context, sessions []screen.QueueNo) ([]screen.Waiting, error) {
	q.asked = append(q.asked, sessions...)
	rows := make([]screen.Waiting, len(sessions))
	for i := range rows {
		rows[i] = q.row
	}
	return rows, nil
}

func TestAnySessionOfALongQueueIsReached(t *testing.T) {
	a, _, _, d, first := openReview(t)
	q := &longQueue{n: 100_000, row: rowAt(t, first, 0)}
	s := screen.NewReview(d, q, a, screen.Route{Place: screen.PlaceReview})
	s.Shown()
	require.Equal(t, 100_000, s.Len())
	assert.Less(t, len(q.asked), 200, "rows are read where somebody looks")
	s.Open(99_998)
	assert.Equal(t, 99_998, s.Selected)
	assert.Equal(t, q.row.Session, s.Where().Session)
	assert.Less(t, len(q.asked), 400)
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.Equal(t, 99_999, s.Selected)
	screen.Press(s.Commands(), "J")
	assert.Equal(t, 99_999, s.Selected, "that is the last")
}

func TestAfterAVerdictTheNextIsTheOneInItsPlace(t *testing.T) {
	_, run, _, _, s := openReview(t)
	s.Open(2)
	next := rowAt(t, s, 3).Session
	require.True(t, s.May())
	s.Judge("fine")
	run.Advance(screen.UndoTime)
	assert.Equal(t, -1, s.Selected, "it waits no longer")
	assert.True(t, screen.Press(s.Commands(), "J"))
	assert.Equal(t, next, s.Where().Session)
	assert.True(t, screen.Press(s.Commands(), "K"))
	assert.Equal(t, 1, s.Selected)
}

func TestAQueueThatCannotBeReadIsNotEmpty(t *testing.T) {
	a := newArchive(t, supervisor)
	q := a.queue()
	q.Fault = errUnreadable
	s := screen.NewReview(a.desk(screentest.Inline(), newShelf()), q, a, screen.Route{Place: screen.PlaceReview})
	s.Shown()
	assert.Equal(t, screen.Failed, s.List.Face)
	q.Fault = nil
	s.Again()
	assert.Equal(t, screen.Full, s.List.Face)
}
