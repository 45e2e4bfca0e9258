package screen_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// book reads activities from a ledger.
type book struct {
	*ledger
	fault error
}

func (b *book) Activities(_ context.Context, limit int) ([]screen.ActivityRow, error) {
	if b.fault != nil {
		return nil, b.fault
	}
	var rows []screen.ActivityRow
	for s, st := range b.memory {
		if r, ok := screen.ActivityRowOf(st); ok && s.Kind == casework.SubjectActivity {
			rows = append(rows, r)
		}
	}
	screen.SortActivities(rows)
	return rows[:min(limit, len(rows))], nil
}

func newActivity(t *testing.T, run *screentest.Runner, store *shelf, b *book) *screen.Activity {
	d := desk(t, run, store)
	d.Topics, d.Language = shipped(), "en"
	d.Drafts.Records(screen.FormActivity, b.records(store, screen.RecordActivity))
	s := screen.NewActivity(d, b, screen.ActivityRoute())
	s.Shown()
	return s
}

func TestAGroupTalkIsRecordedWithoutACase(t *testing.T) {
	run, store, b := screentest.Inline(), newShelf(), &book{ledger: newLedger()}
	s := newActivity(t, run, store, b)
	assert.Equal(t, screen.Empty, s.List.Face)
	assert.False(t, s.Ready(), "nothing typed records nothing")
	for _, q := range screen.ActivityLeaf.Fields {
		assert.Empty(t, s.Form.Text(q.Path), "nothing has a default")
	}
	s.Form.Type("kind", "outreach")
	s.Form.Type("place", "tea kitchen")
	s.Form.Type("started", "24.11.2026 14:30")
	s.Form.Type(screen.HeadsField("woman", "25_34"), "٤")
	s.Form.Type(screen.HeadsField("not_said", "not_known"), "3")
	assert.Equal(t, 7, s.Heads())
	s.Form.Type(screen.HeadsField("man", "25_34"), "many")
	assert.False(t, s.Ready(), "what is no number is not recorded, and not lost")
	s.Form.Type(screen.HeadsField("man", "25_34"), "")
	s.Speak("fa-AF", true)
	s.Speak("fr", true)
	s.Speak("fr", false)
	assert.Equal(t, []string{"fa-AF"}, s.Languages())
	s.Tell("health", true)
	s.Tell("money", true)
	s.Tell("money", false)
	material := s.Form.NewEntry()
	s.Form.Type(casework.F("material", material), "leaflet on rights")
	s.Form.Type(casework.F("material", material, "count"), "20")
	run.Advance(time.Second)
	require.Len(t, store.kept, 1)

	// Killed and started again: it stands there as it was typed.
	s = newActivity(t, run, store, b)
	assert.Equal(t, "tea kitchen", s.Form.Text("place"))
	assert.True(t, s.Told("health"))
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)

	require.Len(t, b.made, 1)
	assert.Equal(t, casework.SubjectActivity, b.made[0].Subject.Kind)
	it := b.memory[b.made[0].Subject].Root()
	at, ok := it.Get("started").Time()
	require.True(t, ok)
	assert.Equal(t, "24.11.2026 14:30", at.Local().Format("2.1.2006 15:04"))
	for f, want := range map[casework.Field]casework.Value{
		"heads.woman.25_34": "4", "language.fa-AF": "yes", "language.fr": "", "topic.money.version": "",
		casework.F("material", material): "leaflet on rights", casework.F("material", material, "count"): "20",
	} {
		assert.Equal(t, want, it.Get(f), "%s", f)
	}
	assert.NotEmpty(t, it.Get("topic.health.version"))
	assert.NotEmpty(t, it.Get("office"), "it counts for the office")

	require.Len(t, s.Rows, 1)
	assert.Equal(t, 7, s.Rows[0].Heads)
	assert.Equal(t, "casework.activity.outreach", s.Rows[0].Kind.Key)
	assert.Empty(t, s.Form.Text("place"), "the next one begins empty")
	assert.Empty(t, store.kept)
}

func TestActivitiesThatCannotBeReadAreNotNone(t *testing.T) {
	run := screentest.Inline()
	b := &book{ledger: newLedger(), fault: errors.New("unreadable")}
	s := newActivity(t, run, newShelf(), b)
	assert.Equal(t, screen.Failed, s.List.Face)
	assert.Equal(t, "error.activity.unavailable", s.List.Trouble.What.Key)
	b.fault = nil
	s.Again()
	assert.Equal(t, screen.Empty, s.List.Face)
}

func TestEveryQuestionAboutAnActivityHasAName(t *testing.T) {
	form := &screen.LeafForm{Leaf: &screen.ActivityLeaf}
	for _, q := range screen.ActivityLeaf.Fields {
		assert.NotNil(t, casework.FieldOf(casework.KindActivity, q.Path), "%s", q.Path)
		assert.Contains(t, form.Label(q.Path).Key, "field.", "%s", q.Path)
	}
}
