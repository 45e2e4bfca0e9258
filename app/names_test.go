package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// walked is what a hand does that goes through the program and says every title of the
// window, and then has the program crash.
func walked(h *hand) {
	title := func() { h.do(func() { h.say("title: " + h.p.window.Title()) }) }
	title()
	h.write(passphrase)
	h.press(fyne.KeyReturn)
	h.until("the desk", func(p *program) bool { return p.open != nil && p.open.frame != nil })
	for _, k := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5} {
		h.chord(k, fyne.KeyModifierAlt)
		title()
	}
	h.chord(fyne.Key2, fyne.KeyModifierAlt)
	h.until("cases", func(*program) bool { return strings.Contains(h.seen(), practiceCases[0].number) })
	h.write("Selam")
	h.press(fyne.KeyReturn)
	h.until("a case", func(p *program) bool { return p.open.frame.Desk().Way.Here().Place == "case" })
	h.until("its name", func(*program) bool { return strings.Contains(h.seen(), practiceCases[0].name) })
	title()
	h.press(fyne.KeyF4)
	h.write(mark())
	title()
	h.chord(fyne.KeyK, fyne.KeyModifierControl)
	h.write("Nino")
	h.until("found", func(*program) bool {
		return strings.Contains(h.seen(), practiceCases[2].number) || len(h.p.open.frame.Palette.Hits) > 0
	})
	title()
	h.say("walked")
	h.do(func() {
		typed := []byte(mark()) // a crash report holds no words, only where the program was
		if len(typed) > 0 {
			panic("deliberate")
		}
	})
}

func TestNobodysNameIsInATitleALogOrACrash(t *testing.T) {
	require.NotEmpty(t, os.Getenv("DISPLAY")+os.Getenv("WAYLAND_DISPLAY"), "run it through .ci/display")
	data := filepath.Join(t.TempDir(), "data")
	p := &program{dir: data, o: Options{Demo: true}}
	require.NoError(t, (&starter{p}).Make(screenVault()))
	require.NoError(t, p.open.close())

	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "WAYMARK_TEST_HAND=walk", "WAYMARK_TEST_DATA="+data)
	var said, logged bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &logged
	require.Error(t, cmd.Run(), "it crashes at the end")
	require.Contains(t, said.String(), "walked", logged.String())
	require.Contains(t, logged.String(), "deliberate")
	assert.GreaterOrEqual(t, strings.Count(said.String(), "title: "), 9)
	everything := said.String() + logged.String()
	for _, c := range practiceCases {
		for _, word := range append(strings.Fields(c.name), c.number, c.said) {
			if len(word) > 3 {
				assert.NotContains(t, everything, word)
			}
		}
	}
	assert.NotContains(t, everything, mark())
	assert.NotContains(t, everything, passphrase)
	assertNowhere(t, data, mark())
}
