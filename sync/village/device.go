package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/durable"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	dev "waymark/sync/device"
)

// sessionsACase is how many counselling sessions are written to one case.
const sessionsACase = 50

// device is one simulated laptop.
type device struct {
	number   int
	dir, hub string
	progress *report

	node     batch.NodeID // once enrolled
	vault    *vault.Vault
	store    *casestore.Store
	engine   *dev.Engine
	web      *courier.Web
	recorded int // changes
	resumed  bool
}

// open opens the device's vault and store, or makes them.
func (d *device) open(ctx context.Context) error {
	if d.store != nil {
		return nil
	}
	key, err := d.key()
	if err != nil {
		return err
	}
	at := filepath.Join(d.dir, "vault")
	d.vault, err = vault.UnlockRaw(at, key)
	for wait := 0; errors.Is(err, vault.ErrInUse) && wait < 15 && ctx.Err() == nil; wait++ { // a village killed just now is still ending
		pause(ctx)
		d.vault, err = vault.UnlockRaw(at, key)
	}
	if errors.Is(err, vault.ErrNoKeyFile) || errors.Is(err, os.ErrNotExist) {
		d.vault, err = vault.CreateRaw(at, key)
	}
	if err != nil {
		return fmt.Errorf("open the vault: %w", err)
	}
	d.store, err = casestore.Open(ctx, d.vault.Path("cases.db"), casestore.Options{VFS: d.vault.VFS()})
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	if d.web, err = newWeb(d.hub); err != nil {
		return err
	}
	d.engine = dev.New(d.store, dev.Options{})
	return nil
}

func (d *device) key() (k vault.Key, err error) {
	name := filepath.Join(d.dir, "raw.key")
	b, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		k = vault.NewKey()
		if err := os.MkdirAll(d.dir, 0o700); err != nil {
			return k, fmt.Errorf("make the device's folder: %w", err)
		}
		return k, durable.WriteFile(name, k[:], 0o600)
	}
	if err == nil && copy(k[:], b) != len(k) {
		err = errors.New("too short")
	}
	if err != nil {
		return k, fmt.Errorf("read the device's key: %w", err)
	}
	return k, nil
}

func (d *device) close() {
	if d.web != nil {
		d.web.Close()
	}
	if d.store != nil {
		d.store.Close()
	}
	if d.vault != nil {
		d.vault.Close()
	}
}

func (d *device) enrol(ctx context.Context, o options, i batch.Invitation) error {
	_, err := os.Stat(d.dir)
	d.resumed = err == nil
	if d.resumed && !o.resume && !o.verify {
		return errors.New("the folder is there already; -resume goes on with it")
	}
	if err := d.open(ctx); err != nil {
		return err
	}
	if _, _, err := d.engine.Node(ctx); !errors.Is(err, dev.ErrNotEnrolled) {
		return err
	}
	if o.invite == "" {
		return errors.New("was stopped before it enrolled: -invite is needed")
	}
	for {
		_, err := d.engine.Enrol(ctx, i, d.web, fmt.Sprintf("village %d", d.number), "village")
		if err == nil || ctx.Err() != nil || !again(err) {
			return err
		}
		d.progress.retried(1)
		pause(ctx)
	}
}

// again reports whether a failure is of the line, and not of what was said.
func again(err error) bool {
	var refused *courier.StatusError
	if errors.As(err, &refused) && (refused.Code == 429 || refused.Code == 503) {
		return true
	}
	if refused != nil && refused.Code/100 == 4 {
		return false // an invitation that is used up stays so
	}
	return errors.Is(err, courier.ErrUnreachable) || errors.Is(err, courier.ErrBroken) || errors.Is(err, courier.ErrSlow) ||
		errors.Is(err, courier.ErrAnswer) || errors.Is(err, dev.ErrWaiting) || errors.Is(err, dev.ErrNoProgress)
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(200 * time.Millisecond):
	}
}

