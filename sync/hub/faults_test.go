package hub_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

// fault is one thing that goes wrong with the next update of a store.
type fault uint8

const (
	none         fault = iota
	failed             // nothing happened, and it says so
	failedLate         // all was written and then taken back
	failedButDid       // it was committed, and the answer says it failed
	failedOnce         // the first attempt is taken back, and the store tries again
)

var errPlanned = errors.New("planned fault")

// faulty is a store whose next update goes wrong.
type faulty struct {
	hub.Store
	next fault
	done map[fault]int // that happened
}

func (f *faulty) Update(ctx context.Context, do func(hub.Tx) error) error {
	next := f.next
	f.next = none
	if next != none {
		f.done[next]++
	}
	switch next {
	case failed:
		return errPlanned
	case failedLate:
		return f.Store.Update(ctx, func(tx hub.Tx) error { return errors.Join(do(tx), errPlanned) })
	case failedButDid:
		return errors.Join(f.Store.Update(ctx, do), errPlanned)
	case failedOnce:
		err := f.Store.Update(ctx, func(tx hub.Tx) error { return errors.Join(do(tx), errPlanned) })
		if !errors.Is(err, errPlanned) {
			return errors.New("the fault did not take it back")
		}
	}
	return f.Store.Update(ctx, do)
}

