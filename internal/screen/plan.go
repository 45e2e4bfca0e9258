package screen

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"waymark/internal/calendar"
	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/programme"
	"waymark/internal/survey"
	"waymark/internal/words"
)

// Kinds of a plan's drafts.
const (
	FormPlan     = "plan"
	FormPlanLine = "planline"
)

// Fields of the forms of this screen that are none of the item's.
const (
	fieldPlan   = "in"   // the plan a new line belongs to
	FieldSentTo = "whom" // to whom the plan is sent
)

// Parts of routes to a plan's forms. They are kept in drafts: never rename.
const (
	partWords = "words"
	partLine  = "line"
)

// PlanRoute leads to the reintegration plan of a case.
func PlanRoute(c casework.SubjectID) Route {
	return Route{Place: PlacePlan, Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}}
}

// Plan is the reintegration plan of a case. It is the person's; this screen keeps it
// realistic and says of every line where it stands.
type Plan struct {
	OnChange func()
	OnScroll func(screens float32) // moves what is only read by so many of its heights
	List     List                  // whether it could be read, and whether there is one
	Row      CaseRow
	Case     casework.Case
	Plan     *casework.ReintegrationPlan // the version shown; nil while there is none
	Words    *Edits                      // the person's words being written; nil if they are not
	Line     *Edits                      // the line being written; nil if none is
	Agreeing bool                        // the question what the person said to it stands
	Sending  *Form                       // to whom it is sent; nil if that is not asked
	Missing  []Message                   // what stopped the last act
	Trouble  Trouble                     // why else it was not done
	Deleted  *casework.ItemKey           // the line taken out last, while that can be undone here
	Reads    int                         // how often it was read
	Selected int                         // the line or entry the keyboard is at; -1 for none

	Tab       PlanTab
	Entry     *Edits            // the entry being written; nil if none is
	Offers    []programme.Offer // what is possible now
	Host      string            // for which host country it is worked out; "" not known
	Language  string            // in which rules and questionnaires are shown; set by the view
	Comparing bool              // the version shown stands beside the one before it
	Tooling   bool              // what the case tool asks is shown

	base
	desk      *Desk
	filing    Filing
	maker     Maker
	rules     *programme.Book
	surveys   *survey.Set
	directory Directory
	chosen    *string
	services  []casework.ServiceEntry // of the country of return and of the host's
	route     Route
	state     *casework.State
	entryMore string          // which part of an entry is being written
	which     casework.ItemID // the version chosen; zero for the latest
	shown     bool
	opened    bool
	busy      bool
}

// Directory gives the entries of the directory of services.
type Directory interface {
	// Kept is everything kept of one kind of subject.
	Kept(ctx context.Context, kind casework.SubjectKind) ([]*casework.State, error)
}

// PlanShelf is what a plan is made from.
type PlanShelf struct {
	Filing    Filing
	Maker     Maker
	Directory Directory
	Rules     *programme.Book
	Surveys   *survey.Set
	Host      *string // the host country chosen last, for the next plan; nil: not remembered
}

// NewPlan returns the plan of a route's case.
func NewPlan(desk *Desk, shelf PlanShelf, r Route) *Plan {
	s := &Plan{OnChange: func() {}, OnScroll: func(float32) {}, desk: desk, filing: shelf.Filing, maker: shelf.Maker, directory: shelf.Directory, rules: shelf.Rules, surveys: shelf.Surveys, chosen: shelf.Host, route: r, Selected: -1, Tab: PlanLines, Language: words.English}
	if slices.Contains(PlanTabs, PlanTab(r.Part)) {
		s.Tab = PlanTab(r.Part)
	}
	if r.Part == "" {
		s.which = r.Item
	}
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && n.About(r.Subject) {
			s.read()
		}
	})
	return s
}

// Title implements [Screen].
func (s *Plan) Title() Message { return Say("plan.title") }

// Shown implements [Screen].
func (s *Plan) Shown() {
	s.shown = true
	s.read()
}

// Left implements [Screen].
func (s *Plan) Left() {
	s.shown = false
	s.List.Cancel()
	s.stopListening()
	for _, e := range []*Edits{s.Words, s.Line, s.Entry} {
		if e != nil {
			e.Leave()
		}
	}
	if s.Sending != nil {
		s.Sending.Leave()
	}
}

