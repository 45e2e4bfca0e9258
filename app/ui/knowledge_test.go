package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// shelves are what is known, written by casework's own service, in memory.
type shelves struct {
	memory  casework.Memory
	service *casework.Service
}

func (s shelves) Kept(_ context.Context, kind casework.SubjectKind) (all []*casework.State, err error) {
	for about, st := range s.memory {
		if about.Kind == kind {
			all = append(all, st)
		}
	}
	return all, nil
}

func (s shelves) State(_ context.Context, about casework.Subject) (*casework.State, error) {
	return s.memory[about], nil
}

func (s shelves) Countries(context.Context) ([]string, error) { return nil, nil }

func (s shelves) Make(ctx context.Context, act screen.Act) (casework.Done, error) {
	done, err := act(ctx, s.service)
	s.memory.Apply(done.Changes()...)
	return done, err
}

func TestACountryNoteIsTypedReadAndFoundInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "ar", "de", "fr"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			d := newDesk(t)
			run := d.Run.(*screentest.Runner)
			m := casework.Memory{}
			known := shelves{m, casework.NewService(casework.Desk{
				Staff:  casework.Staff{ID: newSubject(), Role: casework.Scout, Office: newSubject(), Organisation: newSubject()},
				Device: casework.DeviceID(newSubject()), Reader: m, Clock: casework.NewClock(run.Now, 0)})}
			d.Drafts.Records(screen.FormNote, func(ctx context.Context, k screen.Draft) (screen.Route, error) {
				done, err := known.Make(ctx, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
					return screen.RecordKnown(ctx, s, k)
				})
				return screen.Made(done), err
			})
			s := screen.NewKnowledge(d, known, known, screen.Route{Place: screen.PlaceKnowledge})
			v := draw(p, s)
			put(p, v)
			s.Shown()
			button(t, p, v.Content, "knowledge.new.notes").Tapped(nil)
			test.Type(entry(t, p, v.Content, "knowledge.field.text"), "الطريق closed in winter")
			s.AddSource("visit")
			test.Type(entry(t, p, v.Content, "knowledge.source.what"), "seen")
			button(t, p, v.Content, "button.record").Tapped(nil)
			run.Advance(screen.UndoTime)
			require.Len(t, s.Rows, 1)
			assert.True(t, says(v.Content, "الطريق closed in winter"))
			assert.True(t, says(v.Content, p.Say(screen.Count("knowledge.sources", 1))))
			assert.True(t, says(v.Content, p.T("casework.source.visit")))
		})
	}
}
