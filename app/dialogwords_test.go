package main

import (
	"testing"

	"fyne.io/fyne/v2/lang"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/bidi"
	"waymark/internal/words"
)

func TestDialogsSpeakTheChosenLanguageWhateverTheMachineSpeaks(t *testing.T) {
	for _, machine := range []string{"C", "en_GB.UTF-8", "de_DE.UTF-8", "pt_BR.UTF-8", "zh_CN.UTF-8", "ar_EG.UTF-8", "sw_KE.UTF-8"} {
		t.Run(machine, func(t *testing.T) {
			for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"} {
				t.Setenv(name, machine)
			}
			for _, tag := range []string{"de", "ar", "fr", "en", "ar"} {
				require.NoError(t, speakDialogs(tag))
				w, err := words.New(tag)
				require.NoError(t, err)
				for theirs, ours := range dialogWords {
					assert.Equal(t, bidi.Visual(w.Text(ours), bidi.Auto), lang.X(theirs, theirs), "%s on a machine that speaks %s", tag, machine)
				}
			}
		})
	}
	require.NoError(t, speakDialogs("de"))
	assert.Equal(t, "Abbrechen", lang.L("Cancel"))
	assert.Error(t, speakDialogs("xx"))
}
