package screen_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// openFile opens the file of a special case at the desk of whom it is assigned to.
func openFile(t *testing.T, name string) (*archive, *screentest.Runner, *shelf, *screen.Desk, *screen.CaseFile) {
	run, store := screentest.Inline(), newShelf()
	a := newArchive(t, counsellor)
	m, who := a.caseOf(name)
	a.sit(who)
	d := a.desk(run, store)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
	s.Shown()
	require.Equal(t, screen.Full, s.List.Face)
	return a, run, store, d, s
}

func TestAppealComesBeforeEverythingElse(t *testing.T) {
	for _, name := range []string{casetest.Household, casetest.Minor, casetest.Withdrew} {
		_, _, _, _, s := openFile(t, name)
		dates := s.Dates()
		require.NotEmpty(t, dates)
		assert.Equal(t, "casefile.date.appeal", dates[0].What.Key)
		assert.NotEmpty(t, dates[0].Rests.Key, "it says on what it rests")
		assert.True(t, dates[0].Past, "by November it has passed, and says so")
	}
}

func TestAConflictIsDecidedSideBySide(t *testing.T) {
	a, _, _, _, s := openFile(t, casetest.Conflict)
	all := s.Disputes()
	i := slices.IndexFunc(all, func(d screen.Dispute) bool { return d.Field == "birth" })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, "field.birth", all[i].What.Key)
	assert.NotEmpty(t, all[i].Who)
	require.Len(t, all[i].Choices, 2)
	assert.NotEqual(t, all[i].Choices[0].By, all[i].Choices[1].By, "two people wrote it")
	s.Decide(i)
	require.NotNil(t, s.Deciding)
	assert.True(t, screen.Press(s.Commands(), screen.KeyBack), "Esc decides nothing")
	assert.Nil(t, s.Deciding)
	s.Decide(i)
	a.fault = errUnreadable
	s.Take(1)
	assert.False(t, s.Trouble.None())
	assert.NotNil(t, s.Deciding, "it stands there still")
	a.fault = nil
	s.Take(1)
	assert.Nil(t, s.Deciding)
	assert.Empty(t, slices.DeleteFunc(s.Disputes(), func(d screen.Dispute) bool { return d.Field != "birth" }))
	assert.Equal(t, casework.Value("1989"), s.Persons()[0].Get("birth"))
}

func TestAMemberIsKeptAsTypedAndRecordedOverWhatWasSeen(t *testing.T) {
	a, run, store, _, s := openFile(t, casetest.Household)
	m := s.Persons()[1]
	s.EditMember(m.ID)
	assert.Equal(t, string(m.Latin), s.Member.Text("name.latin"))
	assert.True(t, s.Commands()[0].Off, "nothing typed records nothing")
	s.Member.Type("occupation", "tailor")
	s.Member.Type("occupation", "")
	assert.False(t, s.Member.Changed(), "typed and taken back is nothing typed")
	s.Member.Type("occupation", "tailor")
	s.Member.Type("birth", "16-18")
	assert.False(t, s.BirthWrong())
	run.Advance(time.Second)
	require.Len(t, store.kept, 1)

	// Somebody else writes the same field meanwhile.
	_, err := a.Make(t.Context(), func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.EditMember(ctx, s.About().ID, m.ID, map[casework.Field]casework.Value{"occupation": "baker"}, nil)
	})
	require.NoError(t, err)

	// Killed and started again: it is on its screen as it was typed.
	again := a.desk(run, store)
	var route screen.Route
	for _, k := range store.kept {
		route = k.Route
	}
	back := screen.NewCaseFile(again, a, a, route)
	back.Shown()
	assert.Equal(t, screen.TabHousehold, back.Tab)
	require.NotNil(t, back.Member)
	assert.Equal(t, "tailor", back.Member.Text("occupation"))
	assert.True(t, screen.Press(back.Commands(), screen.KeyRecord))
	back.Member.Undo()
	assert.True(t, back.Member.Open(), "taken back")
	back.Member.Record()
	run.Advance(screen.UndoTime)
	assert.Nil(t, back.Member)
	assert.Empty(t, store.kept)
	it := a.memory[s.About()].Item(casework.KindMember, m.ID)
	assert.Equal(t, casework.Value("age 16-18 on 2026-11-24"), it.Get("birth"))
	c, conflict := it.Conflict("occupation")
	require.True(t, conflict, "what arrived meanwhile was not overwritten")
	assert.Len(t, c.Heads, 2)
}

