package screen_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

func TestTopicsAreReadByAnybodyInTheirLanguage(t *testing.T) {
	s := screen.NewLeaflet(screentest.Inline(), shipped(), "en")
	ids, titles := s.Topics()
	require.Equal(t, len(ids), len(titles))
	assert.Equal(t, ids[0], s.Topic())
	assert.Contains(t, s.Languages(), "ar")
	for _, id := range ids {
		s.GoTo(id)
		s.Choose("en")
		assert.False(t, s.Held(), "staff can read it")
		s.Choose("ar")
		text := s.Text()
		assert.Equal(t, text.NeedsInterpreter() && text.Language == "ar", s.Held(), id)
	}
	s.GoTo("no such topic")
	assert.Equal(t, ids[len(ids)-1], s.Topic())
}

func TestOneReadsThoughtByThoughtAndNoFurther(t *testing.T) {
	s := screen.NewLeaflet(screentest.Inline(), shipped(), "en")
	s.Previous()
	assert.Zero(t, s.Thought())
	last := len(s.Text().Blocks) - 1
	for range 1000 {
		s.Next()
	}
	assert.Equal(t, last, s.Thought())
	for range 100 {
		s.Larger()
	}
	size := s.Size
	s.Larger()
	assert.Equal(t, size, s.Size)
	s.Smaller()
	assert.Less(t, s.Size, size)
}

func TestTheCoverIsTakenAwayByAHeldChordAlone(t *testing.T) {
	run := screentest.Inline()
	s := screen.NewCover(run, shipped(), "de")
	assert.Equal(t, "health", s.Topic(), "which says nothing of why somebody is here")
	left := 0
	s.OnLeft = func() { left++ }
	s.Hold()
	run.Advance(time.Second / 2)
	s.Release()
	run.Advance(time.Minute)
	assert.Zero(t, left, "let go too soon")
	s.Hold()
	s.Hold()
	run.Advance(2 * time.Second)
	assert.Equal(t, 1, left)
}

func TestIdleCoversTheStaffHalfFirstWhereSomebodyReadsAlong(t *testing.T) {
	k := newTalk(t, screentest.Inline(), dari())
	f := screen.NewFrame(k.desk, &lamp{}, searchFunc(nothing))
	assert.True(t, f.Talking())
	require.True(t, f.CoverStaff())
	assert.True(t, k.Person.Full)
	assert.False(t, k.Person.Covered, "what the person reads goes on")
	require.True(t, f.CoverStaff(), "and stays so")
	k.desk.Way.Go(screen.Route{Place: screen.PlaceToday})
	assert.False(t, f.Talking())
	assert.False(t, f.CoverStaff(), "nobody sits here")
}
