package screen

import (
	"context"

	"waymark/internal/casework"
)

// Fields of a line's form that a person types otherwise than casework keeps them.
const (
	FieldAmount   = "amount.typed"    // the number; with the currency it becomes the amount
	FieldCurrency = "amount.currency" // ISO 4217
	FieldDue      = "due.typed"       // a day as people write it
	FieldApproved = "approved.typed"  // the number approved, in the same currency
)

// Currencies offered first: those of the programmes and of the countries people go
// back to. Any other three letters may be typed.
var Currencies = []string{"EUR", "USD", "CHF", "GBP", "IQD", "GEL", "AFN", "PKR", "TRY", "NGN", "GHS", "MAD", "TND", "ETB", "GMD", "RUB", "UAH", "RSD", "ALL", "BDT"}

func (s *Plan) lineRoute(line casework.ItemID) Route {
	return Route{Place: PlacePlan, Subject: s.route.Subject, Item: line, Part: partLine}
}

// AddLine opens the form of a line that is not in the plan yet.
func (s *Plan) AddLine() {
	if s.Plan == nil || !s.Latest() {
		return
	}
	r := s.lineRoute(newItem())
	for _, d := range s.desk.Drafts.Unfinished() { // a line somebody began is gone on with
		if d.Kind == FormPlanLine && d.Route.Subject == s.route.Subject && d.Fields[fieldPlan] == s.Plan.ID.String() {
			r = d.Route
		}
	}
	s.writeLine(r)
}

// EditLine opens the form over the i-th line.
func (s *Plan) EditLine(i int) {
	if lines := s.Lines(); i >= 0 && i < len(lines) && s.Latest() {
		s.Selected = i
		s.writeLine(s.lineRoute(lines[i].ID))
	}
}

func (s *Plan) writeLine(r Route) {
	if s.Line != nil {
		s.Line.Leave()
	}
	f := s.desk.Drafts.Form(r, FormPlanLine)
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(Route) {
		s.Line = nil
		s.read()
	}
	s.Words, s.Entry = nil, nil
	s.Line = newEdits(f, casework.KindPlanLine, s.state.Items[casework.ItemKey{Kind: casework.KindPlanLine, ID: r.Item}])
	s.OnChange()
}

// TypeLine takes what is typed into a field of the line being written.
func (s *Plan) TypeLine(field, text string) {
	switch field {
	case FieldAmount, FieldCurrency, FieldApproved, FieldDue, "rate.on":
		s.Line.typeOver(field, text, s.held(field))
	default:
		s.Line.Type(field, text)
	}
	if s.Line.seen == nil && s.Plan != nil {
		in, order := s.Plan.ID.String(), ""
		for _, l := range s.Case.LinesOf(s.Plan.ID) {
			order = typed + string(casework.NumberValue(l.Order+1)) // after the last
		}
		s.Line.Form.Type("order", "")
		if !s.Line.Changed() {
			in, order = "", ""
		}
		s.Line.Form.Type(fieldPlan, in)
		s.Line.Form.Type("order", order)
	}
}

// LineText is what a field of the line being written shows: amounts and days as
// people write them.
func (s *Plan) LineText(field string) string {
	if s.Line.Form.Text(field) == "" && field == "rate.on" {
		return s.held(field)
	}
	if text := s.Line.Text(field); text != "" || s.Line.Form.Text(field) != "" {
		return text
	}
	return s.held(field)
}

// held is what the line itself holds of a field that is typed as people write it.
func (s *Plan) held(field string) string {
	if s.Line.seen == nil {
		return ""
	}
	l := casework.PlanLineOf(s.Line.seen)
	switch field {
	case FieldAmount:
		return amountText(l.Amount)
	case FieldCurrency:
		return l.Amount.Currency
	case FieldApproved:
		return amountText(l.Approved)
	case "rate.on":
		if t, ok := l.Get("rate.on").Date(); ok {
			return t.Format("2.1.2006")
		}
	case FieldDue:
		if !l.Due.IsZero() {
			return l.Due.Format("2.1.2006")
		}
	}
	return ""
}

// LineWrong says of a field whether what is typed can be none.
func (s *Plan) LineWrong(field string) bool {
	if s.Line == nil {
		return false
	}
	text := s.LineText(field)
	switch field {
	case FieldAmount, FieldApproved:
		_, ok := minorOf(text, s.LineText(FieldCurrency))
		return !ok && text != ""
	case FieldDue, "rate.on":
		_, ok := typedDay(text)
		return !ok
	case "rate":
		_, ok := converted(casework.Amount{Minor: 1, Currency: "EUR"}, "EUR", text)
		return !ok && text != ""
	}
	return false
}

// LineOpen reports whether the line was sent, so that a decision can be recorded.
func (s *Plan) LineOpen() bool {
	return s.Line != nil && s.Line.seen != nil && !casework.PlanLineOf(s.Line.seen).Sent.IsZero()
}

// NewLine reports whether the line being written is not in the plan yet.
func (s *Plan) NewLine() bool { return s.Line != nil && s.Line.seen == nil }

// LeaveLine goes back to the plan; what was typed is kept.
func (s *Plan) LeaveLine() {
	if s.Line != nil {
		s.Line.Leave()
		s.Line = nil
	}
	s.OnChange()
}

// DeleteLine takes the i-th line out of the plan. It can be brought back.
func (s *Plan) DeleteLine(i int) {
	lines := s.Lines()
	if i < 0 || i >= len(lines) || !s.Latest() {
		return
	}
	s.deleteItem(lines[i].ItemKey)
}

