package screen_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/screen/phrases"
	"waymark/internal/screen/screentest"
	"waymark/internal/usererr"
)

// helpdesk is a vault that opens by one line of words.
type helpdesk struct {
	words              string
	wait, finish       error
	opened, closed     int
	passphrase, copied []byte
}

func (h *helpdesk) Open(words string) error {
	switch {
	case h.wait != nil:
		return h.wait
	case words != h.words:
		return usererr.Wrap(errors.New("no"), "error.recovery.wrong", "hint.recovery.wrong")
	}
	h.opened++
	return nil
}

func (h *helpdesk) Finish(p []byte) error {
	h.passphrase, h.copied = p, append([]byte(nil), p...)
	return h.finish
}

func (h *helpdesk) Close() error { h.closed++; return nil }

func TestForgottenIsWordsThenANewPassphrase(t *testing.T) {
	h := &helpdesk{words: "one two"}
	s := screen.NewRecovery(screentest.Inline(), h, "de")
	opened := false
	s.OnOpen = func() { opened = true }
	s.Next()
	assert.Equal(t, "recovery.words.none", s.Trouble.What.Key)
	s.TypeWords("three")
	s.Next()
	assert.Equal(t, "error.recovery.wrong", s.Trouble.What.Key)
	assert.Equal(t, "three", s.Words, "a misheard word is mended, not typed anew")
	assert.False(t, s.Verified)

	s.TypeWords("  one two ")
	s.Next()
	require.True(t, s.Verified)
	assert.True(t, s.Trouble.None())
	assert.Empty(t, s.Words)
	assert.NotEmpty(t, s.Suggested, "a phrase is offered first")
	s.TypePassphrase("something else")
	s.Next()
	assert.Equal(t, "start.phrase.differs", s.Trouble.What.Key)
	h.finish = errors.New("disk")
	s.TypePassphrase(s.Suggested)
	chosen := s.Suggested
	s.Next()
	assert.Equal(t, "error.recovery.unfinished", s.Trouble.What.Key)
	assert.False(t, opened)
	h.finish = nil
	s.Next()
	assert.True(t, opened)
	assert.Equal(t, chosen, string(h.copied))
	assert.NotContains(t, string(h.passphrase), chosen, "what was handed over is wiped")
	assert.Empty(t, s.Passphrase+s.Suggested)
	assert.Equal(t, 1, h.opened)
}

func TestForgottenWaitsAfterWrongWords(t *testing.T) {
	run := screentest.Inline()
	h := &helpdesk{words: "w", wait: fmt.Errorf("unlock: %w", &screen.WaitError{For: 2 * time.Second})}
	s := screen.NewRecovery(run, h, "en")
	s.TypeWords("w")
	s.Next()
	assert.Equal(t, 2, s.Wait)
	h.wait = nil
	s.Next()
	assert.False(t, s.Verified, "nothing is tried while waiting")
	run.Advance(time.Second)
	assert.Equal(t, 1, s.Wait)
	run.Advance(time.Second)
	assert.Zero(t, s.Wait)
	assert.True(t, s.Trouble.None())
	s.Next()
	assert.True(t, s.Verified)
}

func TestForgottenGivenUpLocksTheVaultAgain(t *testing.T) {
	h := &helpdesk{words: "w"}
	s := screen.NewRecovery(screentest.Inline(), h, "en")
	back := false
	s.OnBack = func() { back = true }
	s.TypeWords("w")
	s.Next()
	s.UseOwn()
	s.TypePassphrase("secret and long enough")
	s.Back()
	assert.True(t, back)
	assert.Equal(t, 1, h.closed)
	assert.False(t, s.Verified)
	assert.Empty(t, s.Words+s.Passphrase+s.Suggested)
}

func TestAPhraseIsAsHardToGuessInEveryLanguage(t *testing.T) {
	for tag, count := range map[string]int{"en": 6, "fr": 6, "de": 7, "ar": 7} {
		words := strings.Fields(screen.SuggestPhrase(tag))
		assert.Len(t, words, count, tag)
		assert.Greater(t, float64(len(words))*math.Log2(float64(len(phrases.Words(tag)))), 64.0, tag)
	}
}
