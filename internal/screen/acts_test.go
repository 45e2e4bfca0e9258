package screen_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// ledger makes changes of drafts with casework's own service, and folds them.
type ledger struct {
	memory  casework.Memory
	service *casework.Service
	made    []casework.Done
}

func newLedger() *ledger {
	m := casework.Memory{}
	office := newSubject()
	return &ledger{memory: m, service: casework.NewService(casework.Desk{
		Staff:  casework.Staff{ID: newSubject(), Role: casework.Counsellor, Office: office, Organisation: newSubject()},
		Device: casework.DeviceID(newSubject()), Reader: m,
		Clock: casework.NewClock(func() time.Time { return screentest.Start }, 0),
	})}
}

func (l *ledger) records(store *shelf, act func(context.Context, *casework.Service, screen.Draft) (casework.Done, error)) screen.Recorder {
	return func(ctx context.Context, d screen.Draft) (screen.Route, error) {
		done, err := act(ctx, l.service, d)
		if err != nil {
			return screen.Route{}, err
		}
		l.memory.Apply(done.Changes()...)
		l.made = append(l.made, done)
		return screen.Made(done), store.DropDraft(ctx, d.ID)
	}
}

func TestANewCaseHasFiveFieldsAndOpensItsFile(t *testing.T) {
	for _, tt := range []struct {
		name   string
		typed  map[string]string
		wants  map[casework.Field]casework.Value // of the member
		number casework.Value
		pseudo casework.Value
	}{
		{"a Latin name", map[string]string{screen.FieldName: " T. Haile ", screen.FieldLanguage: "ti", screen.FieldCountry: "ER", screen.FieldNumber: "W-4711"},
			map[casework.Field]casework.Value{"name.latin": "T. Haile", "language.ti.speaks": "first", "nationality.ER": "yes"}, "W-4711", ""},
		{"a name in its own script", map[string]string{screen.FieldName: "سارا کەریم"}, map[casework.Field]casework.Value{"name.native": "سارا کەریم"}, "", ""},
		{"a pseudonym", map[string]string{screen.FieldName: "Orange", screen.FieldHidden: "yes"}, nil, "", "Orange"},
		{"a number alone", map[string]string{screen.FieldNumber: "W-1"}, nil, "W-1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store, l := newShelf(), newLedger()
			d := desk(t, screentest.Inline(), store)
			d.Drafts.Records(screen.FormNewCase, l.records(store, screen.OpenCase))
			for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCase} {
				d.Way.Offer(p, func(r screen.Route) screen.Screen { return &page{route: r} })
			}
			d.Way.Offer(screen.PlaceNewCase, func(r screen.Route) screen.Screen { return screen.NewNewCase(d, r) })
			d.Way.Go(screen.Route{Place: screen.PlaceToday})
			d.Way.Go(screen.NewCaseRoute())
			s := d.Way.Screen().(*screen.NewCase)
			assert.True(t, s.Commands()[0].Off, "nothing typed opens nothing")
			for f, text := range tt.typed {
				s.Form.Type(f, text)
			}
			screen.Press(s.Commands(), screen.KeyRecord)
			require.Len(t, l.made, 1)
			assert.Equal(t, screen.CaseRoute(l.made[0].Subject.ID), d.Way.Here(), "the file is open")
			state := l.memory[l.made[0].Subject]
			assert.Equal(t, tt.number, state.Root().Get("file_number"))
			assert.Equal(t, tt.pseudo, state.Root().Get("pseudonym"))
			member := state.Item(casework.KindMember, l.made[0].Item)
			for f, v := range tt.wants {
				assert.Equal(t, v, member.Get(f), f)
			}
			assert.Empty(t, store.kept)
			d.Way.Back()
			assert.Equal(t, screen.PlaceToday, d.Way.Here().Place, "the form is behind us")
		})
	}
}

func TestAShortContactWithACaseIsACounsellingSession(t *testing.T) {
	run, store, l, cases := screentest.Inline(), newShelf(), newLedger(), newCabinet(2)
	d := desk(t, run, store)
	d.Drafts.Records(screen.FormContact, l.records(store, screen.RecordContact))
	d.Way.Offer(screen.PlaceCase, func(r screen.Route) screen.Screen { return &page{route: r} })
	opened, err := l.service.OpenCase(t.Context(), casework.CaseForm{FileNumber: "W-0"})
	require.NoError(t, err)
	l.memory.Apply(opened.Changes()...)
	cases.rows[0].ID = opened.Subject.ID
	find := searchFunc(func(string) ([]screen.Hit, error) {
		return []screen.Hit{{Text: "a note", Route: screen.Route{Place: screen.PlaceKnowledge}}, {Text: "Person 0", Route: screen.CaseRoute(opened.Subject.ID)}}, nil
	})
	route := screen.ShortContactRoute(casework.Subject{})
	d.Way.Offer(screen.PlaceShortContact, func(r screen.Route) screen.Screen { return screen.NewShortContact(d, find, cases, r) })
	d.Way.Go(route)
	s := d.Way.Screen().(*screen.ShortContact)
	s.Type(screen.FieldSaid, "asked about the deadline")
	s.Whom("per")
	require.Len(t, s.Hits, 1, "only cases")
	s.Choose(0)
	assert.Equal(t, "Person 0", s.Case.Name)
	run.Advance(time.Second)

	again := desk(t, run, store) // killed, and started again
	back := screen.NewShortContact(again, find, cases, route)
	back.Shown()
	assert.Equal(t, "asked about the deadline", back.Form.Text(screen.FieldSaid))
	assert.Equal(t, "Person 0", back.Case.Name)

	s.Record()
	assert.Equal(t, screen.FormDue, s.Form.State())
	run.Advance(screen.UndoTime)
	require.Len(t, l.made, 1)
	session := l.memory[opened.Subject].Of(casework.KindCounselling)
	require.Len(t, session, 1)
	assert.Equal(t, casework.Value("short"), session[0].Get("kind"))
	assert.Equal(t, casework.Value("asked about the deadline"), session[0].Get("said"))
	assert.Equal(t, screen.CaseRoute(opened.Subject.ID), d.Way.Here())
}

func TestAShortContactWithNobodysCaseIsAnActivity(t *testing.T) {
	run, store, l := screentest.Inline(), newShelf(), newLedger()
	d := desk(t, run, store)
	d.Drafts.Records(screen.FormContact, l.records(store, screen.RecordContact))
	s := screen.NewShortContact(d, searchFunc(nothing), newCabinet(0), screen.ShortContactRoute(casework.Subject{}))
	s.Type(screen.FieldSaid, "somebody at the gate")
	s.Type(screen.FieldSetting, "street")
	s.Record()
	s.Form.Undo()
	assert.True(t, s.Form.Open())
	s.Record()
	s.Left()
	run.Advance(screen.UndoTime)
	require.Len(t, l.made, 1)
	root := l.memory[l.made[0].Subject].Root()
	assert.Equal(t, casework.Value("somebody at the gate"), root.Get("note"))
	assert.Equal(t, casework.Value("street"), root.Get("setting"))
}
