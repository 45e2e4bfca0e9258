package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/machine"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

// settingAddress is the store's setting with the hub's address.
const settingAddress = "app.hub"

// exchange answers the screens' questions about the exchange from store and engine,
// and goes on exchanging in the background.
type exchange struct {
	u       *unlocked
	machine *machine.Machine
	state   func() machine.State // of the battery and the line

	mu       sync.Mutex
	tell     func(screen.SyncProgress) // while a screen watches; else nil
	last     device.Progress           // what the engine said last
	wake     chan struct{}
	stopLoop context.CancelFunc
	stopNow  context.CancelFunc // ends the exchange that somebody asked for
	onWipe   func()             // hears of an order to wipe this vault, on any goroutine
}

// Lights implements screen.LightSource.
func (e *exchange) Lights(ctx context.Context) (screen.Lights, error) {
	if e.u.practice {
		return screen.Lights{}, nil
	}
	s, err := e.u.engine.Status(ctx)
	if err != nil {
		return screen.Lights{}, err
	}
	reached := s.Contact.Heard
	if s.Agreed.After(reached) {
		reached = s.Agreed
	}
	e.mu.Lock()
	last := e.last
	e.mu.Unlock()
	return screen.Lights{Safe: s.Safe, HereOnly: s.Waiting, Aside: s.Aside, Differs: !s.UpToDate && s.Waiting == 0,
		UpToDate: s.UpToDate, Reached: reached, Old: time.Since(reached) > oldAfter,
		Coming: int(last.Coming), ComingBytes: int64(last.ComingBytes), Left: last.Left}, nil
}

// oldAfter is how long what the hub said holds for what it has by now.
const oldAfter = 24 * time.Hour

// SendAgain implements screen.Exchange.
func (e *exchange) SendAgain(ctx context.Context, name string) error {
	var entry batch.EntryID
	err := entry.UnmarshalText([]byte(name))
	if err == nil {
		err = e.u.store.SendAgain(ctx, entry)
	}
	if err != nil {
		return worded(err)
	}
	e.wakeUp()
	return nil
}

// Address implements screen.Exchange.
func (e *exchange) Address(ctx context.Context) (string, error) {
	b, err := e.u.store.Setting(ctx, settingAddress)
	return string(b), err
}

// Readdress implements screen.Exchange.
func (e *exchange) Readdress(ctx context.Context, address string) error {
	address = strings.TrimSpace(address)
	web, err := courier.NewWeb(address, courier.WebOptions{})
	if err != nil {
		return exchangeError(err, address)
	}
	web.Close()
	if err := e.u.store.Keep(ctx, map[string][]byte{settingAddress: []byte(address)}); err != nil {
		return err
	}
	e.start()
	return nil
}

// Now implements screen.Exchange.
func (e *exchange) Now(ctx context.Context, progress func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	address, err := e.Address(ctx)
	if err != nil {
		return screen.SyncOutcome{}, err
	}
	web, err := courier.NewWeb(address, courier.WebOptions{})
	if err != nil {
		return screen.SyncOutcome{}, exchangeError(err, address)
	}
	defer web.Close()
	return e.by(ctx, web, address, progress)
}

// ToStick implements screen.Exchange.
func (e *exchange) ToStick(ctx context.Context, folder string, progress func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return e.stick(ctx, folder, progress)
}

// FromStick implements screen.Exchange. A stick carries both ways, so reading it is
// writing to it too: what waits goes along for the way back.
func (e *exchange) FromStick(ctx context.Context, folder string, progress func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return e.stick(ctx, folder, progress)
}

func (e *exchange) stick(ctx context.Context, folder string, progress func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	folder = strings.TrimSpace(folder)
	if folder == "" {
		return screen.SyncOutcome{}, usererr.New("error.stick.none", "hint.stick.none")
	}
	f := courier.Folder{Dir: folder}
	outcome, err := e.by(ctx, f, "", progress)
	if err == nil {
		_, err = e.u.engine.Tidy(ctx, f)
	}
	return outcome, err
}

// by runs one exchange. The engine has one at a time, so a running one in the
// background is waited for.
func (e *exchange) by(ctx context.Context, c courier.Courier, address string, progress func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	if e.u.practice {
		return screen.SyncOutcome{}, usererr.New("error.sync.practice", "hint.sync.practice")
	}
	ctx, stop := context.WithCancel(ctx)
	e.mu.Lock()
	e.tell, e.stopNow = progress, stop
	e.mu.Unlock()
	defer func() {
		stop()
		e.mu.Lock()
		e.tell, e.stopNow = nil, nil
		e.mu.Unlock()
	}()
	r, err := e.u.engine.Exchange(ctx, c)
	outcome := screen.SyncOutcome{Given: r.Sent, Received: r.Taken}
	if err != nil {
		return outcome, exchangeError(err, address)
	}
	if r.Taken == 0 && r.Refused > 0 {
		return outcome, exchangeError(r.Refusal, address)
	}
	e.after(ctx)
	return outcome, nil
}

// after is what follows an exchange that brought something: keys for new devices,
// flags that depend on other cases.
func (e *exchange) after(ctx context.Context) {
	if _, err := e.u.store.HandOnKeys(ctx); err == nil {
		_ = e.u.store.Freshen(ctx) // asked again after the next one
	}
	e.u.letRecover(ctx) // the organisation may have a new recovery key
	e.u.moved()
	e.heedWipe(ctx)
}

