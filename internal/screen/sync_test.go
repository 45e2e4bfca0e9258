package screen_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/usererr"
)

// line stands for the way to the hub.
type line struct {
	lamp
	rows    []screen.SyncRow
	address string
	err     error // of every exchange
	during  func(context.Context, func(screen.SyncProgress))
	folders []string
	again   []string
}

func (l *line) SendAgain(_ context.Context, id string) error {
	if l.err == nil {
		l.again = append(l.again, id)
	}
	return l.err
}

func (l *line) Address(context.Context) (string, error) { return l.address, nil }
func (l *line) Rows(_ context.Context, limit int) ([]screen.SyncRow, int, error) {
	return l.rows[:min(limit, len(l.rows))], len(l.rows), nil
}

func (l *line) Now(ctx context.Context, p func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	if l.during != nil {
		l.during(ctx, p)
	}
	return screen.SyncOutcome{Given: 2, Received: 1}, l.err
}

func (l *line) ToStick(_ context.Context, folder string, _ func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	l.folders = append(l.folders, folder)
	return screen.SyncOutcome{Given: 1}, l.err
}

func (l *line) FromStick(ctx context.Context, folder string, p func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return l.ToStick(ctx, folder, p)
}

func (l *line) Readdress(_ context.Context, address string) error {
	if l.err == nil {
		l.address = address
	}
	return l.err
}

func newSync(t *testing.T, l *line) (*screen.Sync, *screen.Desk) {
	d := desk(t, screentest.Inline(), newShelf())
	s := screen.NewSync(d, l, screen.NewFrame(d, l, searchFunc(nothing)))
	s.Shown()
	return s, d
}

func TestSyncSaysWhatWentWrong(t *testing.T) {
	for _, key := range []string{"sync.address_none", "sync.unreachable", "sync.certificate", "stick.full"} {
		s, _ := newSync(t, &line{err: usererr.New("error."+key, "hint."+key)})
		s.Now()
		assert.Equal(t, "error."+key, s.Trouble.What.Key)
		assert.False(t, s.Busy)
		s.ToStick("/media/stick")
		assert.Equal(t, "error."+key, s.Trouble.What.Key)
		s.TypeAddress("https://elsewhere.example")
		s.KeepAddress()
		assert.Equal(t, "error."+key, s.Trouble.What.Key)
		assert.Empty(t, s.Address, "a refused address is not taken")
	}
}

func TestSyncSaysWhatWasDoneAndShowsTheLightsOfThen(t *testing.T) {
	l := &line{}
	s, d := newSync(t, l)
	drawn := screen.Lights{}
	s.OnChange = func() { drawn = s.Lights() }
	l.during = func(_ context.Context, p func(screen.SyncProgress)) {
		p(screen.SyncProgress{Sent: 10, Left: 5})
		assert.Equal(t, int64(10), s.Progress.Sent)
		l.lights = screen.Lights{Safe: true, UpToDate: true, Reached: screentest.Start}
	}
	s.Now()
	assert.Equal(t, "sync.done", s.Outcome.Key)
	assert.True(t, drawn.Safe, "what is drawn last is what is true now")
	l.lights.Safe = false
	d.Feed.Tell(feed.News{Exchange: true})
	assert.False(t, drawn.Safe)
}

func TestStoppingIsNoFailure(t *testing.T) {
	l := &line{err: context.Canceled}
	s, _ := newSync(t, l)
	l.during = func(context.Context, func(screen.SyncProgress)) { s.Stop() }
	s.Now()
	assert.Equal(t, "sync.stopped", s.Outcome.Key)
	assert.True(t, s.Trouble.None())
}

func TestAPracticeVaultExchangesNothing(t *testing.T) {
	l := &line{err: errors.New("never asked")}
	d := desk(t, screentest.Inline(), newShelf())
	d.Practice = true
	s := screen.NewSync(d, l, screen.NewFrame(d, l, searchFunc(nothing)))
	s.Shown()
	s.Now()
	s.ToStick("/media/stick")
	s.TypeAddress("https://hub.example")
	s.KeepAddress()
	assert.Empty(t, l.folders)
	assert.Empty(t, l.address)
	assert.True(t, s.Trouble.None())
	assert.Empty(t, s.Commands())
	assert.Equal(t, "sync.practice", s.List.Title.Key)
}

// ring is who can open a vault.
type ring struct{ old, next string }

func (r *ring) ChangePassphrase(_ context.Context, old, next []byte) error {
	if string(old) != "the old one" {
		return errors.New("no")
	}
	r.old, r.next = string(old), string(next)
	return nil
}

func (r *ring) Ways(context.Context) ([]screen.VaultWay, error) {
	return []screen.VaultWay{{Name: screen.Say("settings.way.passphrase")}}, nil
}

