package screen

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/framework"
)

// PlaceActivity is the place of what is done without any case: a talk to a group,
// outreach, a meeting, material handed out. It is kept in drafts: never rename.
const PlaceActivity Place = "activity"

// FormActivity is the kind of an activity's draft.
const FormActivity = "activity"

// KeyActivity goes there from Today and from the cases.
const KeyActivity Shortcut = "Ctrl+G"

// ActivityRoute leads to the form of an activity.
func ActivityRoute() Route { return Route{Place: PlaceActivity} }

// ActivityLeaf is what is asked about an activity, languages, topics, material and
// heads apart. Nobody in it has a name.
var ActivityLeaf = Leaf{Kind: casework.KindActivity, Fields: ask(
	"kind", "title", "started", "minutes", "setting", "place", "with", "interpreter", long("questions"), long("note"), "asks_follow_up", only("posts", "kind", "social_media"),
)}

// ActivityBook knows the activities that were recorded.
type ActivityBook interface {
	// Activities returns the latest, at most limit of them. It is called off the UI
	// goroutine.
	Activities(ctx context.Context, limit int) ([]ActivityRow, error)
}

// ActivityRow is a recorded activity as it is listed.
type ActivityRow struct {
	ID    casework.SubjectID
	At    time.Time // zero if nobody said
	Kind  Message
	Title string
	Place string
	Heads int // how many came; 0 if nobody counted
}

// ActivityRowOf reads a row from the state of an activity. It is false for what is
// none (any more).
func ActivityRowOf(st *casework.State) (ActivityRow, bool) {
	it := st.Root()
	if !it.Written() || st.Whole || it.Deleting() == casework.Deleted {
		return ActivityRow{}, false
	}
	r := ActivityRow{ID: st.Subject.ID, Title: string(it.Get("title")), Place: string(it.Get("place")), Heads: headsOf(it.Get)}
	r.At, _ = it.Get("started").Time()
	if k := it.Get("kind"); k != "" {
		r.Kind = Say(casework.EnumKey("activity", k))
	}
	return r, true
}

// SortActivities puts the latest first.
func SortActivities(all []ActivityRow) {
	slices.SortFunc(all, func(a, b ActivityRow) int { return cmp.Or(b.At.Compare(a.At), b.ID.Compare(a.ID)) })
}

// headsOf is how many came: as counted as a whole, or else the sum over gender and age.
func headsOf(get func(casework.Field) casework.Value) int {
	if n, ok := casework.Value(digits(string(get("heads")))).Int(); ok {
		return n
	}
	sum := 0
	for _, g := range casework.EnumValues("gender") {
		for _, a := range casework.EnumValues("age_band") {
			n, _ := casework.Value(digits(string(get(HeadsField(g, a))))).Int()
			sum += n
		}
	}
	return sum
}

// HeadsField is the field with how many of a gender and age came.
func HeadsField(gender, age casework.Value) casework.Field {
	return casework.F("heads", string(gender), string(age))
}

// Activity is the form of an activity, over those recorded before.
type Activity struct {
	OnChange func()
	Form     *LeafForm
	List     List // of those recorded before
	Rows     []ActivityRow

	base
	desk *Desk
	book ActivityBook
}

// listedActivities is how many of those recorded before are listed.
const listedActivities = 20

// NewActivity opens the form of a route.
func NewActivity(desk *Desk, book ActivityBook, r Route) *Activity {
	s := &Activity{OnChange: func() {}, desk: desk, book: book}
	s.begin(r)
	s.listen(desk.Feed, func(n feed.News) {
		if n.Any(casework.SubjectActivity) || n.Exchange {
			s.read()
		}
	})
	return s
}

// begin opens the form; after recording, the next one.
func (s *Activity) begin(r Route) {
	f := s.desk.Drafts.Form(r, FormActivity)
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(Route) {
		s.begin(r)
		s.read()
		s.OnChange()
	}
	s.Form = &LeafForm{Edits: newEdits(f, casework.KindActivity, nil), Leaf: &ActivityLeaf}
}

// Title implements [Screen].
func (s *Activity) Title() Message { return Say("activity.title") }

// Shown implements [Screen].
func (s *Activity) Shown() { s.read() }

// Left implements [Screen].
func (s *Activity) Left() {
	s.List.Cancel()
	s.stopListening()
	s.Form.Leave()
}

// Commands implements [Screen].
func (s *Activity) Commands() []Command {
	return []Command{{Name: Say("button.record"), Key: KeyRecord, Main: true, Off: !s.Ready(), Do: s.Form.Record}}
}

// Ready reports whether it can be recorded.
func (s *Activity) Ready() bool {
	wrong := false
	for f := range s.Form.draft.Fields {
		wrong = wrong || s.Form.Wrong(casework.Field(f))
	}
	return s.Form.Ready() && !wrong
}

// Again asks once more after a failure.
func (s *Activity) Again() { s.read() }

func (s *Activity) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		rows, err := s.book.Activities(ctx, listedActivities)
		return func() {
			if s.List.Late(question) {
				return
			}
			if s.Rows = rows; err != nil {
				s.List.Fail(err, "error.activity.unavailable")
			} else {
				s.List.Fill(len(rows), Count("activity.count", len(rows)), Say("activity.none"), Say("activity.none.hint"))
			}
			s.OnChange()
		}
	})
}

// Heads is how many came, as typed so far.
func (s *Activity) Heads() int {
	return headsOf(func(f casework.Field) casework.Value { return casework.Value(strings.TrimSpace(s.Form.Text(f))) })
}

// Topics are what can have been talked about.
func (s *Activity) Topics() []framework.Topic {
	if s.desk.Topics == nil {
		return nil
	}
	return s.desk.Topics.Topics()
}

// TopicTitle names a topic to staff.
func (s *Activity) TopicTitle(topic string) string { return s.desk.topicTitle(topic) }

// Told reports whether a topic was talked about, and Tell says it: with the version of
// the text it was taken from.
func (s *Activity) Told(topic string) bool { return s.Form.Text(toldField(topic)) != "" }

// Tell says whether a topic was talked about.
func (s *Activity) Tell(topic string, on bool) {
	version := ""
	if on {
		t, _ := s.desk.Topics.Nearest(topic, s.desk.Language)
		version = strconv.Itoa(t.Version)
	}
	s.Form.Type(toldField(topic), version)
	s.OnChange()
}

func toldField(topic string) casework.Field { return casework.F("topic", topic, "version") }

// Languages are those it was held in.
func (s *Activity) Languages() []string { return s.Form.Entries("language") }

// Speak adds a language it was held in, or takes it away.
func (s *Activity) Speak(tag string, on bool) {
	text := ""
	if on {
		text = string(casework.Yes)
	}
	if tag != "" {
		s.Form.Type(casework.F("language", tag), text)
	}
	s.OnChange()
}

// RecordActivity makes the changes of an activity's draft.
func RecordActivity(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	fields, _ := leafFields(&ActivityLeaf, d)
	return service.RecordActivity(ctx, fields)
}