// Again reads once more after a failure.
func (s *Plan) Again() { s.read() }

func (s *Plan) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, about := s.desk.Context, s.route.Subject
	s.desk.Run.Run(func() func() {
		row, err := s.filing.CaseRow(ctx, about.ID)
		var state *casework.State
		if err == nil {
			state, err = s.filing.State(ctx, about)
		}
		host := ""
		if err == nil {
			host, err = s.hostOf(ctx)
		}
		var entries []*casework.State
		if err == nil {
			entries, err = s.directory.Kept(ctx, casework.SubjectService)
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.plan.unavailable")
				s.OnChange()
				return
			}
			s.Row, s.state, s.Case = row, state, casework.CaseOf(state)
			s.Plan = nil
			s.Reads++
			if s.Host == "" {
				s.Host = host
			}
			if s.Host == "" && s.chosen != nil {
				s.Host = *s.chosen
			}
			for _, v := range s.Versions() {
				if v.ID == s.which || s.which.IsZero() {
					s.Plan = &v
					break
				}
			}
			n := 0
			if s.Plan != nil {
				n = 1
			}
			s.List.Fill(n, Message{}, Say("plan.empty"), Say("plan.empty.hint"))
			s.workOut()
			s.takeServices(entries)
			s.Selected = min(s.Selected, s.rows()-1)
			s.open()
			s.OnChange()
		}
	})
}

// hostOf is the country of the office of who sits here.
func (s *Plan) hostOf(ctx context.Context) (string, error) {
	office := s.desk.Staff.Office
	if office.IsZero() {
		return "", nil
	}
	st, err := s.filing.State(ctx, casework.Subject{Kind: casework.SubjectOffice, ID: office})
	if err != nil {
		return "", err
	}
	return string(st.Root().Get("country")), nil
}

// rows is how many rows the keyboard can be at.
func (s *Plan) rows() int {
	switch s.Tab {
	case PlanLines:
		return len(s.Lines())
	case PlanPossible:
		return 0
	}
	return len(s.Entries())
}

// open goes, once, to the form that the route names.
func (s *Plan) open() {
	if s.opened {
		return
	}
	s.opened = true
	switch s.route.Part {
	case partWords:
		s.writeWords(s.route)
	case partLine:
		s.writeLine(s.route)
	}
	if k, more, ok := entryOf(s.route.Part); ok {
		s.Tab = tabOf(k, more)
		s.writeEntry(s.route)
	}
}

// Versions are the plans of the case, the latest first.
func (s *Plan) Versions() []casework.ReintegrationPlan {
	all := slices.Clone(s.Case.Plans)
	slices.SortStableFunc(all, func(a, b casework.ReintegrationPlan) int {
		return cmp.Or(cmp.Compare(b.Version, a.Version), b.ID.Compare(a.ID))
	})
	return all
}

// Turn shows another version.
func (s *Plan) Turn(i casework.ItemID) {
	s.which, s.Selected = i, -1
	s.Missing, s.Trouble = nil, Trouble{}
	s.read()
}

// Latest reports whether the version shown is the one that is worked on.
func (s *Plan) Latest() bool {
	all := s.Versions()
	return s.Plan == nil || len(all) > 0 && all[0].ID == s.Plan.ID
}

// Head says which version this is and where it stands.
func (s *Plan) Head() Message {
	if s.Plan == nil {
		return Message{}
	}
	return Say("plan.head", "Version", max(1, s.Plan.Version), "State", Say(casework.EnumKey("plan_state", orDraft(s.Plan.State))))
}

func orDraft(v casework.Value) casework.Value {
	if v == "" {
		return "draft"
	}
	return v
}

// PlanRow is one line of the plan.
type PlanRow struct {
	casework.PlanLine
	Dimension Message
	State     Message
	Support   Message
	Conflict  bool
	Promised  bool // somebody with the power to approve has approved it
	Drafts    bool
}

