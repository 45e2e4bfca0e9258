package screen

import (
	"context"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
)

// Lights is the truth about safety, in two claims. Nothing else in the program
// makes either.
type Lights struct {
	Safe     bool      // everything of mine is at the hub, the holdings agree, nothing is set aside
	HereOnly int       // changes the hub has not confirmed
	Aside    int       // changes set aside
	Differs  bool      // hub and device do not hold the same and are comparing
	UpToDate bool      // the hub has nothing more for me
	Reached  time.Time // when the hub was last heard of; zero for never
	Old      bool      // that is so long ago that nobody knows what it has by now

	Coming      int           // changes that the hub has for me and that are not here yet
	ComingBytes int64         // and their bytes
	Left        time.Duration // for what waits and comes, at the line's pace; zero while unknown
}

// LightSource tells the lights. It is called off the UI goroutine.
type LightSource interface {
	Lights(ctx context.Context) (Lights, error)
}

// SafeLine says the safe light in words.
func (l Lights) SafeLine() Message {
	switch {
	case l.Safe:
		return Say("light.safe.yes")
	case l.Aside > 0:
		return Count("light.safe.aside", l.Aside)
	case l.HereOnly == 0 && l.Differs:
		return Say("light.safe.differs")
	}
	return Count("light.safe.no", l.HereOnly)
}

// CurrentLine says the up-to-date light in words.
func (l Lights) CurrentLine() Message {
	switch {
	case l.Reached.IsZero():
		return Say("light.current.unknown")
	case l.Coming > 0:
		return Count("light.current.coming", l.Coming)
	case l.Old:
		return Say("light.current.old", "When", AsMoment(l.Reached))
	case l.UpToDate:
		return Say("light.current.yes")
	}
	return Say("light.current.no")
}

// Current reports whether the up-to-date light is lit: not while anything is still
// arriving, and not by what the hub said long ago.
func (l Lights) Current() bool { return l.UpToDate && l.Coming == 0 && !l.Old }

// RailEntry is one line of the rail.
type RailEntry struct {
	Place Place
	Name  Message
	Key   Shortcut
}

// rail lists the places of each role, in the order of a day. An entry appears
// only where its screen exists.
var rail = map[casework.Role][]Place{
	casework.Counsellor:    {PlaceToday, PlaceCaseload, PlaceKnowledge, PlaceSync, PlaceSettings},
	casework.Supervisor:    {PlaceToday, PlaceCaseload, PlaceReview, PlaceFigures, PlaceKnowledge, PlaceSync, PlaceSettings},
	casework.Scout:         {PlaceToday, PlaceRequests, PlaceKnowledge, PlaceSync, PlaceSettings},
	casework.Administrator: {PlaceSync, PlaceSettings},
}

// Frame is what stands around every screen: rail, search, lights, lock.
type Frame struct {
	OnChange func()
	OnLock   func() // the person locks; the program does it
	Lights   Lights
	Trouble  Trouble // why the lights could not be read
	Alarm    Trouble // what keeps the program from locking or ending
	Palette  *Palette

	desk    *Desk
	lights  LightSource
	asking  bool
	again   bool
	watches []*func()
}

// NewFrame returns the frame of a desk.
func NewFrame(desk *Desk, lights LightSource, search Searcher) *Frame {
	f := &Frame{OnChange: func() {}, OnLock: func() {}, desk: desk, lights: lights}
	f.Palette = NewPalette(desk, search, f.Commands)
	desk.Feed.Listen(func(n feed.News) {
		if n.Exchange || n.All || len(n.Subjects) > 0 {
			f.Read()
		}
	})
	desk.Drafts.OnDue = func() { f.OnChange() }
	desk.OnReveal = func() { f.OnChange() }
	return f
}

// Warn shows an alarm until the next key of the program.
func (f *Frame) Warn(t Trouble) {
	f.Alarm = t
	f.OnChange()
}

// Desk is what the frame stands around.
func (f *Frame) Desk() *Desk { return f.desk }

// Read asks for the lights again.
func (f *Frame) Read() {
	if f.asking {
		f.again = true
		return
	}
	f.asking = true
	ctx := f.desk.Context
	f.desk.Run.Run(func() func() {
		l, err := f.lights.Lights(ctx)
		return func() {
			f.asking = false
			f.Trouble = TroubleOf(err, "error.sync.unavailable")
			if err == nil {
				f.Lights = l
				f.Lights.Reached = l.Reached.In(f.desk.Run.Now().Location())
			} else {
				f.Lights.Safe, f.Lights.UpToDate = false, false // claims nobody can prove now
			}
			f.OnChange()
			for _, w := range slices.Clone(f.watches) {
				(*w)()
			}
			if f.again {
				f.again = false
				f.Read()
			}
		}
	})
}

