package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/id"
	"waymark/internal/screen"
)

func TestWhatGoesOnPaperIsNotedInTheVault(t *testing.T) {
	u := newHouse(t).newVault(t.TempDir())
	about := casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID(id.New[struct{}]())}
	door := disclose.NewDoor(disclosed{u.store, u.staff.ID})
	path := filepath.Join(t.TempDir(), "plan.pdf")
	require.NoError(t, door.Save(t.Context(), disclose.Errand{About: about, What: "plan", Reason: "she asked for it"}, disclose.Target{Path: path, Travels: true}, []byte("%PDF")))
	_, err := os.Stat(path)
	require.NoError(t, err)
	noted, err := u.store.Openings(t.Context(), about)
	require.NoError(t, err)
	require.Len(t, noted, 1)
	assert.Equal(t, u.staff.ID, noted[0].Staff)
	assert.Contains(t, noted[0].Reason, "she asked for it")
	assert.Contains(t, noted[0].Reason, "plan")

	note := callNote{u.store}
	call, err := note.Call(t.Context())
	require.NoError(t, err)
	assert.Empty(t, call)
	require.NoError(t, note.KeepCall(t.Context(), "Frau Adler +49 170 123"))
	call, err = note.Call(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Frau Adler +49 170 123", call)

	d := &screen.Desk{Way: screen.NewNavigator(screen.Route{Place: screen.PlaceToday})}
	u.offerHandouts(d)
	assert.False(t, d.Way.Offers(screen.PlaceHandout), "without topics there is nothing to print")
	d.Topics, err = topics()
	require.NoError(t, err)
	u.offerHandouts(d)
	assert.True(t, d.Way.Offers(screen.PlaceHandout))
	require.NoError(t, u.close())
}
