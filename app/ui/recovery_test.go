package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// deskOf is a vault that one line of words opens.
type deskOf struct{ words, passphrase string }

func (d *deskOf) Open(words string) error {
	if words != d.words {
		return screen.ErrPassphrase
	}
	return nil
}
func (d *deskOf) Finish(p []byte) error { d.passphrase = string(p); return nil }
func (d *deskOf) Close() error          { return nil }

func TestForgottenIsSeen(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		p, d := testPen(t, lang), &deskOf{words: "one two"}
		s := screen.NewRecovery(newDesk(t).Run, d, lang)
		opened := false
		s.OnOpen = func() { opened = true }
		v := drawRecovery(p, s)
		put(p, v)
		assert.True(t, says(v.Content, p.T("recovery.call")))
		p.Focus(v.First)
		test.Type(entry(t, p, v.Content, "start.words"), "nonsense")
		test.Tap(button(t, p, v.Content, "button.next"))
		assert.True(t, says(v.Content, p.T("error.recovery.failed")))
		entry(t, p, v.Content, "start.words").SetText("one two")
		s.TypeWords("one two")
		test.Tap(button(t, p, v.Content, "button.next"))
		assert.True(t, says(v.Content, p.T("recovery.passphrase")))
		assert.True(t, says(v.Content, s.Suggested))
		phrase := s.Suggested
		test.Type(entry(t, p, v.Content, "start.passphrase"), phrase)
		test.Tap(button(t, p, v.Content, "unlock.open"))
		assert.True(t, opened)
		assert.Equal(t, phrase, d.passphrase)
	}
}

func TestTheLockedProgramOffersHelpOnlyWhereThereIsSome(t *testing.T) {
	p := testPen(t, "en")
	s := screen.NewUnlock(newDesk(t).Run, nil)
	walk(drawUnlock(p, s).Content, func(o fyne.CanvasObject) {
		if b, is := o.(*kit.Button); is {
			assert.NotEqual(t, p.T("unlock.forgot"), b.Label())
		}
	})
	asked := false
	s.OnForgot = func() { asked = true }
	v := drawUnlock(p, s)
	put(p, v)
	forgot := button(t, p, v.Content, "unlock.forgot")
	assert.True(t, forgot.Visible())
	test.Tap(forgot)
	assert.True(t, asked)
}

type copyist struct{ folder, passphrase string }

func (c *copyist) Backup(_ context.Context, folder string, _ func(done, all int64)) (string, error) {
	c.folder = folder
	return "waymark.backup", nil
}

func (c *copyist) Renew(_ context.Context, p []byte) error { c.passphrase = string(p); return nil }

func TestCopiesAreReachedFromTheSettings(t *testing.T) {
	p, d, c := testPen(t, "en"), newDesk(t), &copyist{}
	s := screen.NewCopies(d, c, "en")
	d.Way.Offer(screen.PlaceCopies, func(screen.Route) screen.Screen { return s })
	settings := screen.NewSettings(d, &ring{}, screen.Preferences{Language: "en", TextSize: 16}, []string{"en"}, screen.About{})
	v := draw(p, settings)
	put(p, v)
	test.Tap(button(t, p, v.Content, "copies.title"))
	assert.Equal(t, screen.Route{Place: screen.PlaceCopies}, d.Way.Here())

	v = draw(p, s)
	put(p, v)
	test.Type(entry(t, p, v.Content, "sync.folder"), "/stick")
	test.Tap(button(t, p, v.Content, "copies.backup"))
	assert.Equal(t, "/stick", c.folder)
	assert.True(t, says(v.Content, p.Say(s.Backed)))
	locked := false
	s.OnRenew = func() { locked = true }
	test.Tap(button(t, p, v.Content, "copies.renew"))
	phrase := s.Suggested
	test.Type(entry(t, p, v.Content, "start.passphrase"), phrase)
	test.Tap(button(t, p, v.Content, "copies.renew.now"))
	assert.True(t, locked)
	assert.Equal(t, phrase, c.passphrase)
}
