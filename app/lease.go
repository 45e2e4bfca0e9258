package main

import (
	"context"
	"log/slog"
	"time"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

// What a scout has of a person is lent: after so many days without an exchange it is
// not shown, until the next one says that it still may be. The vault has it all the
// same, and a scout who knows how to read it without the program is not kept from it.

// lapsed reports whether what is here was lent and the time is over. A clock that was
// set back counts as one that ran out.
func (u *unlocked) lapsed(now time.Time) bool {
	if u.practice || u.staff.Role != casework.Scout {
		return false
	}
	s, err := u.engine.Status(context.Background())
	if err != nil {
		slog.Error("read when the hub was last heard", "error", err)
		return true
	}
	heard := s.Agreed
	if s.Contact.Heard.After(heard) {
		heard = s.Contact.Heard
	}
	if heard.IsZero() {
		return false // nothing was ever lent
	}
	const day = 24 * time.Hour
	age := now.Round(0).Sub(heard.Round(0))
	return age > time.Duration(casework.Policy{}.Lease())*day || age < -day
}

// lend keeps what is lent from sight once its time is over.
func (u *unlocked) lend(way *screen.Navigator, now func() time.Time) {
	way.May = func(r screen.Route) bool {
		return r.Place == screen.PlaceSync || r.Place == screen.PlaceSettings || !u.lapsed(now())
	}
}

// lapse is what somebody is told who may see nothing but the way to see it again.
var lapse = screen.Trouble{What: screen.Say("lease.over"), Hint: screen.Say("lease.over.hint")}
