package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

// offerCases offers the screens about one case, and says how what is typed there
// becomes changes.
func (u *unlocked) offerCases(d *screen.Desk, cases cabinet) {
	files, does := filing{cases, u.staff}, maker{u}
	for kind, act := range map[string]func(context.Context, *casework.Service, screen.Draft) (casework.Done, error){
		screen.FormMember: screen.RecordMember, screen.FormConsent: screen.RecordConsent,
		screen.FormAddendum: screen.RecordAddendumDraft, screen.FormAnswer: screen.RecordAnswer, screen.FormResolve: screen.RecordResolve,
		screen.FormPlan: screen.RecordPlan, screen.FormPlanLine: screen.RecordPlanLine, screen.FormPlanEntry: screen.RecordPlanEntry, screen.FormReview: screen.RecordReview,
	} {
		u.drafts.Records(kind, u.records(act))
	}
	d.Way.Offer(screen.PlaceCase, func(r screen.Route) screen.Screen { return screen.NewCaseFile(d, files, does, r) })
	rules, err := programmes()
	asked, err2 := surveys()
	if err := errors.Join(err, err2); err != nil {
		slog.Error("read programmes and surveys", "error", err) // they are built in; tests read them
	} else {
		shelf := screen.PlanShelf{Filing: files, Maker: does, Directory: library{files}, Rules: rules, Surveys: asked, Host: new(string)}
		d.Way.Offer(screen.PlacePlan, func(r screen.Route) screen.Screen { return screen.NewPlan(d, shelf, r) })
	}
	d.Way.Offer(screen.PlaceReview, func(r screen.Route) screen.Screen { return screen.NewReview(d, files, files, r) })
}

// filing answers what the screens about one case ask.
type filing struct {
	cabinet
	staff screen.Staff
}

// State implements screen.Filing.
func (f filing) State(ctx context.Context, s casework.Subject) (*casework.State, error) {
	st, err := f.store.State(ctx, s)
	return st, worded(err)
}

// History implements screen.Filing.
func (f filing) History(ctx context.Context, s casework.Subject) ([]screen.Written, error) {
	all, err := f.store.History(ctx, s)
	written := make([]screen.Written, len(all))
	for i, r := range all {
		written[i] = screen.Written{Change: r.Change, Class: r.Class, Where: wheretos[r.Safety]}
	}
	return written, worded(err)
}

// Colleagues implements screen.Filing: whoever the directory has of one's own
// organisation, oneself too.
func (f filing) Colleagues(ctx context.Context) ([]screen.Colleague, error) {
	subjects, err := f.store.Subjects(ctx, casework.SubjectStaff)
	if err != nil {
		return nil, worded(err)
	}
	var own casework.OrgID
	var all []screen.Colleague
	for _, s := range subjects {
		st, err := f.store.State(ctx, s)
		if err != nil {
			return nil, worded(err)
		}
		c := screen.Colleague{Name: nameOf(st), Staff: casework.StaffOf(st)}
		if c.Staff.ID == f.staff.ID {
			own = c.Staff.Organisation
		}
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c screen.Colleague) bool { return own.IsZero() || c.Staff.Organisation != own }), nil
}

// nameOf is a member of staff's name: the directory's, or the one given at enrolment,
// which the hub knows by the device.
func nameOf(st *casework.State) string {
	name := string(st.Root().Get("name"))
	for _, d := range casework.DevicesOf(st) {
		if name == "" {
			name = d.Name
		}
	}
	return name
}

// maker does acts at once.
type maker struct{ u *unlocked }

// Make implements screen.Maker.
func (m maker) Make(ctx context.Context, act screen.Act) (casework.Done, error) {
	done, err := act(ctx, m.u.service)
	if err != nil {
		return done, err
	}
	if err := m.u.store.Record(ctx, done.Acts); err != nil {
		return done, worded(err)
	}
	m.u.exchange.wakeUp()
	return done, nil
}
