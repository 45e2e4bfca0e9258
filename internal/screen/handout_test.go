package screen_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/drives"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// paperPress is a door to printers that only notes what came through; what is saved goes
// through the real one.
type paperPress struct {
	*disclose.Door
	acts    []disclose.Act
	papers  []disclose.Paper
	jobs    []disclose.Job
	fault   error
	unheard error
}

func newPress() *paperPress {
	p := &paperPress{}
	p.Door = disclose.NewDoor(p)
	return p
}

func (p *paperPress) Disclosing(_ context.Context, a disclose.Act) error {
	p.acts = append(p.acts, a)
	return p.unheard
}

func (p *paperPress) Printers(context.Context) ([]disclose.Printer, error) {
	return []disclose.Printer{{Name: "Office 2", Usual: true}, {Name: "Hall"}}, nil
}

func (p *paperPress) Print(_ context.Context, _ disclose.Errand, j disclose.Job, paper disclose.Paper) error {
	p.papers, p.jobs = append(p.papers, paper), append(p.jobs, j)
	return p.fault
}

// pad remembers whom one can call.
type pad struct{ call string }

func (p *pad) Call(context.Context) (string, error) { return p.call, nil }
func (p *pad) KeepCall(_ context.Context, call string) error {
	p.call = call
	return nil
}

func shippedTopics(t *testing.T) *framework.Framework {
	t.Helper()
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(t, err)
	f, err := framework.Load(root)
	require.NoError(t, err)
	return f
}

// talk records a counselling session in which topics were shown.
func (a *archive) talk(c casework.SubjectID, topics ...string) {
	form := casework.CounsellingSession{Kind: "follow_up", Started: a.now, Language: "ti", Topics: map[string]casework.Told{}, Said: "SAID-IN-CONFIDENCE", NextStep: "STEP-AS-WRITTEN", NextAt: a.now.AddDate(0, 0, 7)}
	for _, topic := range topics {
		form.Topics[topic] = casework.Told{Language: "ti", Version: "1", Shown: a.now}
	}
	done, err := a.service.RecordCounselling(a.t.Context(), c, casework.ItemID{}, form)
	require.NoError(a.t, err)
	a.memory.Apply(done.Changes()...)
}

// paper is the preview of a paper about a fictional case, and what stands around it.
type paper struct {
	*screen.Handout
	archive *archive
	door    *paperPress
	pad     *pad
	run     *screentest.Runner
	desk    *screen.Desk
}

func openPaper(t *testing.T, kind screen.Paper, fits func(casework.Case) bool) *paper {
	t.Helper()
	run := screentest.Inline()
	a := newArchive(t, counsellor)
	for _, m := range made {
		c := casework.CaseOf(a.memory[m.Case])
		if !fits(c) {
			continue
		}
		who, ok := a.world.Find(c.Assigned)
		require.True(t, ok)
		a.sit(who)
		a.talk(m.Case.ID, "health", "your-data", "trafficking-and-danger")
		d := a.desk(run, newShelf())
		d.Topics, d.Language = shippedTopics(t), "de"
		p := &paper{archive: a, door: newPress(), pad: &pad{call: "Frau Adler +49 170 1234567"}, run: run, desk: d}
		p.Handout = screen.NewHandout(d, a, p.door, p.pad, drives.Here, screen.HandoutRoute(m.Case.ID, kind, casework.ItemID{}))
		p.Shown()
		return p
	}
	t.Fatal("no fictional case fits")
	return nil
}

func talked(c casework.Case) bool {
	for _, s := range c.Sessions {
		if s.Recorded() && len(s.Topics) > 0 {
			return true
		}
	}
	return false
}

func planned(c casework.Case) bool { return len(c.Plans) > 0 && len(c.Lines) > 0 }

// reads is all a paper says.
func (p *paper) reads() string {
	var all []string
	for i := range p.Made.Pages() {
		all = append(all, p.Made.Lines(i)...)
	}
	return strings.Join(all, " ")
}

