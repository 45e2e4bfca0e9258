package screen_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

type restorer struct {
	file string
	err  error
}

func (r *restorer) Restore(_ context.Context, file string, tell func(done, all int64)) error {
	r.file = file
	for i := range int64(1001) {
		tell(i, 1000)
	}
	return r.err
}

func TestABackupBecomesTheVault(t *testing.T) {
	r := &restorer{err: errors.New("no")}
	s := screen.NewRestoring(t.Context(), screentest.Inline(), r)
	restored, drawn := 0, 0
	s.OnRestored = func() { restored++ }
	s.OnChange = func() { drawn++ }
	s.Restore()
	assert.Equal(t, "restoring.none", s.Trouble.What.Key)
	s.TypeFile(" /stick/a.backup ")
	s.Restore()
	assert.Equal(t, "/stick/a.backup", r.file)
	assert.Equal(t, "error.restoring.failed", s.Trouble.What.Key)
	assert.Equal(t, int64(1000), s.Done)
	assert.Less(t, drawn, 150)
	r.err = nil
	s.Restore()
	assert.Equal(t, 1, restored)
	back := false
	s.OnBack = func() { back = true }
	s.Back()
	assert.True(t, back)
}