func TestAddingSomebodyToTheHousehold(t *testing.T) {
	_, run, _, _, s := openFile(t, casetest.Conflict)
	before := len(s.Persons())
	s.Turn(screen.TabHousehold)
	assert.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.Member.Type("name.native", "نور")
	s.Member.Type("birth", "yesterday")
	assert.True(t, s.BirthWrong())
	s.Member.Record()
	run.Advance(screen.UndoTime)
	require.NotNil(t, s.Member, "it was refused and stands there as typed")
	assert.False(t, s.Member.Refused.None())
	s.Member.Type("birth", "1.6.2016")
	s.Member.Type("nationality.IQ", "yes")
	s.Member.Record()
	run.Advance(screen.UndoTime)
	assert.Nil(t, s.Member)
	all := s.Persons()
	require.Len(t, all, before+1)
	assert.True(t, all[len(all)-1].Minor)
	assert.Equal(t, []string{"IQ"}, all[len(all)-1].NationalityCodes())
}

func TestARecordedSessionTakesAddendaAndAnswers(t *testing.T) {
	a, run, _, _, s := openFile(t, casetest.LongNote)
	s.Turn(screen.TabSessions)
	rows := s.Sessions()
	require.NotEmpty(t, rows)
	i := slices.IndexFunc(s.Case.Reviews, func(casework.Review) bool { return true })
	require.GreaterOrEqual(t, i, 0)
	s.ReadSession(s.Case.Reviews[i].Session)
	r := s.Session()
	require.NotNil(t, r)
	said := slices.IndexFunc(r.Lines, func(l screen.Line) bool { return l.Place == "said" })
	require.GreaterOrEqual(t, said, 0)
	assert.Equal(t, "field.said", r.Lines[said].Label.Key)
	assert.True(t, r.Lines[said].Own)
	before := a.memory[s.About()].Item(casework.KindCounselling, r.ID).Get("said")

	n := len(r.Addenda)
	s.TypeAddendum("The date was 3 March.")
	screen.Press(s.Commands(), screen.KeyRecord)
	run.Advance(screen.UndoTime)
	r = s.Session()
	require.Len(t, r.Addenda, n+1)
	assert.Equal(t, "The date was 3 March.", r.Addenda[n].Text)
	assert.Equal(t, before, a.memory[s.About()].Item(casework.KindCounselling, r.ID).Get("said"), "the session stays as it was")

	require.NotEmpty(t, r.Reviews)
	require.NotEmpty(t, r.Reviews[0].Comments)
	assert.Equal(t, "field.said", r.Reviews[0].Comments[0].Place.Key)
	f := s.Answering(r.Reviews[0].Comments[0].ID, true)
	screen.TypeAnswer(f, "Done")
	f.Record()
	run.Advance(screen.UndoTime)
	assert.True(t, s.Session().Reviews[0].Comments[0].Resolved)
	assert.Equal(t, "Done", s.Session().Reviews[0].Comments[0].Answer)

	assert.True(t, screen.Press(s.Commands(), screen.KeyBack))
	assert.Nil(t, s.Session(), "Esc goes back to the list")
}

func TestConsentIsNotAskedGivenRefusedOrWithdrawn(t *testing.T) {
	_, run, _, _, s := openFile(t, casetest.Household)
	state := func() (screen.Purpose, []screen.Agreement) {
		all := s.Purposes()
		i := slices.IndexFunc(all, func(p screen.Purpose) bool { return p.Purpose == "photo" })
		return all[i], all[i].Said
	}
	_, said := state()
	assert.Empty(t, said, "not asked")
	s.AskConsent("photo")
	assert.Equal(t, "", s.Consent.Text("state"), "no default answer")
	s.Consent.Type("state", "given")
	s.Consent.Type("how", "spoken")
	s.Consent.Type("recipient.1", "Association A")
	s.Consent.Record()
	run.Advance(screen.UndoTime)
	_, said = state()
	require.Len(t, said, 1)
	assert.Equal(t, "casework.consent.given", said[0].State.Key)
	assert.Equal(t, []string{"Association A"}, said[0].Recipients)
	s.AnswerConsent(said[0].ID, "withdrawn")
	assert.True(t, s.TakesBack())
	s.Consent.Type("words", "I thought about it again")
	s.Consent.Record()
	run.Advance(screen.UndoTime)
	_, said = state()
	assert.Equal(t, "casework.consent.withdrawn", said[0].State.Key)
	assert.True(t, said[0].MayGive)
	assert.False(t, said[0].MayTake)
}

