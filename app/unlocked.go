package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/copies"
	"waymark/internal/feed"
	"waymark/internal/screen"
	"waymark/internal/vault"
	"waymark/internal/words"
	"waymark/sync/device"
)

// unlocked is everything that is there while the vault is open.
type unlocked struct {
	vault    *vault.Vault
	store    *casestore.Store
	engine   *device.Engine
	exchange *exchange
	staff    screen.Staff
	practice bool
	service  *casework.Service // nil while the vault waits for its hub

	ctx    context.Context
	cancel context.CancelFunc
	behind sync.WaitGroup // the exchange in the background

	renewal atomic.Pointer[copies.RenewOptions] // the vault is renewed so when it is closed; nil: it is not

	run    *runner
	feed   *feed.Feed
	drafts *screen.Drafts
	frame  *screen.Frame
}

// settingSelf is the store's setting with who works in a practice vault.
const settingSelf = "app.self"

// self is who works in a practice vault; an enrolled one has it from the hub.
type self struct {
	Staff, Office, Organisation casework.SubjectID
	Device                      casework.DeviceID
	Role                        casework.Role
}

// storeOptions says of a vault whether it was made just now, so that cases cannot be
// missing in it.
type storeOptions struct{ New bool }

// openStore opens the cases in an open vault, and closes it when that fails.
func openStore(ctx context.Context, v *vault.Vault, o storeOptions) (*unlocked, error) {
	store, err := casestore.Open(ctx, v.Path(casesName), casestore.Options{VFS: v.VFS(), MustExist: !o.New})
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	u := &unlocked{vault: v, store: store}
	m := watchMachine()
	u.exchange = &exchange{u: u, machine: m, state: m.State}
	u.engine = device.New(store, device.Options{Progress: u.exchange.progressed, Changed: u.moved, Hold: u.exchange.hold})
	return u, nil
}

// identify finds out who works here.
func (u *unlocked) identify(ctx context.Context) error {
	b, err := u.store.Setting(ctx, settingSelf)
	if err != nil {
		return fmt.Errorf("read who works here: %w", err)
	}
	var me self
	if b != nil {
		if err := json.Unmarshal(b, &me); err != nil {
			return fmt.Errorf("read who works here: %w", casestore.ErrDamaged)
		}
		u.practice = true
	} else {
		node, said, err := u.engine.Node(ctx)
		if err != nil {
			return err
		}
		me = self{Staff: casework.SubjectID(said.Staff), Office: casework.SubjectID(said.Office), Organisation: casework.SubjectID(said.Organisation),
			Device: casework.DeviceID(node), Role: casework.Role(said.Role)}
	}
	return u.seat(ctx, me)
}

// seat makes the service that writes as me. What the organisation's directory says of
// somebody is newer than what was said at enrolment.
func (u *unlocked) seat(ctx context.Context, me self) error {
	state, err := u.store.State(ctx, casework.Subject{Kind: casework.SubjectStaff, ID: me.Staff})
	if err != nil {
		return fmt.Errorf("read who works here: %w", err)
	}
	staff := casework.StaffOf(state)
	if staff.Role == 0 {
		staff = casework.Staff{ID: me.Staff, Role: me.Role, Office: me.Office, Organisation: me.Organisation, Devices: []casework.DeviceID{me.Device}}
	}
	u.staff = screen.Staff{ID: staff.ID, Device: me.Device, Office: staff.Office, Role: staff.Role}
	u.service = casework.NewService(casework.Desk{Staff: staff, Device: me.Device, Clock: u.store.Clock(), Reader: u.store})
	return nil
}