// Lines are the lines of the version shown, by dimension, each in its order.
func (s *Plan) Lines() []PlanRow {
	if s.Plan == nil {
		return nil
	}
	var all []PlanRow
	for _, d := range append(casework.EnumValues("dimension"), "") {
		for _, l := range s.Case.LinesOf(s.Plan.ID) {
			if l.Dimension != d {
				continue
			}
			r := PlanRow{PlanLine: l, State: Say(casework.EnumKey("line_state", orWished(l.State))), Conflict: len(l.Item.Conflicts()) > 0, Promised: l.Promised()}
			if d != "" {
				r.Dimension = Say(casework.EnumKey("dimension", d))
			} else {
				r.Dimension = Say("plan.dimension.none")
			}
			if l.Support != "" {
				r.Support = Say(casework.EnumKey("support_kind", l.Support))
			}
			r.Drafts = slices.ContainsFunc(s.desk.Drafts.Unfinished(), func(d Draft) bool { return d.Route == s.lineRoute(l.ID) })
			all = append(all, r)
		}
	}
	return all
}

func orWished(v casework.Value) casework.Value {
	if v == "" {
		return "wished"
	}
	return v
}

// Total is what the lines of one currency come to. Only approved lines are promised.
type Total struct {
	Planned, Approved casework.Amount
}

// Totals are the totals by currency. Lines that were refused or dropped do not count.
func (s *Plan) Totals() []Total {
	sums := map[string]*Total{}
	at := func(currency string) *Total {
		if sums[currency] == nil {
			sums[currency] = &Total{casework.Amount{Currency: currency}, casework.Amount{Currency: currency}}
		}
		return sums[currency]
	}
	for _, l := range s.Lines() {
		if l.PlanLine.State == "refused" || l.PlanLine.State == "dropped" {
			continue
		}
		if l.Amount.Currency != "" {
			at(l.Amount.Currency).Planned.Minor += l.Amount.Minor
		}
		if a := l.Approved; l.Promised && a.Currency != "" {
			at(a.Currency).Approved.Minor += a.Minor
		}
	}
	var all []Total
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		all = append(all, *sums[c])
	}
	return all
}

// NotMet is what would stop "agreed with the person" now.
func (s *Plan) NotMet() []Message {
	if s.state == nil || s.Plan == nil || !s.Latest() {
		return nil
	}
	return missingWords(casework.SafeguardsMissing(s.state, s.desk.Run.Now()), s.state)
}

// missingWords say what is missing, each once, with the member it concerns.
func missingWords(all []casework.Missing, st *casework.State) []Message {
	var out []Message
	seen := map[string]bool{}
	for _, m := range all {
		what := Say(string(m.What))
		who := ""
		switch m.Kind {
		case casework.KindMember:
			who = casework.MemberOf(st.Items[m.ItemKey]).Name()
		case casework.KindSafeguard:
			it := st.Items[m.ItemKey]
			if id, ok := it.Get("member").Item(); ok {
				who = casework.MemberOf(st.Items[casework.ItemKey{Kind: casework.KindMember, ID: id}]).Name()
			}
			if kind := it.Get("kind"); kind != "" {
				what = Say("plan.missing.safeguard", "Kind", Say(casework.EnumKey("safeguard", kind)))
			}
		}
		if who != "" {
			what = Say("plan.missing.of", "What", what, "Who", who)
		}
		if k := what.Key + string(st.Items[m.ItemKey].Get("kind")) + string(m.What) + who; !seen[k] {
			seen[k] = true
			out = append(out, what)
		}
	}
	return out
}

