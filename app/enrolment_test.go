package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
	"waymark/sync/hub"
)

// drop takes what lies for the hub in a folder and leaves the answers, as its
// administrator has done by "hubserver drop".
func (h *house) drop(dir string) (taken int) {
	stick := courier.Folder{Dir: dir}
	var found []batch.Sealed
	for s, err := range stick.Exchange(h.t.Context(), h.hub.Node(), nil) {
		require.NoError(h.t, err)
		found = append(found, s)
	}
	for _, s := range found {
		r := bytes.NewReader(s.Bytes)
		a, err := h.hub.Admit(h.t.Context(), r)
		require.NoError(h.t, err)
		for b, err := range h.hub.AnswerStick(h.t.Context(), a, r) {
			require.NoError(h.t, err)
			for _, err := range stick.Exchange(h.t.Context(), h.hub.Node(), []batch.Sealed{b}) {
				require.NoError(h.t, err)
			}
		}
		taken++
	}
	return taken
}

// invitationFile is one written to a stick: without the hub's address.
func (h *house) invitationFile(dir string, uses int) string {
	i, err := h.hub.Invite(h.t.Context(), hub.Invite{Role: casework.Counsellor, Office: "Lyon", Uses: uses, For: time.Hour})
	require.NoError(h.t, err)
	path := filepath.Join(dir, "invitation.txt")
	require.NoError(h.t, os.WriteFile(path, []byte(i.File()+"\n"), 0o600))
	return path
}

// stickVault makes a vault whose introduction lies on a stick.
func (h *house) stickVault(data, stick string) *program {
	b, err := os.ReadFile(h.invitationFile(stick, 1))
	require.NoError(h.t, err)
	p := &program{dir: data, o: Options{Demo: true}}
	s := &starter{p}
	i, err := s.ReadInvitation(string(b))
	require.NoError(h.t, err)
	require.True(h.t, i.Keys)
	require.Empty(h.t, i.Host)
	require.NoError(h.t, s.Make(screen.NewVault{Invitation: i, Folder: stick, Name: "Amina", Passphrase: []byte(passphrase)}))
	return p
}

func (p *program) enrolment() enrolment {
	return enrolment{p.open, filepath.Join(p.dir, vaultName)}
}

func TestADeviceEnrolsByAStickThatGoesToTheHubAndBack(t *testing.T) {
	h, data, stick := newHouse(t), t.TempDir(), t.TempDir()
	p := h.stickVault(data, stick)
	assert.Nil(t, p.open.service, "nobody works in it yet")
	said, err := p.enrolment().Introduction(t.Context())
	require.NoError(t, err)
	assert.Equal(t, stick, said.Folder)
	assert.False(t, said.Written.IsZero())

	err = p.enrolment().Answer(t.Context(), stick)
	assert.ErrorIs(t, err, screen.ErrNoAnswer)
	assert.Equal(t, "hint.enrol.waiting", hintOf(t, err))
	assert.Equal(t, 1, h.drop(stick), "looking for the answer wrote nothing more")
	require.NoError(t, p.open.close())

	// The laptop was switched off meanwhile.
	again := &program{dir: data}
	require.NoError(t, (&door{again}).Unlock([]byte(passphrase)))
	require.Nil(t, again.open.service)
	err = again.enrolment().Answer(t.Context(), filepath.Join(stick, "another"))
	assert.Equal(t, "hint.stick.none", hintOf(t, err))
	assert.ErrorIs(t, again.enrolment().Answer(t.Context(), t.TempDir()), screen.ErrNoAnswer)
	require.NoError(t, again.enrolment().Answer(t.Context(), stick))
	assert.NotNil(t, again.open.service)
	assert.Equal(t, casework.Counsellor, again.open.staff.Role)
	assert.ElementsMatch(t, []string{"settings.way.passphrase", "settings.way.recovery", "settings.way.code"}, openedBy(t, again.open.vault))
	_, waiting, err := again.open.awaits(t.Context())
	require.NoError(t, err)
	assert.False(t, waiting, "the invitation is not kept")
	require.NoError(t, again.open.close())

	last := &program{dir: data}
	require.NoError(t, (&door{last}).Unlock([]byte(passphrase)))
	assert.NotNil(t, last.open.service)
	require.NoError(t, last.open.close())
}

func TestAnIntroductionIsWrittenAgainToAnotherFolder(t *testing.T) {
	h, data, first, second := newHouse(t), t.TempDir(), t.TempDir(), t.TempDir()
	p := h.stickVault(data, first)
	err := p.enrolment().Introduce(t.Context(), second)
	require.ErrorIs(t, err, screen.ErrNoAnswer)
	said, err := p.enrolment().Introduction(t.Context())
	require.NoError(t, err)
	assert.Equal(t, second, said.Folder)
	assert.Equal(t, 1, h.drop(second))
	assert.Equal(t, 1, h.drop(first), "the same device, not a second one")
	require.NoError(t, p.enrolment().Answer(t.Context(), second))
	assert.NotNil(t, p.open.service)
	require.NoError(t, p.open.close())
}

func TestAFolderThatCannotTakeTheIntroductionLeavesNoVault(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	stick := t.TempDir()
	b, err := os.ReadFile(h.invitationFile(stick, 1))
	require.NoError(t, err)
	p := &program{dir: data, o: Options{Demo: true}}
	s := &starter{p}
	i, err := s.ReadInvitation(string(b))
	require.NoError(t, err)
	err = s.Make(screen.NewVault{Invitation: i, Folder: filepath.Join(stick, "pulled out"), Name: "Amina", Passphrase: []byte(passphrase)})
	assert.Equal(t, "hint.stick.none", hintOf(t, err))
	there, err := hasVault(data)
	require.NoError(t, err)
	assert.False(t, there)
}

func TestAnEnrolmentThatIsGivenUpLeavesRoomForAnother(t *testing.T) {
	h, data, stick := newHouse(t), t.TempDir(), t.TempDir()
	p := h.stickVault(data, stick)
	require.NoError(t, p.enrolment().Forget(t.Context()))
	there, err := hasVault(data)
	require.NoError(t, err)
	assert.False(t, there)
	u := h.newVault(data)
	e := enrolment{u, filepath.Join(data, vaultName)}
	require.ErrorIs(t, e.Forget(t.Context()), device.ErrEnrolled, "one that belongs to somebody stays")
	require.NoError(t, u.close())
	v, err := vault.Unlock(filepath.Join(data, vaultName), []byte(passphrase), vault.Options{})
	require.NoError(t, err)
	require.NoError(t, v.Close())
}