// progressed is told by the engine how far it is.
func (e *exchange) progressed(p device.Progress) {
	e.mu.Lock()
	changed := e.last.Coming != p.Coming
	e.last = p
	tell := e.tell
	e.mu.Unlock()
	if changed {
		e.u.moved()
	}
	if tell == nil {
		return
	}
	tell(screen.SyncProgress{Sent: p.Up, Received: p.Down, Left: p.WaitingBytes + int64(p.ComingBytes), Changes: p.Waiting + int(p.Coming), Time: p.Left})
}

// start exchanges in the background, with the address there is now.
func (e *exchange) start() {
	if e.u.practice {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopLoop != nil {
		e.stopLoop()
	}
	ctx, stop := context.WithCancel(e.u.ctx)
	e.stopLoop = stop
	wake := make(chan struct{}, 1)
	e.wake = wake
	e.u.behind.Go(func() { e.listen(ctx) })
	e.u.behind.Go(func() {
		defer stop()
		e.heedWipe(ctx) // one that was cut short
		address, err := e.Address(ctx)
		if err != nil {
			return
		}
		web, err := courier.NewWeb(address, courier.WebOptions{})
		if err != nil {
			return // the sync screen says so when asked
		}
		defer web.Close()
		e.u.engine.Run(ctx, web, wake, func(_ device.Result, err error) {
			if err == nil {
				e.after(ctx)
			}
		})
	})
}

// halt ends what is under way, in the background too: the vault is about to be closed.
func (e *exchange) halt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, stop := range []context.CancelFunc{e.stopLoop, e.stopNow} {
		if stop != nil {
			stop()
		}
	}
}

// wakeUp says that something was recorded.
func (e *exchange) wakeUp() {
	e.mu.Lock()
	defer e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default: // nobody sleeps
	}
}

// Rows implements screen.Exchange.
func (e *exchange) Rows(ctx context.Context, limit int) ([]screen.SyncRow, int, error) {
	if e.u.practice {
		return nil, 0, nil
	}
	all, err := e.u.store.Unsent(ctx, limit+1)
	if err != nil {
		return nil, 0, err
	}
	var rows []screen.SyncRow
	for _, w := range all[:min(limit, len(all))] {
		row, err := e.row(ctx, w)
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, row)
	}
	return rows, len(all), nil
}

func (e *exchange) row(ctx context.Context, w casestore.Unsent) (screen.SyncRow, error) {
	row := screen.SyncRow{Where: wheretos[w.Safety], Written: w.Recorded, What: screen.Say("sync.what.other")}
	if len(w.Kinds) > 0 {
		row.What = screen.Say(w.Kinds[0].Kind.Key())
	}
	if w.Left > 64<<10 {
		row.Bytes = w.Left
	}
	if w.Safety == casestore.SetAside {
		if w.Mended.IsZero() {
			row.ID = w.Entry.String()
		} else {
			row.Flag = screen.Say("sync.again.sent")
		}
		row.Why = screen.Say(string(w.Reason))
		if w.Hint != "" {
			row.Advice = screen.Say(w.Hint)
		}
	}
	if w.Subject.Kind == casework.SubjectCase {
		c, err := cabinet{e.u.store, e.u.staff.ID}.CaseRow(ctx, w.Subject.ID)
		if err != nil {
			return row, err
		}
		row.Number = c.Number
		row.Route = screen.CaseRoute(w.Subject.ID)
	}
	return row, nil
}

// exchangeError gives what couriers and the engine say the words for a person.
func exchangeError(err error, address string) error {
	if _, ok := usererr.Of(err); ok || err == nil {
		return err
	}
	var status *courier.StatusError
	if errors.As(err, &status) {
		switch {
		case status.Code == 401:
			return usererr.Wrap(err, "error.sync.not_enrolled", "hint.sync.not_enrolled")
		case status.Code == 403:
			return usererr.Wrap(err, "error.sync.revoked", "hint.sync.revoked")
		case status.Code == 410:
			return usererr.Wrap(err, "error.invitation.used", "hint.invitation.used")
		case status.Code == 501:
			return usererr.Wrap(err, "error.sync.newer", "hint.sync.newer")
		case status.After > 0 || status.Code == 429 || status.Code == 503:
			return usererr.WrapData(err, "error.sync.busy", "hint.sync.busy", map[string]any{"Time": screen.AsTime(time.Now().Add(max(status.After, time.Minute)))})
		}
	}
	for _, known := range []struct {
		is   error
		what string
	}{
		{courier.ErrPlain, "sync.insecure"},
		{courier.ErrCertificate, "sync.certificate"},
		{courier.ErrUnreachable, "sync.unreachable"},
		{courier.ErrSlow, "sync.timeout"},
		{courier.ErrBroken, "sync.timeout"},
		{courier.ErrAnswer, "sync.not_a_hub"},
		{courier.ErrRefused, "sync.not_a_hub"},
		{courier.ErrNoSpace, "stick.full"},
		{courier.ErrNoFolder, "stick.none"},
		{batch.ErrInvitation, "invitation.wrong"},
		{batch.ErrSignature, "sync.certificate"},
		{batch.ErrNewer, "sync.newer"},
		{batch.ErrNotForMe, "sync.not_for_us"},
		{batch.ErrDamaged, "sync.damaged"},
		{device.ErrStranger, "sync.not_for_us"},
		{device.ErrNotEnrolled, "sync.not_enrolled"},
		{device.ErrWaiting, "sync.unreachable"},
	} {
		if errors.Is(err, known.is) {
			return usererr.Wrap(err, "error."+known.what, "hint."+known.what)
		}
	}
	if errors.Is(err, courier.ErrAddress) {
		return usererr.WrapData(err, "error.sync.address_none", "hint.sync.address_none", map[string]any{"Address": address})
	}
	return fmt.Errorf("exchange: %w", err)
}
