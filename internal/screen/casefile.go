package screen

import (
	"waymark/internal/casework"
	"waymark/internal/feed"
)

// Tab is a part of the case file. Its text is kept in routes: never rename.
type Tab string

// The tabs, in the order of the eye.
const (
	TabOverview  Tab = "overview"
	TabHousehold Tab = "household"
	TabSituation Tab = "situation" // papers, law, health, contacts: everything with a form of its own
	TabSessions  Tab = "sessions"  // counselling sessions
	TabPlan      Tab = "plan"
	TabConsent   Tab = "consent"
	TabHistory   Tab = "history"
)

// Tabs are all tabs of a case file.
var Tabs = []Tab{TabOverview, TabHousehold, TabSituation, TabSessions, TabPlan, TabConsent, TabHistory}

// Shortcuts of the screens about a case.
const (
	KeySession Shortcut = "F2" // start a counselling session
	KeyPlan    Shortcut = "F3"
	KeyTab     Shortcut = "F6" // the next tab
	KeyAdd     Shortcut = "Ctrl+I"
	KeyEdit    Shortcut = "Ctrl+E"
	KeyTakeOut Shortcut = "Ctrl+D"
)

// CaseFile is everything about one case, in tabs.
type CaseFile struct {
	OnChange func()
	OnAdd    func() // the keyboard is sent to what can be added
	List     List   // whether the file could be read
	Row      CaseRow
	Case     casework.Case
	Tab      Tab
	Trouble  Trouble // why the last act was not done
	Reads    int     // how often it was read: what is drawn is of the last

	Deciding *Dispute        // the conflict being decided
	Member   *Edits          // the member being written; nil if none is
	Consent  *Edits          // the consent being written
	Leaf     *LeafForm       // what is written on the tab of the situation
	Whose    casework.ItemID // whose leaves are shown; zero: everybody's
	Handover *Handover

	History HistoryTab

	base
	desk    *Desk
	filing  Filing
	maker   Maker
	route   Route
	state   *casework.State
	writers writers
	staff   []Colleague
	reading casework.ItemID // the counselling session being read
	answers map[casework.ItemID]*Form
	addenda *Form
	shown   bool
	opened  bool // the route's part was opened
	busy    bool // an act is under way
	opening bool // a form is being opened, and not to be drawn yet
	say     func(Message) string
}

// NewCaseFile returns the file of a route's case. The route's part may be a tab, or
// the form of a draft that is to be gone on with.
func NewCaseFile(desk *Desk, filing Filing, maker Maker, r Route) *CaseFile {
	s := &CaseFile{OnChange: func() {}, OnAdd: func() {}, say: func(m Message) string { return m.Key }, desk: desk, filing: filing, maker: maker, route: r, Tab: TabOverview, answers: map[casework.ItemID]*Form{}}
	s.History.Selected = -1
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && (n.About(r.Subject) || n.Exchange || n.Any(casework.SubjectStaff)) {
			s.read()
		}
	})
	return s
}

// Title implements [Screen].
func (s *CaseFile) Title() Message { return Say("casefile.title") }

// Shown implements [Screen].
func (s *CaseFile) Shown() {
	s.shown = true
	s.read()
}

// Left implements [Screen].
func (s *CaseFile) Left() {
	s.shown = false
	s.List.Cancel()
	s.History.List.Cancel()
	s.stopListening()
	for _, f := range s.forms() {
		f.Leave()
	}
}

// forms are those open on this screen.
func (s *CaseFile) forms() []*Form {
	var all []*Form
	if s.Member != nil {
		all = append(all, s.Member.Form)
	}
	if s.Consent != nil {
		all = append(all, s.Consent.Form)
	}
	if s.Handover != nil {
		all = append(all, s.Handover.Form)
	}
	if s.Leaf != nil {
		all = append(all, s.Leaf.Form)
	}
	if s.addenda != nil {
		all = append(all, s.addenda)
	}
	for _, f := range s.answers {
		all = append(all, f)
	}
	return all
}