func TestThePaperOfATalkIsInThePersonsLanguageBesideTheStaffs(t *testing.T) {
	p := openPaper(t, screen.PaperSummary, talked)
	require.Equal(t, screen.Full, p.List.Face)
	require.NotNil(t, p.Made)
	require.NotNil(t, p.Picture, "the first page is drawn")
	assert.Equal(t, "de", p.Beside)
	assert.Equal(t, "ti", p.Person, "what they were shown it in")
	for _, secret := range []string{"SAID-IN", "STEP-AS", p.Case.Name()} {
		assert.NotContains(t, p.reads(), secret)
	}
	p.Set(&p.Step, true)
	assert.Contains(t, p.reads(), "STEP-AS-WRITTEN")
	require.Len(t, p.Notes(), 3, "a topic that is never printed, one nobody has checked, and that it is a draft")
	assert.Contains(t, p.Languages(), p.Person)
	assert.Contains(t, p.reads(), "Frau Adler")
	assert.Contains(t, p.reads(), "ብዛዕባ እንታይ")
	p.Speak("ka")
	assert.Contains(t, p.reads(), "რაზე ვისაუბრეთ")
	p.SpeakBeside("")
	assert.NotContains(t, p.reads(), "Worüber wir gesprochen haben")
	p.SpeakBeside("de")
	assert.Contains(t, p.reads(), "Worüber wir gesprochen")
	before := p.Made.Pages()
	p.Set(&p.Texts, false)
	assert.Less(t, p.Made.Pages(), before)
	p.Choose(screen.PaperCard)
	assert.Equal(t, "pictogram-card", p.Made.What)
}

func TestPagesAreTurned(t *testing.T) {
	p := openPaper(t, screen.PaperSummary, talked)
	require.Greater(t, p.Made.Pages(), 1)
	first := p.Picture
	require.True(t, screen.Press(p.Commands(), screen.KeyNext))
	assert.Equal(t, 1, p.Page)
	assert.NotEqual(t, first, p.Picture)
	assert.True(t, p.Press("Prior"))
	assert.Equal(t, 0, p.Page)
	assert.True(t, p.Press("Next"))
	assert.False(t, p.Press("Up"))
	p.Turn(99)
	assert.Equal(t, 1, p.Page)
	p.Set(&p.Texts, false)
	assert.Less(t, p.Page, p.Made.Pages())
}

func TestNothingIsPrintedBeforeAllIsSaid(t *testing.T) {
	p := openPaper(t, screen.PaperSummary, talked)
	p.Leaving.Look()
	require.Len(t, p.Leaving.Printers, 2)
	assert.Empty(t, p.Leaving.Printer, "none is chosen, not even the usual one")
	for _, say := range []func(){func() { p.Leaving.Because("for her to take home") }, func() { p.Leaving.Choose("Hall") }, func() { p.Leaving.Fetch(disclose.FetchedByMe) }} {
		assert.False(t, p.Leaving.CanPrint())
		p.Leaving.Print()
		require.Empty(t, p.door.papers)
		say()
	}
	require.True(t, screen.Press(p.Commands(), screen.KeyPaper))
	require.Len(t, p.door.papers, 1)
	assert.Equal(t, "handout.printed", p.Leaving.Done.Key)
	assert.Equal(t, disclose.Job{Printer: "Hall", Fetcher: disclose.FetchedByMe}, p.door.jobs[0])
	assert.True(t, bytes.HasPrefix(p.door.papers[0].PDF, []byte("%PDF-")))
	img, err := p.door.papers[0].Picture(1, 60)
	require.NoError(t, err)
	assert.Positive(t, img.Bounds().Dx())
	assert.Empty(t, p.Leaving.Reason, "the next one needs a reason of its own")

	p.door.fault = errors.New("paper jam")
	p.Leaving.Because("again")
	p.Leaving.Print()
	assert.Equal(t, "error.handout.not_left", p.Leaving.Trouble.What.Key)
	assert.Empty(t, p.Leaving.Done.Key)
	assert.Equal(t, "again", p.Leaving.Reason)
}

func TestAFileIsSavedWhereSomebodyChose(t *testing.T) {
	p := openPaper(t, screen.PaperSummary, talked)
	dir := t.TempDir()
	p.Leaving.Folder().OnChosen(dir)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "no reason, no file")
	p.Leaving.Because("she asked for it on her stick")
	p.Leaving.Folder().OnChosen(dir)
	left, err = os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	assert.Equal(t, "handout.saved", p.Leaving.Done.Key)
	b, err := os.ReadFile(filepath.Join(dir, left[0].Name()))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(b, []byte("%PDF-")))
	require.Len(t, p.door.acts, 1)
	assert.Equal(t, disclose.Saved, p.door.acts[0].Way)
	assert.Equal(t, "summary", p.door.acts[0].What)

	p.door.unheard = errors.New("disk full")
	p.Leaving.Because("once more")
	other := t.TempDir()
	p.Leaving.Folder().OnChosen(other)
	left, err = os.ReadDir(other)
	require.NoError(t, err)
	assert.Empty(t, left, "what cannot be noted does not leave")
	assert.False(t, p.Leaving.Trouble.None())
}