// Commands implements [Screen].
func (s *Plan) Commands() []Command {
	switch {
	case s.List.Face != Full && s.List.Face != Empty:
		return nil
	case s.Line != nil:
		return []Command{recordCommand(s.Line), {Name: Say("button.back"), Key: KeyBack, Do: s.LeaveLine}}
	case s.Entry != nil:
		c := recordCommand(s.Entry)
		c.Off = c.Off || !s.EntryReady()
		return []Command{c, {Name: Say("button.back"), Key: KeyBack, Do: s.LeaveEntry}}
	case s.Words != nil:
		return []Command{recordCommand(s.Words), {Name: Say("button.back"), Key: KeyBack, Do: s.LeaveWords}}
	case s.Agreeing:
		return []Command{{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveAgreeing}}
	case s.Sending != nil:
		return []Command{
			{Name: Say("plan.send.do"), Key: KeyRecord, Main: true, Off: s.busy || !s.Sending.Has(FieldSentTo), Do: s.CarrySending},
			{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveSending},
		}
	}
	next := Command{Name: Say("casefile.tab.next"), Key: KeyTab, Do: s.nextTab}
	if s.Tooling {
		return []Command{{Name: Say("button.back"), Key: KeyBack, Do: s.ShowTool}}
	}
	if s.Tab != PlanLines {
		return append(s.tabCommands(), s.undelete(next)...)
	}
	if s.Plan == nil {
		return []Command{{Name: Say("plan.begin"), Key: KeyAdd, Main: true, Do: s.EditWords}, next}
	}
	if s.Comparing {
		return []Command{{Name: Say("button.back"), Key: KeyBack, Do: s.Compare}}
	}
	latest, line := s.Latest(), s.Selected >= 0
	c := []Command{
		{Name: Say("plan.line.add"), Key: KeyAdd, Main: true, Off: !latest, Do: s.AddLine},
		{Name: Say("plan.line.edit"), Key: KeyEdit, Off: !latest || !line, Do: func() { s.EditLine(s.Selected) }},
		{Name: Say("plan.line.delete"), Key: "Ctrl+D", Off: s.busy || !latest || !line, Do: func() { s.DeleteLine(s.Selected) }},
		{Name: Say("plan.words.edit"), Key: "Ctrl+M", Off: !latest, Do: s.EditWords},
		{Name: Say("plan.agree"), Key: "F8", Off: s.busy || !latest || len(s.Lines()) == 0, Do: s.Agree},
		{Name: Say("plan.send"), Key: "Ctrl+S", Off: s.busy || !latest || s.Plan.Agreed.IsZero(), Do: s.Send},
		{Name: Say("plan.version.new"), Key: "Ctrl+G", Off: s.busy || !latest, Do: s.NewVersion},
	}
	c = append(c, PaperCommand(s.desk, s.route.Subject.ID, PaperPlan, s.Plan.ID))
	if len(s.Versions()) > 1 {
		c = append(c, Command{Name: Say("plan.compare"), Key: "Ctrl+O", Do: s.Compare})
	}
	c = append(c, Command{Name: Say("plan.decision"), Key: "Ctrl+J", Off: s.Plan.Get("sent") == "", Do: func() { s.EditEntry(casework.KindPlan, s.Plan.ID, MoreDecision) }})
	return append(c, s.undelete(next)...)
}

// undelete is the command that brings back what was taken out last, before another.
func (s *Plan) undelete(next Command) []Command {
	if s.Deleted == nil {
		return []Command{next}
	}
	return []Command{{Name: Say("plan.line.undelete"), Key: "Ctrl+R", Off: s.busy, Do: s.Undelete}, next}
}

func (s *Plan) nextTab() { s.GoTab(PlanTabs[(slices.Index(PlanTabs, s.Tab)+1)%len(PlanTabs)]) }

// Press implements [Keyed]: the arrows go through the lines, Enter opens one.
func (s *Plan) Press(key Shortcut) bool {
	if s.Line != nil || s.Words != nil || s.Entry != nil || s.Agreeing || s.Sending != nil {
		return false
	}
	if by := map[Shortcut]float32{"Down": 0.2, "Up": -0.2, "Next": 0.9, "Prior": -0.9}[key]; by != 0 && (s.Comparing || s.Tooling || s.rows() == 0) {
		s.OnScroll(by)
		return true
	}
	if s.Tooling {
		return false
	}
	n, open, remove := s.rows(), s.EditLine, s.DeleteLine
	if s.Tab != PlanLines {
		open, remove = s.openRow, s.deleteRow
	}
	switch {
	case key == "Down" && s.Selected < n-1:
		s.Select(s.Selected + 1)
	case key == "Up" && s.Selected > 0:
		s.Select(s.Selected - 1)
	case key == "Enter" && s.Selected >= 0:
		open(s.Selected)
	case key == "Delete" && s.Selected >= 0:
		remove(s.Selected)
	default:
		return false
	}
	return true
}