// Again reads the file once more after a failure.
func (s *CaseFile) Again() { s.read() }

// About is the case.
func (s *CaseFile) About() casework.Subject { return s.route.Subject }

func (s *CaseFile) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, about := s.desk.Context, s.route.Subject
	s.desk.Run.Run(func() func() {
		row, err := s.filing.CaseRow(ctx, about.ID)
		var state *casework.State
		var staff []Colleague
		if err == nil {
			state, err = s.filing.State(ctx, about)
		}
		if err == nil {
			staff, err = s.filing.Colleagues(ctx)
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.casefile.unavailable")
				s.OnChange()
				return
			}
			s.Row, s.state, s.Case = row, state, casework.CaseOf(state)
			s.staff, s.writers = staff, writersOf(staff)
			s.Reads++
			found := 0
			if s.Case.Item.Written() {
				found = 1
			}
			gone, hint := Say("casefile.gone"), Say("casefile.gone.hint")
			if s.Case.Erased {
				gone, hint = Say("casefile.erased"), Say("casefile.erased.hint")
			}
			s.List.Fill(found, Message{}, gone, hint)
			s.open()
			if s.Tab == TabHistory {
				s.readHistory()
			}
			s.OnChange()
		}
	})
}

// open goes, once, to what the route names.
func (s *CaseFile) open() {
	if s.opened || s.List.Face != Full {
		return
	}
	s.opened = true
	switch s.route.Part {
	case partMember:
		s.Tab = TabHousehold
		s.writeMember(s.route)
	case partConsent:
		s.Tab = TabConsent
		s.writeConsent(s.route)
	case partHandover:
		s.HandOver()
	case partSession:
		s.Tab = TabSessions
		s.ReadSession(s.route.Item)
	case partReview, partComment:
		s.Tab = TabSessions
		s.ReadSession(s.sessionOf(s.route))
	default:
		if leafKind(s.route) != "" {
			s.Tab = TabSituation
			s.writeLeaf(s.route)
		}
		for _, t := range Tabs {
			if s.route.Part == string(t) {
				s.Tab = t
			}
		}
	}
}

// The parts of routes that name a form. They are kept in drafts: never rename.
const (
	partMember   = "member"
	partConsent  = "agreement"
	partHandover = "handover"
	partSession  = "session"
	partReview   = "review"
	partComment  = "comment"
)

// Turn shows another tab. What is typed stays where it is.
func (s *CaseFile) Turn(t Tab) {
	s.Tab = t
	s.Trouble = Trouble{}
	if t == TabHistory {
		s.readHistory()
	}
	s.OnChange()
}

// NextTab shows the tab after this one.
func (s *CaseFile) NextTab() {
	for i, t := range Tabs {
		if t == s.Tab {
			s.Turn(Tabs[(i+1)%len(Tabs)])
			return
		}
	}
}

