package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

// settingInvitation is the store's setting with the invitation of a vault that waits
// for its hub; there is none once the hub answered.
const settingInvitation = "app.invitation"

// awaited is what a vault that waits for its hub needs to go on after a restart.
type awaited struct {
	Invitation string
	Name       string // of the person
	Address    string // of the hub; "" if nobody said
	Folder     string
	Written    time.Time
}

// enrolment takes a vault that waits for its hub further.
type enrolment struct {
	u   *unlocked
	dir string // the vault's
}

func (u *unlocked) awaits(ctx context.Context) (a awaited, waiting bool, err error) {
	b, err := u.store.Setting(ctx, settingInvitation)
	if err != nil || b == nil {
		return a, false, err
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, false, fmt.Errorf("read invitation: %w", casestore.ErrDamaged)
	}
	return a, true, nil
}

// enrol makes this device known to the hub that invited: over the network, or with a
// folder, where it ends with [screen.ErrNoAnswer] and goes on when the folder has been
// at the hub.
func (u *unlocked) enrol(ctx context.Context, v screen.NewVault) error {
	i, err := batch.ParseInvitation(v.Invitation.Text)
	if err != nil {
		return usererr.Wrap(err, "error.invitation.wrong", "hint.invitation.wrong")
	}
	a := awaited{Invitation: v.Invitation.Text, Name: v.Name, Address: strings.TrimSpace(v.Address)}
	if i.URL != "" {
		a.Address = i.URL
	}
	if v.Folder == "" {
		return u.call(ctx, a)
	}
	return u.introduce(ctx, a, v.Folder)
}

// call enrols over the network.
func (u *unlocked) call(ctx context.Context, a awaited) error {
	web, err := courier.NewWeb(a.Address, courier.WebOptions{})
	if err != nil {
		return exchangeError(err, a.Address)
	}
	defer web.Close()
	return u.ask(ctx, a, web)
}

// introduce writes the introduction into a folder.
func (u *unlocked) introduce(ctx context.Context, a awaited, folder string) error {
	a.Folder, a.Written = folder, time.Now().Round(0)
	if err := u.await(ctx, a); err != nil { // before: what lies in the folder must find its invitation here
		return err
	}
	return u.ask(ctx, a, courier.Folder{Dir: folder})
}

func (u *unlocked) await(ctx context.Context, a awaited) error {
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return u.store.Keep(ctx, map[string][]byte{settingInvitation: b})
}

// ask introduces this device by a courier, and makes the vault somebody's when the hub
// answers.
func (u *unlocked) ask(ctx context.Context, a awaited, c courier.Courier) error {
	i, err := batch.ParseInvitation(a.Invitation)
	if err != nil {
		return usererr.Wrap(err, "error.invitation.wrong", "hint.invitation.wrong")
	}
	if _, err := u.engine.Enrol(ctx, i, c, a.Name, runtime.GOOS); err != nil && !errors.Is(err, device.ErrEnrolled) {
		var undelivered *courier.Undelivered
		_, web := c.(*courier.Web)
		if errors.Is(err, device.ErrWaiting) && !web && !errors.As(err, &undelivered) && !errors.Is(err, courier.ErrNoFolder) {
			return usererr.Wrap(errors.Join(err, screen.ErrNoAnswer), "error.enrol.waiting", "hint.enrol.waiting")
		}
		return exchangeError(err, a.Address)
	}
	if err := u.store.Keep(ctx, map[string][]byte{settingAddress: []byte(a.Address), settingInvitation: nil}); err != nil {
		return err
	}
	if err := u.identify(ctx); err != nil {
		return err
	}
	u.letRecover(ctx)
	return nil
}

// Introduction implements screen.Enroller.
func (e enrolment) Introduction(ctx context.Context) (screen.Introduction, error) {
	a, _, err := e.u.awaits(ctx)
	if err != nil {
		return screen.Introduction{}, worded(err)
	}
	said := screen.Introduction{Folder: a.Folder, Written: a.Written}
	if at, err := url.Parse(a.Address); err == nil {
		said.Host = at.Host
	}
	return said, nil
}

// Introduce implements screen.Enroller.
func (e enrolment) Introduce(ctx context.Context, folder string) error {
	return e.with(ctx, func(a awaited) error { return e.u.introduce(ctx, a, folder) })
}

// Answer implements screen.Enroller.
func (e enrolment) Answer(ctx context.Context, folder string) error {
	return e.with(ctx, func(a awaited) error { return e.u.ask(ctx, a, reading{courier.Folder{Dir: folder}}) })
}

// Call implements screen.Enroller.
func (e enrolment) Call(ctx context.Context) error {
	return e.with(ctx, func(a awaited) error { return e.u.call(ctx, a) })
}

func (e enrolment) with(ctx context.Context, do func(awaited) error) error {
	a, waiting, err := e.u.awaits(ctx)
	if err == nil && waiting {
		err = do(a)
	}
	return worded(err)
}

// Forget implements screen.Enroller. A vault that belongs to somebody stays.
func (e enrolment) Forget(ctx context.Context) error {
	_, waiting, err := e.u.awaits(ctx)
	if err == nil && !waiting {
		err = device.ErrEnrolled
	}
	if err != nil {
		return worded(err)
	}
	if err := e.u.close(); err != nil {
		return worded(err)
	}
	return worded(removeVault(e.dir))
}

// reading is a folder that nothing is written into: the introduction lies there
// already, and each one that is written uses the invitation anew.
type reading struct{ folder courier.Folder }

// Exchange implements courier.Courier.
func (r reading) Exchange(ctx context.Context, me batch.NodeID, _ []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return r.folder.Exchange(ctx, me, nil)
}

// showEnrolment waits for the hub's answer.
func (p *program) showEnrolment() {
	u := p.open
	u.ctx, u.cancel = context.WithCancel(context.Background())
	s := screen.NewEnrolment(u.ctx, p.run, enrolment{u, filepath.Join(p.dir, vaultName)})
	s.OnLock = func() { p.leave(ErrLocked) }
	s.OnEnrolled = p.showDesk
	s.OnForgotten = func() {
		p.open, p.seated = nil, false
		p.showFirstStart()
	}
	p.view.ShowEnrolment(s)
	s.Shown()
}
