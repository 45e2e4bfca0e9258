package simtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
	"waymark/sync/hub"
)

// live plays a village through: faults, then quiet, then the comparison.
func live(seed uint64, what broken, t *tally) (v *village, err error) {
	if v, err = newVillage(seed, what, t); err != nil {
		return nil, err
	}
	defer func() {
		if cerr := v.close(); err == nil {
			err = cerr
		}
	}()
	steps := 30 + v.r.IntN(40)
	for i := range steps {
		v.now = v.now.Add(time.Duration(1+v.r.IntN(600)) * time.Second)
		if err := v.step(); err != nil {
			return v, fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := v.heal(); err != nil {
		return v, fmt.Errorf("heal: %w", err)
	}
	if err := v.quiet(); err != nil {
		return v, fmt.Errorf("quiet: %w", err)
	}
	if err := v.check(); err != nil {
		return v, fmt.Errorf("check: %w", err)
	}
	return v, nil
}

func (v *village) step() error {
	l := v.laptops[v.r.IntN(len(v.laptops))]
	switch k := v.r.IntN(1000); {
	case k < 360:
		return v.write(l)
	case k < 660:
		return v.exchange(l)
	case k < 710:
		return v.photograph(l)
	case k < 755:
		return v.restore(l)
	case k < 765:
		return v.clone(l)
	case k < 790:
		v.say("the hub is backed up")
		return v.hub.backup()
	case k < 815:
		return v.restoreHub()
	case k < 835:
		v.happened(hubKilledIdle)
		return v.hub.kill()
	case k < 855:
		v.happened(deviceKilledIdle)
		v.say("%s is killed", l)
		return l.kill()
	case k < 870:
		years := v.r.IntN(41) - 20
		v.happened(clockYears)
		v.say("%s's clock is wrong by %d years", l, years)
		l.skew = time.Duration(years) * 365 * 24 * time.Hour
		return nil
	case k < 880:
		v.happened(weeksWithoutNetwork)
		v.say("three weeks pass")
		v.now = v.now.Add(21 * 24 * time.Hour)
		return nil
	case k < 920:
		return v.byStick(l)
	case k < 935:
		return v.rogue()
	case k < 945:
		return v.enrolLate()
	case k < 965:
		return v.dispute()
	}
	return v.together(l)
}

// together is what takes two who hear of each other: erasing, and a referral that is
// withdrawn after it arrived.
func (v *village) together(l *laptop) error {
	if l.staff.Role == casework.Scout {
		return nil
	}
	if v.chance(30) {
		if err := v.does(l, v.refer); err != nil {
			return err
		}
		for _, x := range []*laptop{l, v.named("scout")} {
			if err := v.exchange(x); err != nil {
				return err
			}
		}
		return v.does(l, v.withdrawReferral)
	}
	about, err := v.pick(l, v.cases)
	if errors.Is(err, errNothing) {
		return nil
	}
	if err != nil {
		return err
	}
	ask := func(l *laptop) (casework.Done, error) { return v.askErase(l, about) }
	if err := v.does(l, ask); err != nil {
		return err
	}
	second := v.named("cora")
	if second.staff.ID == l.staff.ID || v.chance(50) {
		second = v.named("emil")
	}
	for _, x := range []*laptop{l, second} {
		if err := v.exchange(x); err != nil {
			return err
		}
	}
	return v.does(second, func(l *laptop) (casework.Done, error) { return v.erase(l, about) })
}

// exchange is one exchange over a line on which anything may go wrong.
func (v *village) exchange(l *laptop) error {
	switch v.r.IntN(30) {
	case 0:
		l.dieComposed = true
	case 1:
		l.dieBefore = true
	case 2:
		l.dieAfter = true
	}
	v.say("%s exchanges", l)
	result, err := l.engine.Exchange(v.ctx, &line{v: v, l: l, mu: &v.line})
	if err := v.honest(l); err != nil {
		return err
	}
	v.say("  sent %d, taken %d, receipts %d, refused %d, %v", result.Sent, result.Taken, result.Receipts, result.Refused, err)
	if errors.Is(err, errKilled) && (l.dieComposed || l.dieBefore || l.dieAfter) {
		return l.kill()
	}
	l.dieComposed, l.dieBefore, l.dieAfter = false, false, false
	if err != nil && !errors.Is(err, device.ErrNoProgress) {
		v.problem("error", "%s exchanges: %v", l, err)
	}
	if v.chance(50) {
		if _, err := l.store.HandOnKeys(v.ctx); err != nil {
			return err
		}
	}
	return v.learn(l, false)
}

func (v *village) photograph(l *laptop) error {
	if len(l.images) > 2 {
		l.images = l.images[1:]
	}
	v.say("%s's files are copied", l)
	return l.photograph()
}

// restore puts an old copy in the place of a laptop's files; then more is written
// there than was lost.
func (v *village) restore(l *laptop) error {
	if len(l.images) == 0 {
		return nil
	}
	before, err := l.rows(0)
	if err != nil {
		return err
	}
	image := l.images[v.r.IntN(len(l.images))]
	if err := l.close(); err != nil {
		return err
	}
	if err := os.RemoveAll(l.dir); err != nil {
		return err
	}
	l.dir = v.place(l.name)
	if err := copyFolder(image, l.dir); err != nil {
		return err
	}
	if err := l.open(); err != nil {
		return err
	}
	v.happened(deviceRestored)
	if v.erasedOnce {
		v.happened(oldCopyAfterErasing)
	}
	v.say("%s is restored from a copy", l)
	if err := v.account(l.name + " restored"); err != nil {
		return err
	}
	after, err := l.rows(0)
	if err != nil {
		return err
	}
	if lost := len(before) - len(after); lost > 0 && l.staff.Role != casework.Scout && v.chance(60) {
		v.happened(deviceRestoredWroteMore)
		for range min(lost+1, 12) {
			if err := v.write(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// clone lets a copy of a laptop live on beside it.
func (v *village) clone(l *laptop) error {
	if len(v.laptops) >= len(inhabitants)+3 {
		return nil
	}
	c := &laptop{v: v, name: l.name + "'s clone", person: l.person, node: l.node, staff: l.staff, key: l.key, skew: l.skew, dir: v.place("clone")}
	if err := copyFolder(l.dir, c.dir); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	v.happened(deviceCloned)
	v.say("%s is cloned", l)
	v.laptops = append(v.laptops, c)
	return nil
}

func (v *village) restoreHub() error {
	if len(v.hub.backups) == 0 {
		return nil
	}
	v.happened(hubRestored)
	v.hubRestoredOnce = true
	v.say("the hub is restored from a backup")
	if v.erasedOnce {
		v.happened(oldCopyAfterErasing)
	}
	if err := v.hub.restore(v.hub.backups[v.r.IntN(len(v.hub.backups))]); err != nil {
		return err
	}
	if err := v.hubRestored(); err != nil {
		return err
	}
	return v.account("hub restored")
}

// byStick takes a laptop's batches to the hub in a folder, with accidents.
func (v *village) byStick(l *laptop) error {
	f := v.stickOf(l)
	v.happened(stickUsed)
	v.say("%s fills a stick", l)
	if _, err := l.engine.Exchange(v.ctx, f); err != nil {
		return fmt.Errorf("fill a stick: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(l.stick, v.hub.Node().String(), "*.batch"))
	if err != nil {
		return err
	}
	if len(files) > 0 {
		one := files[v.r.IntN(len(files))]
		switch v.r.IntN(10) {
		case 0:
			v.happened(stickTruncated)
			if err := os.Truncate(one, int64(v.r.IntN(1000))); err != nil {
				return err
			}
		case 1:
			v.happened(stickFlipped)
			b, err := os.ReadFile(one)
			if err != nil {
				return err
			}
			b[v.r.IntN(len(b))] ^= 1 << v.r.IntN(8)
			if err := os.WriteFile(one, b, 0o600); err != nil {
				return err
			}
		case 2:
			v.happened(stickForAnother)
			other := v.laptops[v.r.IntN(len(v.laptops))]
			to := filepath.Join(l.stick, other.node.String())
			if err := os.MkdirAll(to, 0o700); err != nil {
				return err
			}
			if err := os.Rename(one, filepath.Join(to, filepath.Base(one))); err != nil {
				return err
			}
			if _, err := other.engine.Exchange(v.ctx, f); err != nil {
				return fmt.Errorf("read another's stick: %w", err)
			}
		}
		if err := v.account("stick"); err != nil {
			return err
		}
	}
	if v.chance(30) {
		return nil // it stays in a drawer
	}
	if err := v.drop(f); err != nil {
		return err
	}
	if v.chance(30) {
		v.happened(stickTwice)
		if err := v.drop(f); err != nil {
			return err
		}
	}
	if v.chance(70) {
		if _, err := l.engine.Exchange(v.ctx, f); err != nil {
			return fmt.Errorf("read a stick: %w", err)
		}
		if _, err := l.engine.Tidy(v.ctx, f); err != nil {
			return fmt.Errorf("tidy a stick: %w", err)
		}
	}
	if err := v.honest(l); err != nil {
		return err
	}
	return v.learn(l, false)
}

// dispute lets two write the same field of a case before they hear of each other.
func (v *village) dispute() error {
	if len(v.cases) == 0 {
		return nil
	}
	about, wrote := v.cases[v.r.IntN(len(v.cases))], 0
	for _, l := range v.laptops {
		if it, err := l.store.Item(v.ctx, about, casework.RootKey(about.Kind)); err != nil || !it.Written() || l.staff.Role == casework.Scout {
			continue
		}
		done, err := l.service().Write(v.ctx, casework.Edit{Subject: about, Kind: casework.KindEpisode, Item: shared(about), Fields: fields{"note": v.words()}})
		if err != nil {
			continue
		}
		if err := v.record(l, done, nil); err != nil {
			return err
		}
		if wrote++; wrote == 2 {
			v.happened(conflictMade)
			v.say("two write the same field of a case")
			return nil
		}
	}
	return nil
}

// enrolLate gives somebody a second laptop, on a line with faults.
func (v *village) enrolLate() error {
	if v.enrolling == nil {
		if v.named("anna's second") != nil {
			return nil
		}
		inv, err := v.hub.Invite(v.ctx, hub.Invite{Role: casework.Counsellor, Staff: v.named("anna").staff.ID, For: 1000 * time.Hour})
		if err != nil {
			return err
		}
		l := &laptop{v: v, name: "anna's second", person: "anna", key: vault.NewKey(), dir: v.place("second")}
		if err := v.newFolder(l.dir, l.key); err != nil {
			return err
		}
		if err := l.open(); err != nil {
			return err
		}
		l.staff = v.named("anna").staff
		v.enrolling, v.invitation = l, inv
	}
	l := v.enrolling
	v.happened(deviceLate)
	v.say("%s enrols", l)
	_, err := l.engine.Enrol(v.ctx, v.invitation, &line{v: v, l: l, mu: &v.line}, l.name, "Linux 6")
	if err != nil {
		v.say("  %v", err)
		if errors.Is(err, batch.ErrSignature) {
			v.problem("error", "%s enrols: %v", l, err)
		}
		return nil
	}
	return v.enrolled(l)
}

func (v *village) enrolled(l *laptop) error {
	v.enrolling = nil
	v.laptops = append(v.laptops, l)
	if err := l.introduce(); err != nil {
		return err
	}
	// A hub restored to before an enrolment that nobody else heard of does not know
	// the device; the operator's advice is to make a backup after enrolling.
	v.hub.backups = nil
	return v.hub.backup()
}

// heal ends all faults: what is late arrives, sticks are read, whoever was enrolling
// is enrolled.
func (v *village) heal() error {
	v.say("the faults are over")
	if err := v.raise(); err != nil {
		return err
	}
	for m := v.lateLetter(nil); m != nil; m = v.lateLetter(nil) {
		v.postman(v.ctx, *m)
	}
	if l := v.enrolling; l != nil {
		v.now = v.now.Add(time.Minute)
		if _, err := l.engine.Enrol(v.ctx, v.invitation, &line{v: v, l: l, calm: true, mu: &v.line}, l.name, "Linux 6"); err != nil {
			if !v.hubLostInvitation(err) {
				v.problem("error", "%s enrols at last: %v", l, err)
			}
			if err := l.close(); err != nil {
				return err
			}
			v.enrolling = nil
			v.mail = slices.DeleteFunc(v.mail, func(m letter) bool { return m.to == l }) // nobody is there to take it
		} else if err := v.enrolled(l); err != nil {
			return err
		}
	}
	for _, l := range v.laptops {
		if l.stick == "" {
			continue
		}
		f := courier.Folder{Dir: l.stick}
		if err := v.drop(f); err != nil {
			return err
		}
		if _, err := l.engine.Exchange(v.ctx, f); err != nil {
			return err
		}
		if err := v.learn(l, false); err != nil {
			return err
		}
	}
	for _, m := range v.mail { // answers that were late
		if _, err := m.to.engine.Exchange(v.ctx, &oneLetter{m.s}); err != nil && !errors.Is(err, device.ErrNoProgress) {
			return err
		}
	}
	v.mail = nil
	if err := v.quiet(); err != nil {
		return err
	}
	// Once a day devices ask for what was withdrawn from them and is in no backup.
	v.now = v.now.Add(25 * time.Hour)
	return nil
}

// hubLostInvitation: a hub restored to before an invitation does not know it.
func (v *village) hubLostInvitation(err error) bool {
	return errors.Is(err, hub.ErrInvitation) || errors.Is(err, hub.ErrStranger)
}