// Commands implements [Screen].
func (s *CaseFile) Commands() []Command {
	if s.List.Face != Full {
		return nil
	}
	var own []Command
	switch {
	case s.Deciding != nil:
		own = append(own, Command{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveConflict})
	case s.Tab == TabOverview && s.Handover != nil:
		own = append(own,
			Command{Name: Say("casefile.handover.do"), Key: KeyRecord, Main: true, Off: s.busy || !s.Handover.Ready(), Do: s.CarryHandover},
			Command{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveHandover})
	case s.Tab == TabHousehold && s.Member != nil:
		own = append(own, recordCommand(s.Member), Command{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveMember})
	case s.Tab == TabHousehold:
		own = append(own, Command{Name: Say("casefile.member.add"), Key: KeyAdd, Do: s.AddMember})
	case s.Tab == TabSituation && s.Leaf != nil:
		own = append(own,
			Command{Name: Say("button.record"), Key: KeyRecord, Main: true, Off: !s.Leaf.Ready(), Do: s.Leaf.Record},
			Command{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveLeaf},
			Command{Name: s.leafOut(), Key: KeyTakeOut, Off: s.busy || s.Leaf.Leaf.Kind == casework.KindCase || !s.Leaf.Open() || s.Leaf.New() && !s.Leaf.Changed(), Do: s.TakeOut})
	case s.Tab == TabSituation:
		own = append(own, Command{Name: Say("casefile.leaf.add"), Key: KeyAdd, Do: func() { s.OnAdd() }})
	case s.Tab == TabSessions && !s.reading.IsZero():
		own = append(own,
			Command{Name: Say("casefile.addendum.record"), Key: KeyRecord, Off: !s.Addendum().Open() || !s.Addendum().Has(fieldText), Do: s.RecordAddendum},
			Command{Name: Say("casefile.sessions.all"), Key: KeyBack, Do: s.CloseSession},
			PaperCommand(s.desk, s.route.Subject.ID, PaperSummary, s.reading))
		if r := s.Session(); r != nil && r.Open {
			own = append(own, Command{Name: Say("casefile.session.go_on"), Key: KeyEdit, Main: true, Off: !s.desk.Way.Offers(PlaceCounselling), Do: s.GoOnWithSession})
		}
	case s.Tab == TabConsent && s.Consent != nil:
		own = append(own, recordCommand(s.Consent), Command{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveConsent})
	}
	main := len(own) > 0
	if s.reading.IsZero() || s.Tab != TabSessions {
		own = append(own, PaperCommand(s.desk, s.route.Subject.ID, PaperVisit, casework.ItemID{}))
	}
	return append(own,
		Command{Name: Say("casefile.session.start"), Key: KeySession, Main: !main, Off: !s.desk.Way.Offers(PlaceCounselling), Do: s.StartSession},
		Command{Name: Say("casefile.plan.open"), Key: KeyPlan, Off: !s.desk.Way.Offers(PlacePlan), Do: s.OpenPlan},
		Command{Name: Say("casefile.tab.next"), Key: KeyTab, Do: s.NextTab},
	)
}

func recordCommand(e *Edits) Command {
	return Command{Name: Say("button.record"), Key: KeyRecord, Main: true, Off: !e.Open() || !e.Changed(), Do: e.Record}
}

// StartSession goes to the counselling session that is being written with this
// case, or to a new one.
func (s *CaseFile) StartSession() { s.desk.Way.Go(sessionRoute(s.desk, s.route.Subject)) }

// GoOnWithSession goes on with the open session being read, whoever began it.
func (s *CaseFile) GoOnWithSession() {
	r := Route{Place: PlaceCounselling, Subject: s.route.Subject, Item: s.reading}
	if it := s.state.Items[casework.ItemKey{Kind: casework.KindCounselling, ID: s.reading}]; it.Get("open") == casework.Yes {
		f := s.desk.Drafts.Form(r, FormCounselling)
		takeOpen(f, it)
		f.Leave()
	}
	s.desk.Way.Go(r)
}

// OpenPlan goes to the plan.
func (s *CaseFile) OpenPlan() { s.desk.Way.Go(PlanRoute(s.route.Subject.ID)) }

// opens opens a form with what is said in it already, and only then has it drawn: what
// it asks may follow from that.
func (s *CaseFile) opens(form func()) {
	s.opening = true
	form()
	s.opening = false
	s.OnChange()
}

// form opens a form of this screen; after recording, after is called.
func (s *CaseFile) form(r Route, kind string, after func()) *Form {
	f := s.desk.Drafts.Form(r, kind)
	f.OnChange = func() {
		if !s.opening {
			s.OnChange()
		}
	}
	f.OnRecorded = func(Route) {
		after()
		s.read()
	}
	return f
}

// do carries out an act at once and reads the file again.
func (s *CaseFile) do(act Act, after func()) {
	if s.busy {
		return
	}
	s.busy, s.Trouble = true, Trouble{}
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		_, err := s.maker.Make(ctx, act)
		return func() {
			s.busy = false
			if s.Trouble = TroubleOf(err, "error.casefile.not_done"); err == nil {
				after()
				s.read()
			}
			s.OnChange()
		}
	})
	s.OnChange()
}
