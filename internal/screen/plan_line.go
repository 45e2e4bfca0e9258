package screen

import (
	"context"
	"regexp"
	"strconv"
	"strings"

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
	s.Words = nil
	s.Line = newEdits(f, casework.KindPlanLine, s.state.Items[casework.ItemKey{Kind: casework.KindPlanLine, ID: r.Item}])
	s.OnChange()
}

// TypeLine takes what is typed into a field of the line being written.
func (s *Plan) TypeLine(field, text string) {
	switch field {
	case FieldAmount, FieldCurrency, FieldApproved, FieldDue:
		s.Line.typeOver(field, text, s.held(field))
	default:
		s.Line.Type(field, text)
	}
	if s.Line.seen == nil && s.Plan != nil {
		in := s.Plan.ID.String()
		if !s.Line.Changed() {
			in = ""
		}
		s.Line.Form.Type(fieldPlan, in)
	}
}

// LineText is what a field of the line being written shows: amounts and days as
// people write them.
func (s *Plan) LineText(field string) string {
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
	case FieldDue:
		_, ok := typedDay(text)
		return !ok
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
	key, seen, about := lines[i].ItemKey, s.state.Items[lines[i].ItemKey], s.route.Subject
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
	s.Line = nil
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

// moneyValue makes the amount of a number and a currency; what is no amount is
// passed on as it was typed, so that casework refuses it rather than losing it.
func moneyValue(number, currency string) casework.Value {
	if strings.TrimSpace(number) == "" {
		return ""
	}
	minor, ok := minorOf(number, currency)
	if !ok {
		return casework.Value(number + " " + currency)
	}
	return casework.Amount{Minor: minor, Currency: currency}.Value()
}

var amountForm = regexp.MustCompile(`^(\d{1,3}(?:[ .,'\x{00a0}\x{202f}]\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?$`)

// minorOf reads an amount of money in hundredths: 1200, 1,200.50, 1.200,50, 1 200.
func minorOf(number, currency string) (int64, bool) {
	m := amountForm.FindStringSubmatch(strings.TrimSpace(digits(number)))
	if m == nil || len(currency) != 3 {
		return 0, false
	}
	whole := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, m[1])
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false
	}
	cents := (m[2] + "00")[:2]
	c, _ := strconv.ParseInt(cents, 10, 64)
	return n*100 + c, true
}

// digits writes Arabic and Persian digits as ours.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r == '٬':
			return ','
		case r == '٫':
			return '.'
		}
		return r
	}, s)
}

func amountText(a casework.Amount) string {
	if a.Currency == "" {
		return ""
	}
	text := strconv.FormatInt(a.Minor/100, 10)
	if cents := a.Minor % 100; cents != 0 {
		text += "." + strconv.FormatInt(cents/10, 10) + strconv.FormatInt(cents%10, 10)
	}
	return text
}
