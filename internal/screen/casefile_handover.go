package screen

import (
	"context"
	"slices"

	"waymark/internal/casework"
)

// FormHandover is the kind of a handover's draft.
const FormHandover = "handover"

// Fields of a handover's form. The note is fieldText.
const FieldTo = "to"

// Handover gives the case to somebody else.
type Handover struct {
	*Form
	To []Colleague // those it can be given to
}

// Ready reports whether somebody was chosen.
func (h *Handover) Ready() bool { return h.Open() && h.Text(FieldTo) != "" }

// Note is what they should know.
func (h *Handover) Note() string { return h.Text(fieldText) }

// TypeNote takes what they should know.
func (h *Handover) TypeNote(text string) { h.Type(fieldText, text) }

// MayHandOver reports whether this person may: a supervisor, or whom it is assigned to.
func (s *CaseFile) MayHandOver() bool {
	if s.state == nil {
		return false
	}
	own := casework.OwnershipOf(s.route.Subject, s.Case.Item)
	return s.desk.Staff.Role == casework.Supervisor || slices.Contains(own.Assigned, s.desk.Staff.ID)
}

// HandOver begins to give the case to somebody else.
func (s *CaseFile) HandOver() {
	if !s.MayHandOver() {
		return
	}
	r := s.route
	r.Part, r.Item = partHandover, casework.ItemID{}
	h := &Handover{Form: s.form(r, FormHandover, func() {})}
	own := casework.OwnershipOf(s.route.Subject, s.Case.Item)
	for _, c := range s.staff {
		right := c.Staff.Role == casework.Counsellor || c.Staff.Role == casework.Supervisor
		if right && !c.Staff.Ended && !slices.Contains(own.Assigned, c.Staff.ID) {
			h.To = append(h.To, c)
		}
	}
	s.Tab, s.Handover = TabOverview, h
	s.OnChange()
}

// LeaveHandover goes back; what was typed is kept.
func (s *CaseFile) LeaveHandover() {
	if s.Handover != nil {
		s.Handover.Leave()
		s.Handover = nil
	}
	s.OnChange()
}

// CarryHandover gives the case away. It is done rather than said: there is no taking
// it back here, the other one gives it back.
func (s *CaseFile) CarryHandover() {
	h := s.Handover
	if h == nil || !h.Ready() {
		return
	}
	i := slices.IndexFunc(h.To, func(c Colleague) bool { return c.Staff.ID.String() == h.Text(FieldTo) })
	if i < 0 {
		return
	}
	to, note, about := h.To[i].Staff, h.Note(), s.route.Subject
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.HandOver(ctx, about, to, note)
	}, func() {
		h.Drop()
		s.Handover = nil
	})
}