// Select marks the i-th line.
func (s *Plan) Select(i int) {
	s.Selected = i
	s.OnChange()
}

func (s *Plan) do(act Act, after func()) {
	if s.busy {
		return
	}
	s.busy, s.Trouble, s.Missing = true, Trouble{}, nil
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		_, err := s.maker.Make(ctx, act)
		return func() {
			s.busy = false
			var notYet *casework.NotYet
			switch {
			case err == nil:
				after()
				s.read()
			case errors.As(err, &notYet):
				s.Missing = missingWords(notYet.Missing, s.state)
			default:
				s.Trouble = TroubleOf(err, "error.casefile.not_done")
			}
			s.OnChange()
		}
	})
	s.OnChange()
}

// Agree asks what the person said when the plan was read back to them.
func (s *Plan) Agree() {
	s.Agreeing, s.Missing, s.Trouble = true, nil, Trouble{}
	s.OnChange()
}

// LeaveAgreeing agrees to nothing.
func (s *Plan) LeaveAgreeing() {
	s.Agreeing, s.Missing = false, nil
	s.OnChange()
}

// ReadBack records that the plan was agreed with the person; said is an answer of
// casework's enumeration read_back. Safeguards that are not met stop it, and Missing
// says which.
func (s *Plan) ReadBack(said casework.Value) {
	if s.Plan == nil {
		return
	}
	plan, about, on, rules := s.Plan.ID, s.route.Subject.ID, s.desk.Run.Now(), s.keptRules()
	session := casework.ItemID{}
	if len(s.Case.Sessions) > 0 {
		session = s.Case.Sessions[0].ID
	}
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		done, err := service.AgreePlan(ctx, about, plan, said, session, on)
		return withRules(ctx, service, done, about, plan, rules, err)
	}, func() { s.Agreeing = false })
}

// Send asks to whom the agreed lines were sent.
func (s *Plan) Send() {
	s.Sending = s.desk.Drafts.Form(Route{Place: PlacePlan, Subject: s.route.Subject, Item: s.Plan.ID}, "plansent")
	s.Sending.OnChange = func() { s.OnChange() }
	s.Missing, s.Trouble = nil, Trouble{}
	s.OnChange()
}

// LeaveSending records nothing.
func (s *Plan) LeaveSending() {
	if s.Sending != nil {
		s.Sending.Leave()
		s.Sending = nil
	}
	s.Missing = nil
	s.OnChange()
}

// CarrySending records to whom and that it was today.
func (s *Plan) CarrySending() {
	if s.Sending == nil || !s.Sending.Has(FieldSentTo) || s.Plan == nil {
		return
	}
	to, plan, about, on := strings.TrimSpace(s.Sending.Text(FieldSentTo)), s.Plan.ID, s.route.Subject.ID, s.desk.Run.Now()
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.SendPlan(ctx, about, plan, to, on)
	}, func() {
		s.Sending.Drop()
		s.Sending = nil
	})
}

// withRules lets the plan keep the rules it was worked out under, in the same
// transaction as what was done with it.
func withRules(ctx context.Context, service *casework.Service, done casework.Done, about casework.SubjectID, plan casework.ItemID, rules map[casework.Field]casework.Value, err error) (casework.Done, error) {
	if err != nil {
		return done, err
	}
	kept, err := service.KeepRules(ctx, about, plan, rules)
	done.Acts = append(done.Acts, kept.Acts...)
	return done, err
}

// NewVersion begins another version with the lines of this one, as wishes again. The
// one before stays as it was said.
func (s *Plan) NewVersion() {
	if s.Plan == nil {
		return
	}
	about, plan := s.route.Subject.ID, s.Plan.ID
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.RevisePlan(ctx, about, plan)
	}, func() { s.which, s.Selected = casework.ItemID{}, -1 })
}

// typedDay reads a day as it was typed for a field of a line.
func typedDay(text string) (casework.Value, bool) {
	if d, err := calendar.Parse(text, calendar.DayMonthYear, calendar.Gregorian); err == nil {
		return casework.DateValue(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)), true
	}
	return casework.Value(text), strings.TrimSpace(text) == ""
}