// deleteItem takes something out as it was seen here.
func (s *Plan) deleteItem(key casework.ItemKey) {
	seen, about := s.state.Items[key], s.route.Subject
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Delete(ctx, about, key, seen)
	}, func() { s.Deleted = &key })
}

// Undelete brings back the line taken out last.
func (s *Plan) Undelete() {
	if s.Deleted == nil {
		return
	}
	key, about := *s.Deleted, s.route.Subject
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Undelete(ctx, about, key)
	}, func() { s.Deleted = nil })
}

// EditWords opens the form of what the person said about the plan; where there is no
// plan yet, recording it begins one.
func (s *Plan) EditWords() {
	r := Route{Place: PlacePlan, Subject: s.route.Subject, Part: partWords}
	if s.Plan != nil {
		r.Item = s.Plan.ID
	}
	s.writeWords(r)
}

func (s *Plan) writeWords(r Route) {
	f := s.desk.Drafts.Form(r, FormPlan)
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(Route) {
		s.Words = nil
		s.read()
	}
	s.Line, s.Entry = nil, nil
	s.Words = newEdits(f, casework.KindPlan, s.state.Items[casework.ItemKey{Kind: casework.KindPlan, ID: r.Item}])
	s.OnChange()
}

// LeaveWords goes back to the plan; what was typed is kept.
func (s *Plan) LeaveWords() {
	if s.Words != nil {
		s.Words.Leave()
		s.Words = nil
	}
	s.OnChange()
}

// RecordPlan makes the changes of a plan's draft.
func RecordPlan(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	fields, seen := editsOf(d, casework.ItemKey{Kind: casework.KindPlan})
	if !d.Route.Item.IsZero() {
		return service.EditPlan(ctx, d.Route.Subject.ID, d.Route.Item, fields, seen)
	}
	text := func(f casework.Field) string { return string(fields[f]) }
	return service.DraftPlan(ctx, d.Route.Subject.ID, casework.ReintegrationPlan{
		Version: 1, Title: text("title"), Country: text("country"), Place: text("place"), Aspirations: text("aspirations"), Family: text("family"),
		OwnMeans: text("own_means"), Note: text("note"),
	})
}

// RecordPlanLine makes the changes of a line's draft. A decision is a decision only
// with the name of who has the power to make it.
func RecordPlanLine(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	fields, seen := editsOf(d, casework.ItemKey{Kind: casework.KindPlanLine})
	was := casework.PlanLine{}
	if seen != nil {
		was = casework.PlanLineOf(seen)
	}
	take := func(f casework.Field) (casework.Value, bool) {
		v, ok := fields[f]
		delete(fields, f)
		return v, ok
	}
	currency, newCurrency := take(FieldCurrency)
	if !newCurrency {
		currency = casework.Value(was.Amount.Currency)
	}
	number, newNumber := take(FieldAmount)
	if !newNumber {
		number = casework.Value(amountText(was.Amount))
	}
	if newCurrency || newNumber {
		fields["amount"] = moneyValue(string(number), string(currency))
	}
	if v, ok := take(FieldApproved); ok {
		fields["approved"] = moneyValue(string(v), string(currency))
	}
	if v, ok := take("rate.on"); ok {
		fields["rate.on"], _ = typedDay(string(v))
	}
	if v, ok := take(FieldDue); ok {
		fields["due"], _ = typedDay(string(v))
	}
	if state := fields["state"]; state == "approved" || state == "changed" || state == "refused" {
		by := fields["decided.by"]
		if by == "" {
			by = casework.Value(was.DecidedBy)
		}
		if by == "" {
			return service.DecideLine(ctx, d.Route.Subject.ID, d.Route.Item, state, casework.Amount{}, "", "", "", d.Kept) // refused: nobody decided
		}
		fields["decided"] = casework.DateValue(d.Kept)
	}
	if seen != nil {
		return service.EditPlanLine(ctx, d.Route.Subject.ID, d.Route.Item, fields, seen)
	}
	fields["plan"], fields["state"] = casework.Value(d.Fields[fieldPlan]), "wished"
	for f, v := range fields {
		if v == "" {
			delete(fields, f)
		}
	}
	return service.Write(ctx, casework.Edit{Subject: d.Route.Subject, Kind: casework.KindPlanLine, Item: d.Route.Item, Fields: fields})
}

// takeServices keeps the open entries of the directory that are of the country of
// return or of the host's.
func (s *Plan) takeServices(all []*casework.State) {
	s.services = nil
	country := s.Case.Country
	if s.Plan != nil && s.Plan.Country != "" {
		country = s.Plan.Country
	}
	for _, st := range all {
		e := casework.ServiceOf(st)
		if e.Closed.IsZero() && e.Name != "" && (e.Country == country || e.Country == s.Host) {
			s.services = append(s.services, e)
		}
	}
}

// Services are the entries of the directory that a line can name.
func (s *Plan) Services() []Choice {
	var all []Choice
	for _, e := range s.services {
		name := Say("plan.as_is", "Text", e.Name)
		if e.Cost == "free" {
			name = Say("plan.service.free", "Name", e.Name)
		}
		all = append(all, Choice{e.Subject.String(), name})
	}
	return all
}

// ChooseService takes the provider of the line being written from the directory; what
// somebody typed as its name stays.
func (s *Plan) ChooseService(id string) {
	if s.Line == nil {
		return
	}
	was := ""
	for _, e := range s.services {
		if e.Subject.String() == s.LineText("service") {
			was = e.Name
		}
	}
	s.TypeLine("service", id)
	for _, e := range s.services {
		if e.Subject.String() == id && (s.LineText("provider") == "" || s.LineText("provider") == was) {
			s.TypeLine("provider", e.Name)
		}
	}
}
