package screen_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"rsc.io/qr"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/usererr"
)

type doorFunc func([]byte) error

func (f doorFunc) Unlock(p []byte) error { return f(p) }

func TestUnlockSaysWhatIsWrong(t *testing.T) {
	said := func(err error, what string) error { return usererr.Wrap(err, "error."+what, "hint."+what) }
	for _, tt := range []struct {
		name   string
		err    error
		key    string
		closed bool
	}{
		{"wrong passphrase", said(fmt.Errorf("unlock: %w", screen.ErrPassphrase), "vault.wrong_passphrase"), "error.vault.wrong_passphrase", false},
		{"damaged", said(errors.New("page 3"), "vault.damaged"), "error.vault.damaged", true},
		{"nobody foresaw it", errors.New("boom"), "error.unlock.failed", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := screen.NewUnlock(screentest.Inline(), doorFunc(func([]byte) error { return tt.err }))
			opened := false
			s.OnOpen = func() { opened = true }
			s.Try("open sesame")
			assert.Equal(t, tt.key, s.Trouble.What.Key)
			assert.Equal(t, strings.Replace(tt.key, "error.", "hint.", 1), s.Trouble.Hint.Key)
			assert.Equal(t, tt.closed, s.Closed)
			assert.False(t, opened)
			assert.False(t, s.Busy)
		})
	}
}

func TestUnlockWaitsAfterWrongTriesAndSaysHowLong(t *testing.T) {
	run := screentest.Inline()
	tries := 0
	s := screen.NewUnlock(run, doorFunc(func([]byte) error { tries++; return &screen.WaitError{For: 4 * time.Second} }))
	s.Try("wrong")
	assert.Equal(t, 4, s.Wait)
	assert.False(t, s.Closed)
	assert.False(t, s.Trouble.None())
	s.Try("right")
	assert.Equal(t, 1, tries, "nothing is tried while waiting")
	run.Advance(3 * time.Second)
	assert.Equal(t, 1, s.Wait)
	run.Advance(time.Second)
	assert.Zero(t, s.Wait)
	assert.True(t, s.Trouble.None())
	s.Try("right")
	assert.Equal(t, 2, tries)
}

func TestUnlockTakesOnePassphraseAtATimeInOneForm(t *testing.T) {
	run := screentest.Hold()
	var got []string
	s := screen.NewUnlock(run, doorFunc(func(p []byte) error { got = append(got, string(p)); return nil }))
	opened := 0
	s.OnOpen = func() { opened++ }
	s.Try("   ")
	assert.Empty(t, got, "nothing typed is not a try")
	s.Try(" cafe\u0301  noir ")
	s.Try("second")
	assert.Equal(t, []string{"caf\u00e9 noir"}, got)
	assert.True(t, s.Busy)
	run.DeliverAll()
	assert.Equal(t, 1, opened)
}

// starter makes nothing and remembers what it was asked for.
type starter struct {
	made []screen.NewVault
	pass string
	err  error
	keys bool // any other text is an invitation that a stick can answer
}

func (s *starter) ReadInvitation(text string) (screen.Invitation, error) {
	switch text {
	case "twelve words":
		return screen.Invitation{Text: text}, nil
	case "WAYMARK:1:FULL":
		return screen.Invitation{Text: text, Host: "hub.example.org"}, nil
	}
	if s.keys {
		return screen.Invitation{Text: text, Keys: true}, nil
	}
	return screen.Invitation{}, usererr.New("error.invitation.wrong", "hint.invitation.wrong")
}

func (s *starter) Make(v screen.NewVault) error {
	s.pass = string(v.Passphrase)
	s.made = append(s.made, v)
	return s.err
}

func newFirstStart(st *starter) *screen.FirstStart {
	return screen.NewFirstStart(screentest.Inline(), st, []string{"en", "de"}, "en")
}

func TestAPracticeVaultNeedsALanguageAndAPhrase(t *testing.T) {
	st := &starter{}
	s := newFirstStart(st)
	spoken, opened := "", false
	s.OnLanguage = func(tag string) { spoken = tag }
	s.OnOpen = func() { opened = true }
	s.Speak("de")
	assert.Equal(t, "de", spoken)
	s.Next()
	s.Practise(true)
	s.AsRole(casework.Supervisor)
	s.Next()
	require.Equal(t, screen.StepPassphrase, s.Step)
	assert.Len(t, strings.Fields(s.Suggested), 7, "the German list is shorter than that of six words")
	s.TypePassphrase(s.Suggested + "x")
	s.Next()
	assert.Equal(t, "start.phrase.differs", s.Trouble.What.Key)
	s.TypePassphrase("  " + s.Suggested)
	phrase := s.Suggested
	s.Next()
	require.Len(t, st.made, 1)
	assert.Equal(t, phrase, st.pass)
	assert.True(t, st.made[0].Practice)
	assert.Equal(t, casework.Supervisor, st.made[0].Role)
	assert.Equal(t, "de", st.made[0].Language)
	assert.True(t, opened)
	assert.Equal(t, make([]byte, len(phrase)), st.made[0].Passphrase, "wiped after use")
	assert.Empty(t, s.Passphrase)
}

