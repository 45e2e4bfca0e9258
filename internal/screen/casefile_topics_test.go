package screen_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// drawer is a filing with one case in it.
type drawer struct{ casework.Memory }

func (d drawer) CaseRow(_ context.Context, c casework.SubjectID) (screen.CaseRow, error) {
	return screen.CaseRow{ID: c}, nil
}
func (d drawer) History(context.Context, casework.Subject) ([]screen.Written, error) { return nil, nil }
func (d drawer) Colleagues(context.Context) ([]screen.Colleague, error)              { return nil, nil }

func TestATopicShownInTwoLanguagesKeepsBothAndHasItsTitle(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	run.Advance(6 * time.Second)
	k.Person.Choose("ar") // the brother reads along
	run.Advance(6 * time.Second)
	k.Person.Choose("fa-AF")
	run.Advance(6 * time.Second)
	k.press(t, screen.KeyRecord)
	run.Advance(screen.UndoTime)

	told := k.session(t).Topics["welcome-and-rights"]
	require.Len(t, told.In, 2)
	assert.NotEqual(t, told.In["ar"].SHA256, told.In["fa-AF"].SHA256)
	assert.NotEmpty(t, told.In["ar"].Version)
	assert.Equal(t, told.In["fa-AF"].SHA256, told.SHA256, "the last that was shown")

	s := screen.NewCaseFile(k.desk, drawer{k.ledger.memory}, nil, screen.CaseRoute(k.about.ID))
	s.Shown()
	s.ReadSession(k.route.Item)
	title, _ := shipped().Nearest("welcome-and-rights", "de")
	shown := map[screen.Tongue]bool{}
	for _, l := range s.Session().Lines {
		if strings.HasPrefix(string(l.Place), "topic.") {
			assert.Equal(t, title.Title, l.Label.Data["Topic"], "its title in the staff's language")
		}
		if in, ok := l.Value.(screen.ShownIn); ok {
			shown[in.Language] = true
			assert.False(t, in.At.IsZero())
		}
	}
	assert.Equal(t, map[screen.Tongue]bool{"ar": true, "fa-AF": true}, shown)
}