// try sends a batch that may fail.
func try(l *hubtest.Laptop, s batch.Sealed) (answers []batch.Sealed, err error) {
	for a, e := range l.Place.Hub.Exchange(context.Background(), s) {
		if e != nil {
			return answers, e
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// TestAcceptUnderFaults: whatever goes wrong with one batch, in the end every entry
// is at the hub once, everybody who receives it has it once, and holdings agree.
func TestAcceptUnderFaults(t *testing.T) {
	p := hubtest.New(t)
	f := &faulty{done: map[fault]int{}}
	p.Wrap = func(s hub.Store) hub.Store { f.Store = s; return f }
	p.Start()
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, first := anna.Open()
	anna.Sync()
	wrote := []batch.EntryID{first.ID}
	plan := func(next fault) func() {
		return func() {
			b := anna.Pack()
			f.next = next
			answers, err := try(anna, b)
			if next == failedOnce {
				require.NoError(t, err)
				require.NotEmpty(t, answers)
				return
			}
			require.ErrorIs(t, err, errPlanned)
			require.Empty(t, answers, "nothing is receipted by a failed transaction")
			again, err := try(anna, b) // the same bytes
			require.NoError(t, err)
			require.Contains(t, again[0].Header.Receipts, b.Header.ID)
		}
	}
	rows := []struct {
		name string
		step func()
	}{
		{"failed", plan(failed)},
		{"failed at the end", plan(failedLate)},
		{"failed but happened", plan(failedButDid)},
		{"tried twice by the store", plan(failedOnce)},
		{"the answer is lost", func() {
			_, err := try(anna, anna.Pack())
			require.NoError(t, err)
		}},
		{"twice", func() {
			b := anna.Pack()
			for range 3 {
				_, err := try(anna, b)
				require.NoError(t, err)
			}
		}},
		{"late, after a newer one", func() {
			old := anna.Pack()
			anna.Note(s, casework.Core)
			anna.Exchange()
			_, err := try(anna, old)
			require.NoError(t, err)
		}},
		{"only half of the answer arrives", func() { anna.Send(anna.Pack(), 1) }},
		{"the hub is killed and starts again", func() {
			b := anna.Pack()
			_, err := try(anna, b)
			require.NoError(t, err)
			p.Start()
		}},
		{"a clock wrong by years", func() {
			now := p.Now
			p.Now = now.AddDate(-9, 0, 0)
			_, err := try(anna, anna.Pack())
			require.NoError(t, err)
			p.Now = now.AddDate(9, 0, 0)
			boss.Exchange()
			p.Now = now
		}},
		{"an older backup of the hub", func() {
			old := p.Copy()
			wrote = append(wrote, anna.Note(s, casework.Legal).ID)
			anna.Sync()
			boss.Sync()
			p.Return(old)
		}},
		{"an older copy of the laptop, which then writes more", func() {
			old := anna.Clone()
			wrote = append(wrote, anna.Note(s, casework.Medical).ID, anna.Note(s, casework.Medical).ID)
			anna.Sync()
			*anna = *old
			for range 4 {
				wrote = append(wrote, anna.Note(s, casework.Medical).ID)
			}
		}},
		{"both restored", func() {
			hubs, annas, bosses := p.Copy(), anna.Clone(), boss.Clone()
			wrote = append(wrote, boss.Note(s, casework.Core).ID)
			boss.Sync()
			anna.Sync()
			p.Return(hubs)
			*anna = *annas // it has forgotten what boss wrote; boss has not
			_ = bosses
		}},
		{"two clones of one laptop", func() {
			twin := anna.Clone()
			wrote = append(wrote, anna.Note(s, casework.Core).ID, twin.Note(s, casework.Core).ID)
			for range 8 {
				anna.Exchange()
				twin.Exchange()
			}
			twin.Sync()
		}},
	}
	for _, row := range rows {
		wrote = append(wrote, anna.Note(s, casework.Core).ID)
		row.step()
		t.Log(row.name)
		for range 3 {
			anna.Sync()
			boss.Sync()
		}
		for _, e := range wrote {
			_, erased, err := p.Hub.Entry(context.Background(), e)
			require.NoError(t, err, row.name)
			require.False(t, erased)
			require.Contains(t, anna.Have, e, row.name)
			require.Contains(t, boss.Have, e, row.name)
			require.Equal(t, anna.Have[e].Sum(), boss.Have[e].Sum())
		}
		asides, err := p.Hub.Asides(context.Background(), batch.NodeID{})
		require.NoError(t, err)
		require.Empty(t, asides, row.name)
	}
	for _, x := range []fault{failed, failedLate, failedButDid, failedOnce} {
		require.Equal(t, 1, f.done[x], "every planned fault happened")
	}
	notices, err := p.Hub.Notices(context.Background(), time.Time{})
	require.NoError(t, err)
	restored := 0
	for _, n := range notices {
		if n.What == hub.Reconciled {
			restored++
		}
	}
	require.Positive(t, restored, "restoring was noticed")
}

// forgetful is a store with a mistake: what it is told to make pending it forgets now
// and then. It is the negative control of the test above: without holdings the loss
// would be for ever, with them it is found.
type forgetful struct {
	hub.Store
	n int
}

type forgetfulTx struct {
	hub.Tx
	n *int
}

func (f *forgetful) Update(ctx context.Context, do func(hub.Tx) error) error {
	return f.Store.Update(ctx, func(tx hub.Tx) error { return do(forgetfulTx{tx, &f.n}) })
}

func (f forgetfulTx) Pend(p []hub.Pending) error {
	if len(p) > 0 && *f.n == 0 && p[0].Op == hub.Give {
		*f.n = len(p)
		return nil
	}
	return f.Tx.Pend(p)
}

func TestHoldingsFindWhatAMistakeInTheStoreLost(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	f := &forgetful{}
	p.Wrap = func(s hub.Store) hub.Store { f.Store = s; return f }
	p.Start()
	_, e := anna.Open()
	anna.Sync()
	require.Positive(t, f.n, "the mistake happened")
	boss.Exchange()
	require.False(t, boss.Has(e), "it was not given")
	boss.Sync()
	require.True(t, boss.Has(e), "and found by holdings")
}

func TestTwoHubsOnOnePostgresServeTheSameDevicesAtOnce(t *testing.T) {
	p := hubtest.NewOnPostgres(t)
	second := p.Open()
	defer second.Close()
	other, err := hub.New(context.Background(), second, p.Keys, hub.Options{})
	require.NoError(t, err)
	p.Now = time.Now()
	var all []*hubtest.Laptop
	for i := range 6 {
		all = append(all, p.Join([]casework.Role{casework.Counsellor, casework.Supervisor}[i%2], "Berlin"))
	}
	s, _ := all[0].Open()
	all[0].Sync()
	done := make(chan error)
	for i, l := range all {
		go func() {
			done <- func() error {
				for round := range 12 {
					for range 5 {
						l.Note(s, casework.Core)
					}
					b := l.Pack()
					hubs := []*hub.Hub{p.Hub, other}
					for _, h := range append(hubs[:1+round%2:1+round%2], hubs[(i+round)%2]) { // now and then both get it
						for a, err := range h.Exchange(context.Background(), b) {
							if err != nil {
								return err
							}
							l.Take(a)
						}
					}
				}
				return nil
			}()
		}()
	}
	for range all {
		require.NoError(t, <-done)
	}
	for range 3 {
		for _, l := range all {
			l.Sync()
		}
	}
	counts, err := p.Hub.Counts(context.Background())
	require.NoError(t, err)
	for _, l := range all {
		n := 0
		for _, e := range l.Have {
			if e.Subject == batch.Bytes16(s.ID) && e.Author != p.Keys.Node { // the hub flags what colleagues write
				n++
			}
		}
		require.Equal(t, 6*12*5+1, n)
	}
	require.Zero(t, counts.Pending)
	require.Zero(t, counts.Asides)
}
