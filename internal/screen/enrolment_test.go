package screen_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/usererr"
)

func write(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte("x"), 0o600))
}

// post carries one answer.
type post struct {
	sent     screen.Introduction
	answered bool
	err      error
	did      []string
}

func (p *post) result() error {
	if p.err != nil {
		return p.err
	}
	if p.answered {
		return nil
	}
	return usererr.Wrap(screen.ErrNoAnswer, "error.enrol.waiting", "hint.enrol.waiting")
}

func (p *post) Introduction(context.Context) (screen.Introduction, error) { return p.sent, nil }
func (p *post) Introduce(_ context.Context, folder string) error {
	p.did, p.sent.Folder = append(p.did, "introduce "+folder), folder
	return p.result()
}
func (p *post) Answer(_ context.Context, folder string) error {
	p.did = append(p.did, "answer "+folder)
	return p.result()
}
func (p *post) Call(context.Context) error   { p.did = append(p.did, "call"); return p.result() }
func (p *post) Forget(context.Context) error { p.did = append(p.did, "forget"); return p.err }

func press(t *testing.T, s *screen.Enrolment, name string) {
	t.Helper()
	for _, c := range s.Commands() {
		if c.Name.Key == name {
			require.False(t, c.Off)
			c.Do()
			return
		}
	}
	require.Fail(t, "no such command", name)
}

func newEnrolment(t *testing.T, p *post) *screen.Enrolment {
	s := screen.NewEnrolment(t.Context(), screentest.Inline(), p)
	s.Shown()
	return s
}

func TestAVaultWaitsUntilItsAnswerIsThere(t *testing.T) {
	p := &post{sent: screen.Introduction{Folder: "/stick", Written: time.Now()}}
	s := newEnrolment(t, p)
	enrolled := false
	s.OnEnrolled = func() { enrolled = true }
	assert.Equal(t, "/stick", s.Folder, "looked for where it was written")
	press(t, s, "enrol.answer")
	assert.Equal(t, "error.enrol.waiting", s.Trouble.What.Key)
	s.TypeFolder(" /other ")
	press(t, s, "enrol.again")
	assert.Equal(t, "enrol.written", s.Outcome.Key, "writing again is what was asked, not the answer")
	assert.Equal(t, "/other", s.Sent.Folder)
	assert.True(t, s.Trouble.None())
	p.answered = true
	press(t, s, "enrol.answer")
	assert.True(t, enrolled)
	assert.Equal(t, []string{"answer /stick", "introduce /other", "answer /other"}, p.did)
}

func TestWhatFailsIsSaidAndCanBeTriedAgain(t *testing.T) {
	p := &post{err: errors.New("no")}
	s := newEnrolment(t, p)
	press(t, s, "enrol.answer")
	assert.Equal(t, "error.stick.none", s.Trouble.What.Key, "no folder was chosen")
	assert.Empty(t, p.did)
	s.TypeFolder("/stick")
	press(t, s, "enrol.again")
	assert.Equal(t, "error.enrol.failed", s.Trouble.What.Key)
	assert.False(t, s.Busy)
	for _, c := range s.Commands() {
		assert.NotEqual(t, "enrol.call", c.Name.Key, "nobody knows the hub's address")
	}
	p.sent.Host, p.err, p.answered = "hub.example", nil, true
	s.Shown()
	enrolled := false
	s.OnEnrolled = func() { enrolled = true }
	press(t, s, "enrol.call")
	assert.True(t, enrolled)
}

func TestGivingUpIsAskedFirst(t *testing.T) {
	p := &post{}
	s := newEnrolment(t, p)
	forgotten := false
	s.OnForgotten = func() { forgotten = true }
	press(t, s, "enrol.forget")
	assert.False(t, forgotten)
	press(t, s, "enrol.forget.no")
	assert.False(t, s.Asking)
	press(t, s, "enrol.forget")
	press(t, s, "enrol.forget.yes")
	assert.True(t, forgotten)
}

func TestAnInvitationFromAStickGoesBackOnIt(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "invitation")
	write(t, path)
	st := &starter{keys: true}
	s := newFirstStart(st)
	s.Next()
	s.Choose(path)
	assert.True(t, s.Carry, "it names no address, so nothing else can be meant")
	assert.Equal(t, dir, s.Folder)
	assert.False(t, s.NeedsAddress())
	s.TypeFolder(" ")
	s.Next()
	assert.Equal(t, "start.folder.none", s.Trouble.What.Key)
	s.TypeFolder(dir)
	s.CarryBy(false)
	assert.True(t, s.NeedsAddress())
	s.CarryBy(true)
	s.Next()
	require.Equal(t, screen.StepPassphrase, s.Step)
	s.TypePassphrase(s.Suggested)
	s.Next()
	require.Len(t, st.made, 1)
	assert.Equal(t, dir, st.made[0].Folder)
	assert.Empty(t, st.made[0].Address)
}