func TestAPartnersCopyNeedsTheConsent(t *testing.T) {
	shares := func(c casework.Case) bool {
		for _, consent := range c.Consents {
			if consent.Purpose == "share_partner" && consent.Holds(screentest.Start) {
				return true
			}
		}
		return false
	}
	p := openPaper(t, screen.PaperPartner, func(c casework.Case) bool { return planned(c) && !shares(c) })
	assert.Nil(t, p.Made)
	assert.Equal(t, "handout.stopped.no_consent", p.Stopped.Key)
	p.Leaving.Because("x")
	assert.False(t, p.Leaving.CanSave())
	p.Choose(screen.PaperPlan)
	require.NotNil(t, p.Made, "the person may have their own plan")
	assert.Equal(t, "plan", p.Made.What)
	p.Choose(screen.PaperPartner)
	assert.Nil(t, p.Made)
}

func TestAPackHoldsTheTopicsChosen(t *testing.T) {
	p := openPaper(t, screen.PaperVisit, talked)
	for _, c := range p.TopicChoices() {
		assert.NotEqual(t, "trafficking-and-danger", c.ID)
		assert.False(t, c.Taken)
	}
	before := p.Made.Pages()
	p.Take("health", true)
	assert.Greater(t, p.Made.Pages(), before)
	p.Take("health", true)
	assert.Equal(t, []string{"health"}, p.Topics)
	p.Take("health", false)
	assert.Empty(t, p.Topics)
	assert.Equal(t, before, p.Made.Pages())
	name := p.Case.Name()
	require.NotEmpty(t, name)
	assert.NotContains(t, p.reads(), name)
}

func TestWhomToCallIsRemembered(t *testing.T) {
	p := openPaper(t, screen.PaperSummary, talked)
	p.SayCall("Herr Ali 030 123456")
	assert.NotContains(t, p.reads(), "Herr Ali", "not at every letter")
	p.Renew()
	assert.Contains(t, p.reads(), "Herr Ali")
	p.Left()
	assert.Equal(t, "Herr Ali 030 123456", p.pad.call)
}

func TestAnAnswerThatComesTooLateIsDropped(t *testing.T) {
	run := screentest.Hold()
	a := newArchive(t, counsellor)
	d := a.desk(run, newShelf())
	d.Topics, d.Language = shippedTopics(t), "en"
	m := made[0]
	for _, c := range made {
		if talked(casework.CaseOf(a.memory[c.Case])) {
			m = c
		}
	}
	s := screen.NewHandout(d, a, newPress(), &pad{}, drives.Here, screen.HandoutRoute(m.Case.ID, screen.PaperSummary, casework.ItemID{}))
	s.Shown()
	run.DeliverAll()
	s.Speak("ar")
	s.Speak("ru")
	held := len(run.Held)
	require.GreaterOrEqual(t, held, 2)
	run.Deliver(1)
	run.Deliver(0)
	run.DeliverAll()
	require.NotNil(t, s.Made)
	assert.Contains(t, strings.Join(s.Made.Lines(0), " "), "О чём мы говорили")
}

func TestACaseWithoutATalkHasNoSummary(t *testing.T) {
	a := newArchive(t, counsellor)
	done, err := a.service.OpenCase(t.Context(), casework.CaseForm{})
	require.NoError(t, err)
	a.memory.Apply(done.Changes()...)
	d := a.desk(screentest.Inline(), newShelf())
	d.Topics, d.Language = shippedTopics(t), "en"
	s := screen.NewHandout(d, a, newPress(), &pad{}, drives.Here, screen.HandoutRoute(done.Changes()[0].Subject.ID, screen.PaperSummary, casework.ItemID{}))
	s.Shown()
	assert.Equal(t, "handout.stopped.no_session", s.Stopped.Key)
	assert.Equal(t, screen.Empty, s.List.Face)
	assert.Empty(t, s.Notes())
}
