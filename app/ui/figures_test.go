package ui

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/indicator"
	"waymark/internal/screen"
)

type factSource struct{}

func (factSource) Facts(context.Context) (*indicator.Facts, error) {
	m, f := casework.Memory{}, &indicator.Facts{}
	for _, c := range casetest.Cases(2026, 40) {
		m.Apply(c.Changes...)
	}
	for _, st := range m {
		f.Add(st)
	}
	return f, nil
}

func (factSource) Offices(context.Context) ([]screen.NamedOffice, error) {
	return []screen.NamedOffice{{ID: newSubject(), Name: "Lyon"}}, nil
}

func TestEveryFigureHasItsWordsInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "ar", "de", "fr"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			s := screen.NewFigures(newDesk(t), factSource{})
			v := draw(p, s)
			put(p, v)
			s.Shown()
			s.Spread(12)
			for _, set := range indicator.Sets {
				s.Turn(set)
				for _, f := range s.Rows {
					s.Explain(f.Name)
					assert.True(t, says(v.Content, p.T("figure."+f.Name)), f.Name)
					assert.True(t, says(v.Content, p.T("figure."+f.Name+".means")), f.Name)
				}
			}
			assert.True(t, says(v.Content, p.T("figures.no_centre")))
		})
	}
}
