package screen_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// stacks is what an archive knows about countries.
type stacks struct{ *archive }

func (s stacks) Kept(ctx context.Context, kind casework.SubjectKind) (all []*casework.State, err error) {
	for about := range s.memory {
		if about.Kind == kind {
			st, err := s.State(ctx, about)
			if err != nil {
				return nil, err
			}
			all = append(all, st)
		}
	}
	return all, s.fault
}

func (s stacks) Countries(context.Context) ([]string, error) { return s.me.Countries, s.fault }

// knowledge opens the screen of a route for whoever sits at the archive's desk.
func (s stacks) knowledge(run *screentest.Runner, r screen.Route) *screen.Knowledge {
	store := newShelf()
	d := s.desk(run, store)
	for _, kind := range []string{screen.FormQuestion, screen.FormReply, screen.FormNote, screen.FormService} {
		d.Drafts.Records(kind, func(ctx context.Context, k screen.Draft) (screen.Route, error) {
			done, err := s.Make(ctx, func(ctx context.Context, service *casework.Service) (casework.Done, error) {
				return screen.RecordKnown(ctx, service, k)
			})
			if err != nil {
				return screen.Route{}, err
			}
			return screen.Made(done), store.DropDraft(ctx, k.ID)
		})
	}
	k := screen.NewKnowledge(d, s, s, r)
	k.Shown()
	return k
}

// scoutOf is a scout of the counsellors' own organisation: questions go no further.
func scoutOf(w *casetest.World) casetest.Person {
	s := w.Scouts[0]
	s.Organisation = w.Counsellors[0].Organisation
	return s
}

