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
)

type lamp struct {
	lights screen.Lights
	err    error
	asked  int
}

func (l *lamp) Lights(context.Context) (screen.Lights, error) { l.asked++; return l.lights, l.err }

type searchFunc func(string) ([]screen.Hit, error)

func (f searchFunc) Search(_ context.Context, text string, _ int) ([]screen.Hit, error) {
	return f(text)
}

func nothing(string) ([]screen.Hit, error) { return nil, nil }

func TestLightsClaimOnlyWhatIsProved(t *testing.T) {
	reached := time.Date(2026, 11, 24, 8, 14, 0, 0, time.UTC)
	for _, tt := range []struct {
		name          string
		lights        screen.Lights
		safe, current string
	}{
		{"all at the hub", screen.Lights{Safe: true, UpToDate: true, Reached: reached}, "light.safe.yes", "light.current.yes"},
		{"some here only", screen.Lights{HereOnly: 3, Reached: reached}, "light.safe.no", "light.current.no"},
		{"set aside comes first", screen.Lights{HereOnly: 3, Aside: 1, Reached: reached}, "light.safe.aside", "light.current.no"},
		{"comparing", screen.Lights{Differs: true, Reached: reached}, "light.safe.differs", "light.current.no"},
		{"never reached", screen.Lights{UpToDate: true}, "light.safe.no", "light.current.unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.safe, tt.lights.SafeLine().Key)
			assert.Equal(t, tt.current, tt.lights.CurrentLine().Key)
		})
	}
}

func TestLightsThatCannotBeReadGoOut(t *testing.T) {
	d := desk(t, screentest.Inline(), newShelf())
	l := &lamp{lights: screen.Lights{Safe: true, UpToDate: true}}
	f := screen.NewFrame(d, l, searchFunc(nothing))
	f.Read()
	assert.True(t, f.Lights.Safe)
	l.err = errors.New("disk")
	d.Feed.Tell(feed.News{Exchange: true})
	assert.False(t, f.Lights.Safe)
	assert.False(t, f.Lights.UpToDate)
	assert.Equal(t, "error.sync.unavailable", f.Trouble.What.Key)
}

func TestTheRailHasWhatTheRoleMayOpenAndExists(t *testing.T) {
	for _, tt := range []struct {
		role casework.Role
		want []screen.Place
	}{
		{casework.Counsellor, []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceSync}},
		{casework.Supervisor, []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceReview, screen.PlaceSync}},
		{casework.Scout, []screen.Place{screen.PlaceToday, screen.PlaceSync}},
		{casework.Administrator, []screen.Place{screen.PlaceSync}},
	} {
		d := desk(t, screentest.Inline(), newShelf())
		d.Staff.Role = tt.role
		for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceReview, screen.PlaceSync} {
			d.Way.Offer(p, func(r screen.Route) screen.Screen { return &page{route: r} })
		}
		f := screen.NewFrame(d, &lamp{}, searchFunc(nothing))
		var got []screen.Place
		for _, e := range f.Rail() {
			got = append(got, e.Place)
		}
		assert.Equal(t, tt.want, got)
	}
}

func TestKeysMeanTheScreensCommandsFirst(t *testing.T) {
	d := desk(t, screentest.Inline(), newShelf())
	for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceNewCase} {
		d.Way.Offer(p, func(r screen.Route) screen.Screen { return &page{route: r} })
	}
	f := screen.NewFrame(d, &lamp{}, searchFunc(nothing))
	locked := false
	f.OnLock = func() { locked = true }
	d.Way.Go(screen.Route{Place: screen.PlaceToday})
	assert.True(t, f.Press(screen.KeyNewCase))
	assert.Equal(t, screen.PlaceNewCase, d.Way.Here().Place)
	assert.True(t, f.Press(screen.KeyBack))
	assert.Equal(t, screen.PlaceToday, d.Way.Here().Place)
	assert.True(t, f.Press("Alt+2"))
	assert.Equal(t, screen.PlaceCaseload, d.Way.Here().Place)
	assert.True(t, f.Inside(screen.PlaceCaseload))
	assert.False(t, f.Press("F12"))
	f.Press(screen.KeyLock)
	assert.True(t, locked)
}

func TestPaletteFindsCasesAndCommands(t *testing.T) {
	d := desk(t, screentest.Inline(), newShelf())
	for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceCase} {
		d.Way.Offer(p, func(r screen.Route) screen.Screen { return &page{route: r} })
	}
	found := screen.CaseRoute(newSubject())
	f := screen.NewFrame(d, &lamp{}, searchFunc(func(text string) ([]screen.Hit, error) {
		if text != "hai" {
			return nil, nil
		}
		return []screen.Hit{{Text: "T. Haile", Beside: "W-4711", Route: found}}, nil
	}))
	d.Way.Go(screen.Route{Place: screen.PlaceToday})
	f.Palette.Speak(func(m screen.Message) string {
		return map[string]string{"rail.cases": "Fälle", "frame.lock": "Sperren"}[m.Key]
	})
	f.Press(screen.KeyFind)
	assert.True(t, f.Palette.Open)
	f.Palette.Type("fall")
	assert.Len(t, f.Palette.Hits, 1, "accents do not matter")
	assert.Equal(t, "rail.cases", f.Palette.Hits[0].Name.Key)
	f.Palette.Type("zzz")
	assert.Equal(t, screen.Empty, f.Palette.List.Face)
	f.Palette.Type("hai")
	f.Palette.Move(5)
	f.Palette.Pick(f.Palette.Selected)
	assert.Equal(t, found, d.Way.Here())
	assert.False(t, f.Palette.Open)
	f.Press(screen.KeyFind)
	f.Press(screen.KeyBack)
	assert.False(t, f.Palette.Open, "Esc closes the palette")
	assert.Equal(t, found, d.Way.Here(), "and goes nowhere")
}