// desk builds the screens.
func (u *unlocked) desk(p *program) *screen.Frame {
	u.ctx, u.cancel = context.WithCancel(context.Background())
	u.run = p.run
	u.feed = feed.New(func(f func()) { p.run.Run(func() func() { return f }) })
	u.store.OnCommitted(func(s []casework.Subject) { u.feed.Changed(s...) })
	kept := u.keptDrafts()
	u.drafts = screen.NewDrafts(u.ctx, p.run, draftShelf{u.store}, u.feed, kept)
	u.drafts.Records(screen.FormNewCase, u.records(screen.OpenCase))
	u.drafts.Records(screen.FormContact, u.records(screen.RecordContact))
	u.drafts.Records(screen.FormCounselling, u.records(screen.RecordCounselling))
	u.drafts.Records(screen.FormRequest, u.records(screen.RecordRequest))
	u.drafts.Records(screen.FormLeaf, u.records(screen.RecordLeaf))
	d := &screen.Desk{Context: u.ctx, Run: p.run, Way: screen.NewNavigator(screen.Route{Place: screen.PlaceToday}),
		Drafts: u.drafts, Feed: u.feed, Staff: u.staff, Practice: u.practice}
	cases := cabinet{u.store, u.staff.ID}
	u.frame = screen.NewFrame(d, u.exchange, cases)
	u.lend(d.Way, time.Now)
	d.Way.Offer(screen.PlaceToday, func(screen.Route) screen.Screen { return screen.NewToday(d, cases, cases, u.frame) })
	d.Way.Offer(screen.PlaceCaseload, func(screen.Route) screen.Screen { return screen.NewCaseload(d, cases) })
	d.Way.Offer(screen.PlaceNewCase, func(r screen.Route) screen.Screen { return screen.NewNewCase(d, r) })
	d.Way.Offer(screen.PlaceShortContact, func(r screen.Route) screen.Screen { return screen.NewShortContact(d, cases, cases, r) })
	if t, err := topics(); err != nil {
		slog.Error("read topics", "error", err) // they are built in; without them there is nothing to counsel with
	} else {
		d.Topics = t
		u.offerActivities(d)
		d.Way.Offer(screen.PlaceCounselling, func(r screen.Route) screen.Screen { return screen.NewCounselling(d, u.store, t, r) })
	}
	u.offerCases(d, cases)
	u.offerHandouts(d)
	u.offerKnowledge(d, cases)
	d.Way.Offer(screen.PlaceSync, func(screen.Route) screen.Screen { return screen.NewSync(d, u.exchange, u.frame) })
	u.offerCopies(p, d)
	d.Way.Offer(screen.PlaceSettings, func(screen.Route) screen.Screen {
		s := screen.NewSettings(d, keyring{u.vault}, p.prefer, words.StaffLanguages(), screen.About{Version: p.o.Version, Folder: p.dir})
		s.OnPreferences = p.choose
		return s
	})
	return u.frame
}

// begin records what was due when the program ended, goes back to where somebody
// was typing, and starts the exchange in the background.
func (u *unlocked) begin(p *program) {
	if err := u.drafts.Settle(u.ctx); err != nil {
		slog.Error("record what was due", "error", err) // it stays due, and is tried again at the next end and start
	}
	way := u.frame.Desk().Way
	way.Go(u.home())
	if open := u.drafts.Unfinished(); len(open) > 0 {
		way.Go(open[0].Route) // what was typed last
	}
	if u.lapsed(time.Now()) {
		u.frame.Warn(lapse)
	}
	u.frame.Read()
	u.exchange.start()
}

// home is where a role begins.
func (u *unlocked) home() screen.Route {
	if u.staff.Role == casework.Administrator || u.lapsed(time.Now()) {
		return screen.Route{Place: screen.PlaceSync}
	}
	return screen.Route{Place: screen.PlaceToday}
}

// moved tells the screens that the exchange did something. Called on any goroutine.
func (u *unlocked) moved() {
	if u.feed != nil {
		u.feed.Tell(feed.News{Exchange: true})
	}
}

// settle keeps what is typed and records what is due.
func (u *unlocked) settle() error {
	if u.drafts == nil {
		return nil
	}
	return u.drafts.Settle(context.Background())
}

// close ends the exchange and closes the vault.
func (u *unlocked) close() error {
	if u.cancel != nil {
		u.cancel()
	}
	u.behind.Wait()
	u.exchange.machine.Close()
	if o := u.renewal.Load(); o != nil {
		return u.renew(o)
	}
	return errors.Join(u.store.Close(), u.vault.Close())
}
