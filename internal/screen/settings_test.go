package screen_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

func TestASuggestedPhraseCanBeTheNewPassphrase(t *testing.T) {
	r := &ring{}
	s := screen.NewSettings(desk(t, screentest.Inline(), newShelf()), r, screen.Preferences{Language: "fr", TextSize: 16}, []string{"en", "fr"}, screen.About{})
	s.Suggest()
	phrase := s.Suggested
	s.Suggest()
	assert.NotEqual(t, phrase, s.Suggested)
	s.Type("the old one", phrase, phrase)
	s.ChangePassphrase()
	assert.Equal(t, phrase, r.next)
	assert.Empty(t, s.Suggested, "it is not left on the screen")
	s.Suggest()
	s.Left()
	assert.Empty(t, s.Suggested)
}
