package screen_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

func TestACaseIsClosedAndOpenedAgainAsAnotherEpisode(t *testing.T) {
	a, run, _, _, s := openFile(t, casetest.Household)
	assert.False(t, s.Closed())
	s.ComeBack()
	assert.Empty(t, s.Episodes(), "who did not go does not come back")
	s.EditCase()
	closing := *s.Leaf.Leaf.Field("closing")
	assert.False(t, s.Leaf.Asked(closing))
	s.Leaf.Type("closed", "24.11.2026")
	assert.True(t, s.Leaf.Asked(closing))
	s.Leaf.Type("closing", "stays")
	s.Leaf.Type("file_number", "W-9001")
	assert.True(t, commandOf(t, s, screen.KeyTakeOut).Off, "a case is never taken out of its own file")
	recordLeaf(t, run, s)
	assert.Equal(t, screen.TabOverview, s.Tab, "back where it was opened")
	require.True(t, s.Closed())
	root := a.memory[s.About()].Root()
	assert.Equal(t, casework.Value("closed"), root.Get("stage"))
	assert.Equal(t, casework.Value("stays"), root.Get("closing"))
	assert.Equal(t, casework.Value("W-9001"), root.Get("file_number"))
	assert.True(t, slices.ContainsFunc(s.AboutCase(), func(l screen.Line) bool { return l.Place == "closing" }))

	s.ComeBack()
	assert.False(t, s.Closed())
	require.Len(t, s.Episodes(), 1)
	assert.True(t, slices.ContainsFunc(s.Episodes()[0], func(l screen.Line) bool { return l.Place == "closing" }), "what was before is read there")
	assert.Equal(t, casework.Value("counselling"), a.memory[s.About()].Root().Get("stage"))
}

func commandOf(t *testing.T, s screen.Screen, key screen.Shortcut) screen.Command {
	t.Helper()
	i := slices.IndexFunc(s.Commands(), func(c screen.Command) bool { return c.Key == key })
	require.GreaterOrEqual(t, i, 0)
	return s.Commands()[i]
}

func TestTheFileSaysWhoTurns18(t *testing.T) {
	// It is 24 November 2026.
	for _, tt := range []struct {
		name, born, disputed string
		wants                string
	}{
		{"in two months", "2009-01-20", "", "casefile.date.of_age"},
		{"today", "2008-11-24", "", "casefile.date.of_age"},
		{"within a year that is known", "2008", "", "casefile.date.may_be_of_age"},
		{"in half a year", "2009-06-01", "", ""},
		{"long ago", "1990-01-20", "", ""},
		{"of an age that is disputed", "2009-01-20", "yes", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, run, _, _, s := openFile(t, casetest.Pseudonymous)
			s.AddMember()
			s.Member.Type("name.latin", "Amin")
			s.Member.Type("birth", tt.born)
			s.Member.Type("birth.disputed", tt.disputed)
			s.Member.Record()
			run.Advance(screen.UndoTime)
			var said []string
			for _, d := range s.Dates() {
				if d.What.Key == "casefile.date.of_age" || d.What.Key == "casefile.date.may_be_of_age" {
					said = append(said, d.What.Key)
					assert.Equal(t, "Amin", d.Rests.Data["Name"])
				}
			}
			if tt.wants == "" {
				assert.Empty(t, said)
			} else {
				assert.Equal(t, []string{tt.wants}, said)
			}
		})
	}
}