// record presses Record and lets the time in which it can be taken back go by.
func record(t *testing.T, run *screentest.Runner, k *screen.Knowledge) {
	t.Helper()
	require.True(t, screen.Press(k.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)
}

func TestAQuestionIsPutAnsweredReadAndBecomesANote(t *testing.T) {
	run := screentest.Inline()
	a := stacks{newArchive(t, counsellor)}
	country := a.world.Scouts[0].Countries[0]

	k := a.knowledge(run, screen.Route{Place: screen.PlaceKnowledge, Part: string(screen.ShelfRequests)})
	require.True(t, screen.Press(k.Commands(), screen.KeyNew))
	k.Type("country", country)
	k.Type("topic", "medical")
	k.Type("question", "What does insulin cost a month?")
	record(t, run, k)
	require.Nil(t, k.Form)
	asked := k.Heading()
	require.Equal(t, "What does insulin cost a month?", asked.Title)
	assert.True(t, asked.Waits)
	k.Left()

	a.sit(scoutOf(a.world))
	k = a.knowledge(run, screen.Route{Place: screen.PlaceRequests})
	require.True(t, k.Waiting, "who answers begins with what waits")
	require.Contains(t, subjectsOf(k.Rows), asked.Subject)
	for i, row := range k.Rows {
		if row.Subject == asked.Subject {
			k.Open(i)
		}
	}
	require.True(t, screen.Press(k.Commands(), screen.KeyAnswer))
	k.Type("text", "About 12 EUR in the public pharmacy.")
	k.AddSource("visit")
	k.Type(casework.F("source", "1", "what"), "the pharmacy at the market")
	record(t, run, k)
	assert.Nil(t, k.Form)
	k.Left()

	a.sit(counsellor(a.world))
	k = a.knowledge(run, screen.Route{Place: screen.PlaceKnowledge, Part: string(screen.ShelfRequests)})
	require.Equal(t, asked.Subject, k.Rows[0].Subject, "an answer nobody read comes first")
	require.True(t, k.Rows[0].Unread)
	k.Open(0)
	require.Len(t, k.Replies(), 1)
	assert.Equal(t, "the pharmacy at the market", k.Replies()[0].Sources[0].What)
	assert.False(t, k.Heading().Unread, "opening is reading")
	k.Left()

	a.sit(scoutOf(a.world))
	k = a.knowledge(run, screen.Route{Place: screen.PlaceRequests, Subject: asked.Subject})
	k.NoteFromAnswers()
	require.NotNil(t, k.Form)
	assert.Equal(t, country, k.Form.Text("country"))
	assert.Equal(t, "About 12 EUR in the public pharmacy.", k.Form.Text("text.en"))
	k.Type("valid_until", "1.3.2030")
	record(t, run, k)
	note := k.Heading()
	assert.Equal(t, screen.Count("knowledge.sources", 1), note.Sources)
	assert.False(t, note.Expired)

	require.True(t, screen.Press(k.Commands(), screen.KeyChange))
	assert.Equal(t, "About 12 EUR in the public pharmacy.", k.Form.Text("text.en"), "the next version begins with the last")
	k.Type("text.en", "About 14 EUR.")
	record(t, run, k)
	assert.NotContains(t, subjectsOf(k.Rows), note.Subject, "the older version is not in the list")
	require.Len(t, k.Versions(), 2)
	assert.Equal(t, []int{2, 1}, []int{k.Versions()[0].Number, k.Versions()[1].Number})
	k.ReadVersion(note.Subject)
	assert.Contains(t, linesOf(k.Lines()), any("About 12 EUR in the public pharmacy."), "and can still be read")
	run.Advance(0)
}

func subjectsOf(rows []screen.Known) (all []casework.Subject) {
	for _, r := range rows {
		all = append(all, r.Subject)
	}
	return all
}

func linesOf(lines []screen.Line) (all []any) {
	for _, l := range lines {
		all = append(all, l.Value)
	}
	return all
}

func TestWhatATextGivesAwayIsSaidBeforeItIsRecorded(t *testing.T) {
	run := screentest.Inline()
	a := stacks{newArchive(t, counsellor)}
	k := a.knowledge(run, screen.Route{Place: screen.PlaceRequests})
	k.New()
	k.Type("country", "GE")
	k.Type("question", "Can an asylum seeker, tel. 0176 123 4567, work there?")
	before := a.made
	record(t, run, k)
	require.NotNil(t, k.Form, "it waits for a decision")
	require.Equal(t, before, a.made)
	assert.Equal(t, []string{"asylum", "0176 123 4567"}, []string{k.Given[0].Text, k.Given[1].Text})

	k.Type("question", "Can somebody, tel. 0176 123 4567, work there?")
	assert.Empty(t, k.Given, "what was said was about another text")
	record(t, run, k)
	require.Len(t, k.Given, 1)
	record(t, run, k) // as it is
	assert.Equal(t, before+1, a.made)
	assert.Nil(t, k.Form)
}

func TestAnEntryOfTheDirectoryGoesStaleAndIsChecked(t *testing.T) {
	run := screentest.Inline()
	a := stacks{newArchive(t, counsellor)}
	k := a.knowledge(run, screen.Route{Place: screen.PlaceKnowledge, Part: string(screen.ShelfServices)})
	assert.Equal(t, screen.Empty, k.List.Face)
	k.New()
	k.Type("name", "Legal aid at the station")
	k.Type("kind", "legal_aid")
	k.Type("country", "AT")
	k.Type("verified", "1.1.2020")
	record(t, run, k)
	require.True(t, k.Heading().Expired)
	require.True(t, screen.Press(k.Commands(), screen.KeyChecked))
	assert.False(t, k.Heading().Expired)

	require.True(t, screen.Press(k.Commands(), screen.KeyChange))
	k.Type("contact.phone", "+43 1 000")
	record(t, run, k)
	e := casework.ServiceOf(a.memory[k.Heading().Subject])
	assert.Equal(t, "+43 1 000", e.Phone)
	assert.Equal(t, "Legal aid at the station", e.Name)

	k.Speak("de", func(m screen.Message) string { return map[string]string{"country.AT": "Österreich"}[m.Key] })
	k.Search("osterreich")
	assert.Len(t, k.Rows, 1)
	k.Search("georgien")
	assert.Equal(t, screen.Say("knowledge.nothing"), k.List.Title)
}

func TestASourcesNameCanBeWithheld(t *testing.T) {
	run := screentest.Inline()
	a := stacks{newArchive(t, scoutOf)}
	k := a.knowledge(run, screen.Route{Place: screen.PlaceKnowledge})
	k.New()
	k.Type("text.en", "The road is closed in winter.")
	k.AddSource("partner")
	k.Type("source.1.name", "Mr B.")
	k.Type("source.1.withheld", "yes")
	record(t, run, k)
	root := a.memory[k.Heading().Subject].Root()
	assert.Empty(t, root.Get("source.1.name"))
	assert.Equal(t, casework.Private, casework.FieldOf(casework.KindNote, "source.1.withheld_name").Class)
	assert.Equal(t, casework.Value("Mr B."), root.Get("source.1.withheld_name"))
	assert.True(t, k.NoteSources()[0].Withheld)
}

func TestAHalfWrittenNoteIsOnItsScreenAgain(t *testing.T) {
	run := screentest.Inline()
	a := stacks{newArchive(t, scoutOf)}
	store := newShelf()
	d := a.desk(run, store)
	k := screen.NewKnowledge(d, a, a, screen.Route{Place: screen.PlaceKnowledge})
	k.Shown()
	k.New()
	k.Type("text.ar", "الطريق مغلق")
	run.Advance(screen.KeepAfter)
	k.Left()
	drafts := store.all()
	require.Len(t, drafts, 1)
	again := screen.NewKnowledge(a.desk(run, store), a, a, drafts[0].Route)
	again.Shown()
	require.NotNil(t, again.Form)
	fields := again.Fields()
	var text screen.InField
	for _, f := range fields {
		if f.Label.Key == "knowledge.field.text" {
			text = f
		}
	}
	assert.Equal(t, "الطريق مغلق", again.Form.Text(string(text.Field)), "in the language it was begun in")
}

func TestKnowledgeThatCannotBeReadSaysSo(t *testing.T) {
	a := stacks{newArchive(t, counsellor)}
	a.fault = errDiskFull
	k := a.knowledge(screentest.Inline(), screen.Route{Place: screen.PlaceKnowledge})
	assert.Equal(t, screen.Failed, k.List.Face)
	a.fault = nil
	k.Again()
	assert.NotEqual(t, screen.Failed, k.List.Face)
}