func TestTheHistoryIsFiltered(t *testing.T) {
	_, _, _, _, s := openFile(t, casetest.Conflict)
	s.Turn(screen.TabHistory)
	all := len(s.History.Rows)
	require.Equal(t, screen.Full, s.History.List.Face)
	assert.True(t, slices.IsSortedFunc(s.History.Rows, func(a, b screen.HistoryRow) int { return b.At.Compare(a.At) }), "latest first")
	s.FilterKind(casework.KindMember)
	members := len(s.History.Rows)
	assert.Positive(t, members)
	assert.Less(t, members, all)
	who := s.HistoryWriters()
	require.Greater(t, len(who), 1)
	s.FilterBy(who[0].Value)
	assert.Less(t, len(s.History.Rows), members)
	s.FilterBy("")
	s.SelectHistory(0)
	assert.NotEmpty(t, s.HistoryDetail())
	for _, r := range s.History.Rows {
		assert.NotEmpty(t, r.Parts, "it says what was written")
		assert.Contains(t, []string{"casefile.you", "role.counsellor", "role.supervisor"}, r.Role.Key, "and who as")
	}
	s.FilterKind("device")
	assert.Equal(t, screen.Empty, s.History.List.Face)
	assert.Equal(t, "casefile.history.nothing", s.History.List.Title.Key)
}

func TestACaseIsHandedOver(t *testing.T) {
	a, _, _, _, s := openFile(t, casetest.Household)
	require.True(t, s.MayHandOver())
	s.HandOver()
	require.NotNil(t, s.Handover)
	require.NotEmpty(t, s.Handover.To)
	assert.False(t, s.Handover.Ready(), "nobody is chosen")
	to := s.Handover.To[0]
	s.Handover.Type(screen.FieldTo, to.Staff.ID.String())
	s.Handover.TypeNote("back in March")
	assert.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	own := casework.OwnershipOf(s.About(), a.memory[s.About()].Root())
	assert.Equal(t, []casework.StaffID{to.Staff.ID}, own.Assigned)
	assert.Nil(t, s.Handover)
	assert.False(t, s.MayHandOver(), "it is theirs now")
}

func TestAFileThatCannotBeReadIsNoEmptyFile(t *testing.T) {
	run, store := screentest.Hold(), newShelf()
	a := newArchive(t, counsellor)
	d := a.desk(run, store)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(made[0].Case.ID))
	s.Shown()
	assert.Equal(t, screen.Quiet, s.List.Face)
	run.Advance(time.Second)
	assert.Equal(t, screen.Busy, s.List.Face)
	a.fault = errUnreadable
	s.Again()
	a.fault = nil
	s.Again()
	run.Deliver(2) // the latest question's answer comes first
	assert.Equal(t, screen.Full, s.List.Face)
	run.Deliver(1)
	assert.Equal(t, screen.Full, s.List.Face, "an older failure is dropped")
	a.fault = errUnreadable
	s.Again()
	run.Deliver(3)
	assert.Equal(t, screen.Failed, s.List.Face)
	assert.Equal(t, "error.casefile.unavailable", s.List.Trouble.What.Key)
	gone := screen.NewCaseFile(d, newArchive(t, counsellor), a, screen.CaseRoute(newSubject()))
	gone.Shown()
	run.DeliverAll()
	assert.Equal(t, screen.Empty, gone.List.Face)
}

func TestBorn(t *testing.T) {
	for _, tt := range []struct {
		name, typed string
		wants       casework.Value
		ok          bool
	}{
		{"a day", "17.5.1990", "1990-05-17", true},
		{"a day that is none", "31.2.1990", "", false},
		{"an age", "34", "age 34 on 2026-11-24", true},
		{"between two ages", "16-18", "age 16-18 on 2026-11-24", true},
		{"a year", "1990", "1990", true},
		{"between two years", "1988/1992", "1988/1992", true},
		{"nothing", "", "", true},
		{"words", "in spring", "in spring", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := screen.Born(tt.typed, screentest.Start)
			assert.Equal(t, tt.ok, ok)
			assert.Equal(t, tt.wants, got)
		})
	}
}

func TestTheHistorySaysWhatStoodThereBeforeAndIsSearched(t *testing.T) {
	_, run, _, _, s := openFile(t, casetest.Household)
	m := s.Persons()[0]
	for _, work := range []string{"tailor", "baker"} {
		s.EditMember(m.ID)
		s.Member.Type("occupation", work)
		s.Member.Record()
		run.Advance(screen.UndoTime)
	}
	s.Turn(screen.TabHistory)
	all := len(s.History.Rows)
	s.FilterWords("baker")
	require.Len(t, s.History.Rows, 1)
	assert.Equal(t, m.Name(), s.History.Rows[0].Whose)
	assert.True(t, s.History.Rows[0].ThisYear)
	s.SelectHistory(0)
	lines := s.HistoryDetail()
	require.Len(t, lines, 2)
	assert.Equal(t, "baker", lines[0].Value)
	assert.Equal(t, "casefile.history.was", lines[1].Label.Key)
	assert.Equal(t, "tailor", lines[1].Value)
	s.FilterWords("field.occupation bak")
	assert.Len(t, s.History.Rows, 1, "names of fields are found too, and beginnings of words")
	s.FilterWords("astronaut")
	assert.Equal(t, screen.Empty, s.History.List.Face)
	s.FilterWords("")
	assert.Len(t, s.History.Rows, all)
}