// record records what is still lacking of the device's changes.
func (d *device) record(ctx context.Context, o options, t *texts) error {
	me, said, err := d.engine.Node(ctx)
	if err != nil {
		return err
	}
	d.node = me
	service := casework.NewService(casework.Desk{
		Staff: casework.Staff{ID: casework.StaffID(said.Staff), Role: casework.Role(said.Role), Office: casework.OfficeID(said.Office),
			Organisation: casework.OrgID(said.Organisation), Devices: []casework.DeviceID{casework.DeviceID(me)}},
		Device: casework.DeviceID(me), Clock: d.store.Clock(), Reader: d.store,
	})
	written, err := d.written(ctx, d.store)
	if err != nil {
		return err
	}
	if acked := d.acked(); len(written) < acked {
		return fmt.Errorf("%d changes were acknowledged, %d are here", acked, len(written))
	}
	var about casework.Subject
	for n := range len(written) {
		w, ok := written[d.item(n)]
		if !ok {
			return fmt.Errorf("change %d is missing, later ones are here", n)
		}
		about = w.about
	}
	d.recorded = len(written)
	ack, err := os.OpenFile(d.ackFile(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("note what is acknowledged: %w", err)
	}
	defer ack.Close()
	for n := len(written); n < o.changes && !(o.verify && d.resumed); n++ {
		var done casework.Done
		if n%sessionsACase == 0 {
			done, err = service.OpenCase(ctx, casework.CaseForm{FileNumber: fmt.Sprintf("V-%d-%d", d.number, n/sessionsACase)})
			if err != nil {
				return err
			}
			if err := d.store.Record(ctx, done.Acts); err != nil {
				return err
			}
			about = done.Subject
		}
		done, err = service.Write(ctx, casework.Edit{Subject: about, Kind: casework.KindCounselling, Item: d.item(n),
			Fields: map[casework.Field]casework.Value{"said": t.of(d.number, n)}})
		if err != nil {
			return err
		}
		if err := d.store.Record(ctx, done.Acts); err != nil {
			return err
		}
		d.recorded++
		if _, err := ack.WriteAt(fmt.Appendf(nil, "%020d", n+1), 0); err != nil {
			return fmt.Errorf("note what is acknowledged: %w", err)
		}
	}
	return nil
}

func (d *device) ackFile() string { return filepath.Join(d.dir, "acknowledged") }

// acked returns how many changes were acknowledged before a village was killed: a
// kill leaves what was written to a file, even without a sync.
func (d *device) acked() int {
	b, err := os.ReadFile(d.ackFile())
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(string(b))
	return n
}

// send exchanges until every receipt is in and the hub agrees about what both have.
func (d *device) send(ctx context.Context) error {
	for quiet := 0; ; {
		result, err := d.engine.Exchange(ctx, d.web)
		d.progress.exchanged(result)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !again(err) {
			return err
		}
		status, serr := d.engine.Status(ctx)
		if serr != nil {
			return serr
		}
		if status.Safe && status.UpToDate {
			return nil
		}
		if status.Aside > 0 {
			return fmt.Errorf("%d entries were set aside", status.Aside)
		}
		if err == nil && result.Receipts == 0 && result.Taken == 0 {
			if quiet++; quiet > 50 {
				return fmt.Errorf("the hub answers, and %d entries get no receipt", status.Waiting)
			}
		}
		if err != nil {
			pause(ctx)
		}
	}
}

func (r *report) exchanged(x dev.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.up, r.down = r.up+x.Up, r.down+x.Down
	r.batches, r.retries = r.batches+x.Sent, r.retries+x.Retries
}

func (r *report) retried(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.retries += n
}

// reenrolled gives an empty store the identity of another, as a laptop has that is
// restored from a copy made right after enrolling.
func reenrolled(ctx context.Context, from, to *casestore.Store) error {
	kept := map[string][]byte{}
	for _, name := range []string{"device.node", "device.keys", "device.hub", "device.enrolled", "device.policy"} {
		value, err := from.Setting(ctx, name)
		if err != nil {
			return err
		}
		if value != nil {
			kept[name] = bytes.Clone(value)
		}
	}
	return to.Keep(ctx, kept)
}

// settings of the comparing, for whoever looks into the folder afterwards.
func (d *device) note(what any) error {
	b, err := json.MarshalIndent(what, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.dir, "compared.json"), append(b, '\n'), 0o600)
}
