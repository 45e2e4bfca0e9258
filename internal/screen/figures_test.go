package screen_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/indicator"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// counted is what an archive's figures are counted from.
type counted struct{ *archive }

func (c counted) Facts(context.Context) (*indicator.Facts, error) {
	f := &indicator.Facts{}
	for _, st := range c.memory {
		f.Add(st)
	}
	return f, c.fault
}

func (c counted) Offices(context.Context) ([]screen.NamedOffice, error) {
	return []screen.NamedOffice{{ID: c.me.Office, Name: "Lyon"}}, nil
}

func TestFiguresOfAnyPeriodAndOffice(t *testing.T) {
	a := counted{newArchive(t, supervisor)}
	run := screentest.Inline()
	s := screen.NewFigures(a.desk(run, newShelf()), a)
	s.Shown()
	now := indicator.MonthOf(run.Now())
	assert.Equal(t, now.Add(-1), s.From, "the last whole month")
	for _, set := range indicator.Sets {
		s.Turn(set)
		for _, f := range s.Rows {
			assert.Equal(t, set, f.Set)
			assert.NotNil(t, screen.NumberLine(f, f.Number, "EUR"))
			for _, p := range f.Parts {
				assert.NotNil(t, screen.PartName(f, p), "%s %s", f.Name, p.Name)
			}
		}
		if set != indicator.Centres {
			assert.NotEmpty(t, s.Rows, set)
		}
	}
	assert.Equal(t, screen.Say("figures.no_centre"), s.List.Title, "an empty list says what it is for")

	s.Turn(indicator.Balance)
	s.Spread(12)
	assert.Equal(t, 1, int(s.From.Month), "a year begins with January")
	s.OfOffice(a.me.Office)
	s.OfOffice(casework.OfficeID{})
	was := s.From
	s.Step(-1)
	assert.Equal(t, was.Year-1, s.From.Year)
	require.NotEmpty(t, s.Rows)
	s.Explain(s.Rows[0].Name)
	assert.Equal(t, s.Rows[0].Name, s.Open)
	s.Explain(s.Rows[0].Name)
	assert.Empty(t, s.Open)

	a.fault = errUnreadable
	failing := screen.NewFigures(a.desk(run, newShelf()), a)
	failing.Shown()
	assert.Equal(t, screen.Failed, failing.List.Face)
}