func TestWordsNeedTheHubsAddress(t *testing.T) {
	s := newFirstStart(&starter{})
	s.Next()
	s.Next()
	assert.Equal(t, "start.invitation.none", s.Trouble.What.Key)
	s.TypeWords("nonsense")
	s.Next()
	assert.Equal(t, "error.invitation.wrong", s.Trouble.What.Key)
	s.TypeWords("twelve words")
	s.Next()
	assert.Equal(t, screen.StepWho, s.Step)
	assert.True(t, s.NeedsAddress())
	s.Next()
	assert.Equal(t, "start.address.none", s.Trouble.What.Key)
	s.TypeAddress("https://hub.example.org")
	s.Next()
	assert.Equal(t, screen.StepPassphrase, s.Step)
	s.Back()
	assert.Equal(t, screen.StepWho, s.Step)
	assert.Equal(t, "twelve words", s.Words, "what was typed stays")
}

func qrPicture(t *testing.T, text string, scale int) image.Image {
	code, err := qr.Encode(text, qr.M)
	require.NoError(t, err)
	side := (code.Size + 8) * scale
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			v := uint8(235)
			if code.Black(x/scale-4, y/scale-4) {
				v = 25
			}
			img.SetGray(x, y, color.Gray{Y: v + uint8((x*7+y*13)%17)}) // the grain of a photograph
		}
	}
	return img
}

func TestAnInvitationIsReadFromAPictureOrFile(t *testing.T) {
	pngOf := func(img image.Image) []byte {
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, img))
		return b.Bytes()
	}
	jpegOf := func(img image.Image) []byte {
		var b bytes.Buffer
		require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}))
		return b.Bytes()
	}
	good := qrPicture(t, "WAYMARK:1:FULL", 8)
	for _, tt := range []struct {
		name    string
		content []byte
		key     string
	}{
		{"a PNG", pngOf(good), ""},
		{"a photograph", jpegOf(good), ""},
		{"a large photograph", jpegOf(qrPicture(t, "WAYMARK:1:FULL", 120)), ""},
		{"a file", []byte("WAYMARK:1:FULL"), ""},
		{"a QR image of something else", pngOf(qrPicture(t, "https://example.org", 8)), "error.invitation.wrong"},
		{"a picture without one", pngOf(image.NewGray(image.Rect(0, 0, 64, 64))), "error.invitation.no_picture"},
		{"half a picture", pngOf(good)[:200], "error.file.unreadable"},
		{"another file", []byte("%PDF-1.7"), "error.invitation.wrong"},
		{"an empty file", nil, "error.invitation.wrong"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newFirstStart(&starter{})
			s.Next()
			path := filepath.Join(t.TempDir(), "chosen")
			require.NoError(t, os.WriteFile(path, tt.content, 0o600))
			s.Choose(path)
			assert.Equal(t, tt.key, s.Trouble.What.Key)
			assert.Equal(t, tt.key == "", s.Invitation.Host == "hub.example.org")
			if tt.key == "" {
				s.Next()
				assert.Equal(t, screen.StepPassphrase, s.Step)
			}
		})
	}
}

func TestOwnPassphrasesAreJudgedAndTypedTwice(t *testing.T) {
	st := &starter{}
	s := newFirstStart(st)
	s.Next()
	s.Practise(true)
	s.Next()
	s.UseOwn()
	s.TypePassphrase("password1234")
	s.Next()
	assert.Equal(t, "error.vault.weak_passphrase", s.Trouble.What.Key)
	s.TypePassphrase("Vierzig Esel tanzen 17 mal nackt")
	s.TypeAgain("Vierzig Esel tanzen")
	s.Next()
	assert.Equal(t, "start.again.differs", s.Trouble.What.Key)
	s.TypeAgain("Vierzig Esel tanzen 17 mal nackt")
	st.err = usererr.New("error.disk.full", "hint.disk.full")
	s.Next()
	assert.Equal(t, "error.disk.full", s.Trouble.What.Key)
	assert.Equal(t, screen.StepPassphrase, s.Step, "the person can try again")
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		name, passphrase string
		want             screen.Strength
	}{
		{"nothing", "", screen.StrengthNone},
		{"short", "xK9!q", screen.StrengthShort},
		{"one letter many times", strings.Repeat("a", 40), screen.StrengthWeak},
		{"a known password made long", "password12345678", screen.StrengthWeak},
		{"two words of our German list", "giraffe zwiebel", screen.StrengthWeak},
		{"one word six times", "tiger tiger tiger tiger tiger tiger", screen.StrengthWeak},
		{"two words of our Arabic list", "زيتون عصفور", screen.StrengthShort},
		{"a sentence of one's own", "Vierzig Esel tanzen 17 mal nackt", screen.StrengthStrong},
		{"a sentence in Arabic", "رأيت أربعين حمارا يرقصون في الشارع", screen.StrengthStrong},
	} {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, screen.Judge(tt.passphrase)) })
	}
	for _, tag := range []string{"en", "de", "fr", "ar", "tr"} {
		for range 50 {
			phrase := screen.SuggestPhrase(tag)
			require.True(t, screen.Judge(phrase).Enough(), "%s: %s", tag, phrase)
		}
	}
}