// Watch calls changed whenever the lights were read anew, until stop is called.
func (f *Frame) Watch(changed func()) (stop func()) {
	w := &changed
	f.watches = append(f.watches, w)
	return func() { f.watches = slices.DeleteFunc(f.watches, func(o *func()) bool { return o == w }) }
}

// Talks reports whether somebody sits beside the counsellor while another screen than
// the one of their talk is in sight: names are hidden then, and this says so.
func (f *Frame) Talks() bool {
	here := f.desk.Way.Here()
	return f.desk.Talking != (casework.Subject{}) && (here.Place != PlaceCounselling || here.Subject != f.desk.Talking)
}

// BackToTalk goes back to the talk.
func (f *Frame) BackToTalk() { f.desk.Way.Go(f.desk.talk) }

// Rail lists where one can go.
func (f *Frame) Rail() []RailEntry {
	var entries []RailEntry
	for _, p := range rail[f.desk.Staff.Role] {
		if f.desk.Way.Offers(p) {
			entries = append(entries, RailEntry{Place: p, Name: Say("rail." + string(p)), Key: Shortcut("Alt+" + string(rune('1'+len(entries))))})
		}
	}
	return entries
}

// Inside reports whether the screen in the frame belongs to a rail entry's place.
func (f *Frame) Inside(p Place) bool { return railOf(f.desk.Way.Here().Place) == p }

func railOf(p Place) Place {
	switch p {
	case PlaceNewCase, PlaceCase, PlaceCounselling, PlacePlan:
		return PlaceCaseload
	case PlaceShortContact, PlaceActivity:
		return PlaceToday
	}
	return p
}

// Commands are what can be done from everywhere, the screen's own first.
func (f *Frame) Commands() []Command {
	var all []Command
	if s := f.desk.Way.Screen(); s != nil {
		all = append(all, s.Commands()...)
	}
	add := func(c Command) {
		for _, have := range all {
			if have.Key == c.Key && c.Key != "" {
				return // the screen's own meaning of a key comes first
			}
		}
		all = append(all, c)
	}
	if due := f.desk.Drafts.Due(); len(due) > 0 {
		last := due[len(due)-1]
		add(Command{Name: Say("button.undo"), Key: KeyUndo, Do: last.Undo})
	}
	if f.desk.Way.Offers(PlaceNewCase) {
		add(Command{Name: Say("caseload.new"), Key: KeyNewCase, Do: func() { f.desk.Way.Go(NewCaseRoute()) }})
	}
	if f.desk.Way.Offers(PlaceShortContact) {
		add(Command{Name: Say("caseload.contact"), Key: KeyContact, Do: func() { f.desk.Way.Go(ShortContactRoute(casework.Subject{})) }})
	}
	if f.Talks() {
		add(Command{Name: Say("frame.reveal"), Key: KeyReveal, Do: f.desk.Reveal})
		all = append(all, Command{Name: Say("frame.talk.back"), Do: f.BackToTalk}, Command{Name: Say("frame.talk.over"), Do: f.desk.EndTalk})
	}
	for _, e := range f.Rail() {
		add(Command{Name: e.Name, Key: e.Key, Do: func() { f.desk.Way.Go(Route{Place: e.Place}) }})
	}
	add(Command{Name: Say("button.back"), Key: KeyBack, Off: !f.desk.Way.CanGoBack(), Do: func() { f.desk.Way.Back() }})
	add(Command{Name: Say("frame.lock"), Key: KeyLock, Do: func() { f.OnLock() }})
	return all
}

// Keyed is a screen to which keys mean something that is no command, such as the
// arrows while the keyboard is in a search field. It reports whether key did.
type Keyed interface {
	Press(key Shortcut) bool
}

// Press does what a key means now. It reports whether it means something.
func (f *Frame) Press(key Shortcut) bool {
	if !f.Alarm.None() {
		f.Warn(Trouble{})
	}
	if f.Palette.Open {
		switch key {
		case KeyBack, KeyFind:
			f.Palette.Hide()
		case "Up":
			f.Palette.Move(-1)
		case "Down":
			f.Palette.Move(1)
		}
		return true // what lies under the palette hears nothing
	}
	if key == KeyFind {
		f.Palette.Show()
		return true
	}
	if Press(f.Commands(), key) {
		return true
	}
	k, ok := f.desk.Way.Screen().(Keyed)
	return ok && k.Press(key)
}