func TestSettingsChangeThePassphraseOnlyWithTheOldOne(t *testing.T) {
	r := &ring{}
	s := screen.NewSettings(desk(t, screentest.Inline(), newShelf()), r, screen.Preferences{Language: "en", TextSize: 16}, []string{"en", "ar"}, screen.About{})
	s.Shown()
	assert.Len(t, s.Ways, 1)
	strong := "Vierzig Esel tanzen 17 mal nackt"
	for _, tt := range []struct{ old, next, again, key string }{
		{"", strong, strong, "settings.old.none"},
		{"the old one", "password1234", "password1234", "error.vault.weak_passphrase"},
		{"the old one", strong, strong + "x", "start.again.differs"},
		{"another", strong, strong, "error.settings.passphrase"},
	} {
		s.Type(tt.old, tt.next, tt.again)
		s.ChangePassphrase()
		assert.Equal(t, tt.key, s.Trouble.What.Key)
		assert.Empty(t, r.next)
	}
	s.Type("the old one", strong, strong)
	s.ChangePassphrase()
	assert.Equal(t, strong, r.next)
	assert.Equal(t, "settings.passphrase.changed", s.Done.Key)
	assert.Empty(t, s.New, "nothing stays typed")
}

func TestPreferencesStayWithinTheirRanges(t *testing.T) {
	s := screen.NewSettings(desk(t, screentest.Inline(), newShelf()), &ring{}, screen.Preferences{Language: "en", TextSize: 22}, []string{"en", "ar"}, screen.About{})
	var chosen []screen.Preferences
	s.OnPreferences = func(p screen.Preferences) { chosen = append(chosen, p) }
	s.Resize(1)
	assert.Empty(t, chosen, "22 points are the most")
	s.Speak("ar")
	s.Speak("xx")
	s.Show(screen.LookDark)
	assert.Equal(t, []screen.Preferences{
		{Language: "ar", TextSize: 22}, {Language: "en", TextSize: 22}, {Language: "en", TextSize: 22, Look: screen.LookDark},
	}, chosen)
}

// diary is what a day holds.
type diary struct{ day screen.Day }

func (d *diary) Day(context.Context, time.Time) (screen.Day, error) { return d.day, nil }

func TestTodayShowsDraftsByTheirCaseAndWhatIsUnsent(t *testing.T) {
	run, store, cases, l := screentest.Inline(), newShelf(), newCabinet(2), &lamp{}
	d := desk(t, run, store)
	frame := screen.NewFrame(d, l, searchFunc(nothing))
	s := screen.NewToday(d, &diary{}, cases, frame)
	d.Way.Offer(screen.PlaceToday, func(screen.Route) screen.Screen { return s })
	d.Way.Offer(screen.PlaceShortContact, func(r screen.Route) screen.Screen { return &page{route: r} })
	d.Way.Go(today)
	assert.Equal(t, screen.Empty, s.List.Face)

	route := screen.ShortContactRoute(casework.Subject{Kind: casework.SubjectCase, ID: cases.rows[1].ID})
	f := d.Drafts.Form(route, screen.FormContact)
	f.Type(screen.FieldSaid, "half a sen")
	run.Advance(time.Second)
	assert.Equal(t, screen.Full, s.List.Face)
	assert.Equal(t, "Person 1", s.Unfinished[0].Name)
	s.Open(s.Unfinished[0])
	assert.Equal(t, route, d.Way.Here())

	l.lights = screen.Lights{HereOnly: 2, Aside: 1}
	d.Feed.Tell(feed.News{Exchange: true})
	assert.Equal(t, 3, s.Unsent)
}

func TestTheUpToDateLightWaitsForWhatIsComing(t *testing.T) {
	all := screen.Lights{Safe: true, UpToDate: true, Reached: screentest.Start}
	assert.True(t, all.Current())
	for _, tt := range []struct {
		name  string
		make  func(*screen.Lights)
		words string
	}{
		{"thousands are arriving", func(l *screen.Lights) { l.Coming = 4312 }, "light.current.coming"},
		{"the hub was heard long ago", func(l *screen.Lights) { l.Old = true }, "light.current.old"},
		{"the holdings differ", func(l *screen.Lights) { l.UpToDate = false }, "light.current.no"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := all
			tt.make(&l)
			assert.False(t, l.Current())
			assert.Equal(t, tt.words, l.CurrentLine().Key)
		})
	}
}

func TestWhatWasSetAsideIsSentAgain(t *testing.T) {
	l := &line{rows: []screen.SyncRow{{ID: "e1", Where: screen.SetAside, Route: screen.CaseRoute(newSubject())}, {Where: screen.HereOnly}}}
	s, d := newSync(t, l)
	assert.False(t, s.CanOpen(s.Rows[0]), "nothing shows a case here")
	d.Way.Offer(screen.PlaceCase, func(r screen.Route) screen.Screen { return &page{route: r} })
	assert.True(t, s.CanOpen(s.Rows[0]))
	assert.False(t, s.CanOpen(s.Rows[1]))
	s.SendAgain(s.Rows[1])
	assert.Empty(t, l.again)
	s.SendAgain(s.Rows[0])
	assert.Equal(t, []string{"e1"}, l.again)
	assert.Equal(t, "sync.again.done", s.Outcome.Key)
	l.err = errors.New("no")
	s.SendAgain(s.Rows[0])
	assert.Equal(t, "error.sync.again", s.Trouble.What.Key)
}

func TestProgressIsAShare(t *testing.T) {
	assert.Zero(t, screen.SyncProgress{Left: -1}.Share())
	assert.Zero(t, screen.SyncProgress{}.Share())
	assert.InDelta(t, 0.25, screen.SyncProgress{Sent: 1, Received: 1, Left: 6}.Share(), 0.001)
}
