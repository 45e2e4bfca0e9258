package screen_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// copier remembers what it was asked to copy.
type copier struct {
	folder, passphrase string
	err                error
}

func (c *copier) Backup(_ context.Context, folder string, tell func(done, all int64)) (string, error) {
	c.folder = folder
	for i := range int64(1001) {
		tell(i, 1000)
	}
	return "a.backup", c.err
}

func (c *copier) Renew(_ context.Context, passphrase []byte) error {
	c.passphrase = string(passphrase)
	return c.err
}

func TestABackupGoesIntoTheFolderThatWasChosen(t *testing.T) {
	run := screentest.Inline()
	c := &copier{}
	s := screen.NewCopies(desk(t, run, newShelf()), c, "en")
	drawn := 0
	s.OnChange = func() { drawn++ }
	s.Backup()
	assert.Equal(t, "copies.folder.none", s.Trouble.What.Key)
	assert.Empty(t, c.folder)
	s.TypeFolder(" /media/stick ")
	s.Backup()
	assert.Equal(t, "/media/stick", c.folder)
	assert.Equal(t, "copies.backed", s.Backed.Key)
	assert.True(t, s.Trouble.None())
	assert.False(t, s.Writing)
	assert.Equal(t, int64(1000), s.Done)
	assert.Less(t, drawn, 150, "not for every block")
	c.err = errors.New("gone")
	s.Backup()
	assert.Equal(t, "error.copies.backup", s.Trouble.What.Key)
	assert.Empty(t, s.Backed.Key)
}

func TestANewVaultIsMadeWithAPassphraseOfItsOwnWhenTheProgramLocks(t *testing.T) {
	c := &copier{}
	s := screen.NewCopies(desk(t, screentest.Inline(), newShelf()), c, "de")
	locked := 0
	s.OnRenew = func() { locked++ }
	s.Ask(true)
	require.NotEmpty(t, s.Suggested)
	s.Renew()
	assert.Equal(t, "start.phrase.differs", s.Refused.What.Key)
	c.err = errors.New("no room")
	phrase := s.Suggested
	s.TypePassphrase(phrase)
	s.Renew()
	assert.Equal(t, "error.copies.renew", s.Refused.What.Key)
	assert.Zero(t, locked)
	c.err = nil
	s.Renew()
	assert.Equal(t, 1, locked)
	assert.Equal(t, phrase, c.passphrase)
	assert.Empty(t, s.Passphrase+s.Suggested)
	s.Ask(true)
	s.TypePassphrase("something")
	s.Ask(false)
	assert.Empty(t, s.Passphrase)
	assert.False(t, s.Asking)
}
