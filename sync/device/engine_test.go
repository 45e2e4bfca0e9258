package device_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

var ctx = context.Background()

// laptop is a device with a real store and the real engine.
type laptop struct {
	t      testing.TB
	path   string
	store  *casestore.Store
	engine *device.Engine
	node   batch.NodeID
	staff  casework.StaffID
	wrote  map[casework.ChangeID]bool
}

func newLaptop(t testing.TB, h *modelHub) *laptop {
	t.Helper()
	l := &laptop{t: t, path: filepath.Join(t.TempDir(), "cases.db"), wrote: map[casework.ChangeID]bool{}}
	l.open()
	said, err := l.engine.Enrol(ctx, h.invitation(), &line{hub: h}, "laptop", "test")
	require.NoError(t, err)
	l.staff = casework.StaffID(said.Staff)
	l.node, _, err = l.engine.Node(ctx)
	require.NoError(t, err)
	return l
}

func (l *laptop) open() {
	l.t.Helper()
	s, err := casestore.Open(ctx, l.path, casestore.Options{})
	require.NoError(l.t, err)
	l.store, l.engine = s, device.New(s, device.Options{})
	l.t.Cleanup(func() { s.Close() })
}

// copyTo writes a copy of the closed database, as a backup tool would.
func (l *laptop) copyTo(path string) {
	l.t.Helper()
	require.NoError(l.t, l.store.DB().Checkpoint(ctx))
	b, err := os.ReadFile(l.path)
	require.NoError(l.t, err)
	require.NoError(l.t, os.WriteFile(path, b, 0o600))
}

// restore puts an old copy in place.
func (l *laptop) restore(path string) {
	l.t.Helper()
	require.NoError(l.t, l.store.Close())
	b, err := os.ReadFile(path)
	require.NoError(l.t, err)
	for _, f := range []string{"-wal", "-shm"} {
		os.Remove(l.path + f)
	}
	require.NoError(l.t, os.WriteFile(l.path, b, 0o600))
	l.open()
}

// write records one note about a case, about size bytes.
func (l *laptop) write(c casework.Subject, size int) casework.ChangeID {
	l.t.Helper()
	at, stamp := l.store.Clock().Next()
	r := rand.New(rand.NewSource(int64(stamp)))
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, "%x ", r.Int63())
	}
	ch := casework.Change{ID: newID[casework.ChangeID](), Subject: c, Kind: casework.KindCounselling, Item: newID[casework.ItemID](), By: l.staff,
		Device: casework.DeviceID(l.node), At: at, Stamp: stamp, Body: map[casework.Field]casework.Value{"said": casework.Value(b.String())}}
	require.NoError(l.t, l.store.Record(ctx, []casework.Act{{Subject: c, Class: casework.Legal, Changes: []casework.Change{ch}}}))
	l.wrote[ch.ID] = true
	return ch.ID
}

func (l *laptop) status() device.Status {
	l.t.Helper()
	s, err := l.engine.Status(ctx)
	require.NoError(l.t, err)
	return s
}

// settle exchanges over a good line until nothing is left: all are safe, and asking once more brought nobody anything.
func settle(t testing.TB, h *modelHub, all ...*laptop) {
	t.Helper()
	for range 12 {
		quiet := true
		for _, l := range all {
			r, err := l.engine.Exchange(ctx, &line{hub: h})
			require.NoError(t, err)
			quiet = quiet && r.Sent <= 1
		}
		for _, l := range all {
			quiet = quiet && l.status().Safe && l.status().UpToDate
		}
		if quiet {
			return
		}
	}
}

// alike checks that hub and laptops hold the same, that everybody's writing is
// there, and that all claim to be safe.
func alike(t testing.TB, h *modelHub, all ...*laptop) {
	t.Helper()
	var want batch.Set
	for e := range h.entries {
		want.Add(e)
	}
	for e := range h.erased {
		want.Add(e)
	}
	for _, l := range all {
		got, err := l.store.Holdings(ctx)
		require.NoError(t, err)
		counted, err := l.store.CountHoldings(ctx)
		require.NoError(t, err)
		assert.Equal(t, counted, got)
		assert.Equal(t, want, got, "holds what the hub holds")
		s := l.status()
		assert.True(t, s.Safe && s.UpToDate, "%+v", s)
		for _, writer := range all {
			for c := range writer.wrote {
				_, err := l.store.Change(ctx, c)
				assert.NoError(t, err, "a recorded word is lost")
			}
		}
	}
}

func aCase() casework.Subject {
	return casework.Subject{Kind: casework.SubjectCase, ID: newID[casework.SubjectID]()}
}

func TestTwoLaptopsComeToHoldTheSame(t *testing.T) {
	h := newModel(t)
	a, b := newLaptop(t, h), newLaptop(t, h)
	c := aCase()
	for range 20 {
		a.write(c, 300)
		b.write(c, 300)
	}
	a.write(c, 60_000)
	assert.False(t, a.status().Safe)
	settle(t, h, a, b)
	alike(t, h, a, b)
	st, err := b.store.State(ctx, c)
	require.NoError(t, err)
	assert.Len(t, st.Of(casework.KindCounselling), 41)
}

// Every way in which a transfer can go wrong, at every place of the exchange: what
// was recorded arrives, once the line is good again, and nobody claims to be safe before.
func TestFaults(t *testing.T) {
	for name, what := range map[string]fate{"failed": fails, "failed but happened": answerLost, "twice": twice, "late": isLate} {
		for at := range 5 {
			t.Run(fmt.Sprintf("%s at transfer %d", name, at), func(t *testing.T) {
				h := newModel(t)
				a, b := newLaptop(t, h), newLaptop(t, h)
				c := aCase()
				for range 8 {
					a.write(c, 200)
					b.write(c, 200)
				}
				a.write(c, 40_000)
				n, happened := 0, false
				bad := &line{hub: h, fault: func(batch.Sealed) fate {
					n++
					if n == at+1 {
						happened = true
						return what
					}
					return arrives
				}}
				for range 3 { // an error is no surprise here
					a.engine.Exchange(ctx, bad)
					b.engine.Exchange(ctx, bad)
				}
				assert.True(t, happened, "the fault was met")
				settle(t, h, a, b)
				alike(t, h, a, b)
			})
		}
	}
}

func TestALineThatAlwaysFailsEndsAndLosesNothing(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	a.write(aCase(), 200)
	dead := &line{hub: h, fault: func(batch.Sealed) fate { return fails }}
	r, err := a.engine.Exchange(ctx, dead)
	require.ErrorIs(t, err, device.ErrNoProgress)
	require.ErrorIs(t, err, courier.ErrUnreachable)
	assert.True(t, device.IsOffline(r, err))
	assert.LessOrEqual(t, dead.trips, 20)
	assert.Equal(t, 1, a.status().Waiting)
	settle(t, h, a)
	alike(t, h, a)
}

// The laptop is restored from an old copy and then writes more than was lost.
func TestALaptopRestoredFromAnOldCopyGetsItsWorkBack(t *testing.T) {
	h := newModel(t)
	a, b := newLaptop(t, h), newLaptop(t, h)
	c := aCase()
	a.write(c, 200)
	settle(t, h, a, b)
	old := filepath.Join(t.TempDir(), "old.db")
	a.copyTo(old)
	for range 5 {
		a.write(c, 200)
	}
	settle(t, h, a, b)
	a.restore(old)
	for range 9 {
		a.write(c, 200)
	}
	settle(t, h, a, b)
	alike(t, h, a, b)
	when, err := a.store.Reconciled(ctx)
	require.NoError(t, err)
	assert.False(t, when.IsZero(), "said to the supervisor")
}

func TestAHubRestoredFromAnOldBackupGetsEverythingBack(t *testing.T) {
	h := newModel(t)
	a, b := newLaptop(t, h), newLaptop(t, h)
	c := aCase()
	a.write(c, 200)
	settle(t, h, a, b)
	backup := h.kept.clone()
	for range 5 {
		a.write(c, 200)
		b.write(c, 30_000)
	}
	settle(t, h, a, b)
	h.kept = backup
	settle(t, h, a, b)
	alike(t, h, a, b)
}

// Negative control: without holdings a restored hub goes unnoticed, and then nobody
// may claim to be safe.
func TestWithoutComparingHoldingsNobodyClaimsToBeSafe(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	a.write(c, 200)
	settle(t, h, a)
	backup := h.kept.clone()
	a.write(c, 200)
	settle(t, h, a)
	h.kept, h.deaf = backup, true
	a.write(c, 200)
	settle(t, h, a)
	assert.Len(t, h.entries, 2, "the hub lacks one and nothing noticed")
	assert.False(t, a.status().Safe)
}

// Whoever looks at the light right after the exchange sees the truth.
func TestOneExchangeIsEnoughToBeSafe(t *testing.T) {
	h := newModel(t)
	l := newLaptop(t, h)
	c := aCase()
	_, err := l.engine.Exchange(ctx, &line{hub: h})
	require.NoError(t, err)
	for range 3 {
		l.write(c, 1000)
		way := &line{hub: h}
		_, err := l.engine.Exchange(ctx, way)
		require.NoError(t, err)
		assert.True(t, l.status().Safe)
		assert.LessOrEqual(t, way.trips, 2, "the words, and what is held")
	}
}

// silent never tells its holdings, as a store does while it still has something to say.
type silent struct{ *casestore.Store }

func (s silent) Compose(ctx context.Context, room int, must bool) (batch.Header, batch.Content, bool, error) {
	h, c, ok, err := s.Store.Compose(ctx, room, must)
	h.Holdings = nil
	return h, c, ok, err
}

func TestAnExchangeThatTellsNoHoldingsEnds(t *testing.T) {
	h := newModel(t)
	l := newLaptop(t, h)
	l.write(aCase(), 1000)
	live, stop := context.WithCancel(ctx)
	defer stop()
	way := &line{hub: h}
	way.fault = func(batch.Sealed) fate {
		if way.trips > 20 {
			stop()
		}
		return arrives
	}
	_, err := device.New(silent{l.store}, device.Options{}).Exchange(live, way)
	require.NoError(t, err)
	assert.LessOrEqual(t, way.trips, 4)
}

// A hub that never agrees, whatever it is told: the exchange ends all the same.
func TestTwoWhoCannotAgreeDoNotKeepEachOtherBusyForEver(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	a.write(aCase(), 200)
	h.stubborn = true
	l := &line{hub: h}
	_, err := a.engine.Exchange(ctx, l)
	require.NoError(t, err)
	assert.Less(t, l.trips, 100)
	assert.False(t, a.status().Safe)
}

func TestWithdrawnWorkIsKeptUntilItIsBackedAndGivenToARestoredHub(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	a.write(c, 200)
	settle(t, h, a)
	backup := h.kept.clone()
	lost := a.write(c, 200)
	settle(t, h, a)
	p := h.devices[a.node]
	for e := range h.entries { // the case was handed over
		p.withdraw[e] = true
		delete(p.visible, e)
	}
	settle(t, h, a)
	_, err := a.store.Change(ctx, lost)
	require.ErrorIs(t, err, casestore.ErrNotFound, "out of sight")
	h.kept = backup
	settle(t, h, a)
	assert.Len(t, h.entries, 2, "the hub has again what it lost")
}

func TestAStickCarriesBothWays(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	for range 5 {
		a.write(c, 200)
	}
	stick := courier.Folder{Dir: t.TempDir()}
	r, err := a.engine.Exchange(ctx, stick)
	require.NoError(t, err)
	assert.Equal(t, 1, r.Sent)
	assert.False(t, r.Heard)
	assert.Equal(t, 5, a.status().Waiting, "a stick is no receipt")
	n, err := a.engine.Tidy(ctx, stick)
	require.NoError(t, err)
	assert.Zero(t, n)

	// At the hub: everything on the stick goes in, answers go onto it.
	for s, err := range stick.Exchange(ctx, h.node, nil) {
		require.NoError(t, err)
		out, err := h.exchange(s)
		require.NoError(t, err)
		for _, err := range stick.Exchange(ctx, h.node, out) {
			require.NoError(t, err)
			break
		}
	}
	assert.Len(t, h.entries, 5)
	r, err = a.engine.Exchange(ctx, stick)
	require.NoError(t, err)
	assert.True(t, r.Heard)
	assert.Zero(t, a.status().Waiting)
	assert.False(t, a.status().Safe, "holdings were not compared")
	n, err = a.engine.Tidy(ctx, stick)
	require.NoError(t, err)
	assert.Equal(t, 1, n, "the receipted batch goes, the one with receipts stays")
	settle(t, h, a)
	alike(t, h, a)
}

func TestAStickEnrols(t *testing.T) {
	h := newModel(t)
	l := &laptop{t: t, path: filepath.Join(t.TempDir(), "cases.db"), wrote: map[casework.ChangeID]bool{}}
	l.open()
	stick := courier.Folder{Dir: t.TempDir()}
	i := h.invitation()
	_, err := l.engine.Enrol(ctx, i, stick, "laptop", "test")
	require.ErrorIs(t, err, device.ErrWaiting)
	_, err = l.engine.Exchange(ctx, stick)
	require.ErrorIs(t, err, device.ErrNotEnrolled)
	for s, err := range stick.Exchange(ctx, h.node, nil) {
		require.NoError(t, err)
		out, err := h.exchange(s)
		require.NoError(t, err)
		for range stick.Exchange(ctx, out[0].Header.To, nil) {
		}
		for _, err := range stick.Exchange(ctx, h.node, out) {
			require.NoError(t, err)
			break
		}
	}
	said, err := l.engine.Enrol(ctx, i, stick, "laptop", "test")
	require.NoError(t, err)
	assert.EqualValues(t, 1, said.Role)
	_, err = l.engine.Enrol(ctx, i, stick, "laptop", "test")
	require.ErrorIs(t, err, device.ErrEnrolled)
}

func TestAnotherOrganisationsHubIsNotBelieved(t *testing.T) {
	h, other := newModel(t), newModel(t)
	l := &laptop{t: t, path: filepath.Join(t.TempDir(), "cases.db")}
	l.open()
	i := h.invitation()
	i.Statement = other.statement
	_, err := l.engine.Enrol(ctx, i, &line{hub: other}, "laptop", "test")
	require.ErrorIs(t, err, batch.ErrSignature)
	assert.Empty(t, other.devices)
}

func TestBatchesOfStrangersAreCountedAndStopNothing(t *testing.T) {
	h, other := newModel(t), newModel(t)
	a := newLaptop(t, h)
	a.write(aCase(), 100)
	stick := courier.Folder{Dir: t.TempDir()}
	forged, err := batch.Seal(batch.Header{From: h.node, To: a.node, Made: 1}, batch.Content{}, other.keys.Signing, nil)
	require.NoError(t, err)
	for _, err := range stick.Exchange(ctx, h.node, []batch.Sealed{forged}) {
		require.NoError(t, err)
	}
	r, err := a.engine.Exchange(ctx, stick)
	require.NoError(t, err)
	assert.Positive(t, r.Refused)
	require.ErrorIs(t, r.Refusal, device.ErrStranger)
	assert.False(t, r.Heard)
	assert.Equal(t, 1, r.Sent)
}

func TestNewKeysOfTheHubAreLearnedFromItAlone(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	fresh, err := batch.NewKeys()
	require.NoError(t, err)
	recovery, err := batch.NewIdentity()
	require.NoError(t, err)
	says := batch.HubStatement{Hub: h.node, Signing: fresh.Public(), Recipient: h.keys.Opening.Recipient(), Recovery: recovery.Recipient(), From: 2}
	_, stranger, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	for name, row := range map[string]struct {
		by   ed25519.PrivateKey
		good bool
	}{"another organisation's": {stranger, false}, "the organisation's": {h.org, true}} {
		t.Run(name, func(t *testing.T) {
			statement, err := says.Sign(row.by)
			require.NoError(t, err)
			notes, err := batch.Notes(batch.HubKeys{Statement: statement})
			require.NoError(t, err)
			out, err := h.answer(a.node, h.devices[a.node], batch.Content{Notes: notes}, nil, nil)
			require.NoError(t, err)
			stick := courier.Folder{Dir: t.TempDir()}
			for _, err := range stick.Exchange(ctx, h.node, out) {
				require.NoError(t, err)
			}
			r, err := a.engine.Exchange(ctx, stick)
			require.NoError(t, err)
			assert.Equal(t, row.good, r.Refused == 0)
		})
	}
}

func TestAWipeNeedsTheHubAndOneMore(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	_, supervisor, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	_, stranger, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	order := batch.Wipe{Device: a.node, Order: newID[batch.Bytes16](), Made: 1}
	other := order
	other.Device = newID[batch.NodeID]()
	for name, row := range map[string]struct {
		order batch.Wipe
		good  bool
	}{
		"the hub alone":                {order.Sign(h.keys.Signing), false},
		"the hub twice":                {order.Sign(h.keys.Signing).Sign(h.keys.Signing), false},
		"the hub and a stranger":       {order.Sign(h.keys.Signing).Sign(stranger), false},
		"the organisation alone":       {order.Sign(h.org), false},
		"another device":               {other.Sign(h.keys.Signing).Sign(h.org), false},
		"the hub and a supervisor":     {order.Sign(h.keys.Signing).Sign(supervisor), true},
		"the hub and the organisation": {order.Sign(h.keys.Signing).Sign(h.org), true},
	} {
		t.Run(name, func(t *testing.T) {
			heard := 0
			e := device.New(a.store, device.Options{
				Wipe: func(batch.Wipe) { heard++ },
				Wipers: func(context.Context) []ed25519.PublicKey {
					return []ed25519.PublicKey{supervisor.Public().(ed25519.PublicKey)}
				},
			})
			notes, err := batch.Notes(row.order)
			require.NoError(t, err)
			out, err := h.answer(a.node, h.devices[a.node], batch.Content{Notes: notes}, nil, nil)
			require.NoError(t, err)
			stick := courier.Folder{Dir: t.TempDir()}
			for _, err := range stick.Exchange(ctx, h.node, out) {
				require.NoError(t, err)
			}
			r, err := e.Exchange(ctx, stick)
			require.NoError(t, err)
			assert.Equal(t, row.good, heard == 1)
			assert.Equal(t, row.good, r.Refused == 0)
		})
	}
}

func TestSpoolHoldsEverythingWithoutReceipt(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	for range 30 {
		a.write(c, 3000)
	}
	a.write(c, 400_000)
	var spool []batch.Sealed
	n, err := a.engine.Spool(ctx, func(s batch.Sealed) error { spool = append(spool, s); return nil })
	require.NoError(t, err)
	require.Len(t, spool, n)
	for _, s := range spool {
		_, err := h.exchange(s)
		require.NoError(t, err)
	}
	assert.Len(t, h.entries, 31)
	assert.Equal(t, 31, a.status().Waiting)
	settle(t, h, a)
	alike(t, h, a)
}

// A line that cuts every transfer after 32 KiB: words before files, everything
// arrives, at most one and a half times the bytes.
func TestEverythingArrivesOverALineThatCuts(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	for range 20 {
		a.write(c, 2000)
	}
	a.write(c, 60_000)
	a.write(c, 900_000)
	const cut = 32 << 10
	sent := 0
	bad := &line{hub: h, fault: func(s batch.Sealed) fate {
		sent += min(len(s.Bytes), cut)
		if len(s.Bytes) > cut {
			return fails
		}
		return arrives
	}}
	for i := 0; a.status().Waiting > 0; i++ {
		require.Less(t, i, 20)
		a.engine.Exchange(ctx, bad)
	}
	useful := 0
	for _, e := range h.entries {
		useful += len(e.Body)
	}
	assert.Less(t, float64(sent)/float64(useful), 1.5)
	settle(t, h, a)
	alike(t, h, a)
}

// nobody is a store of a device that is not enrolled: every exchange fails at once,
// without sealing anything (the compressor's channels must not be made in a bubble).
type nobody struct{ device.Store }

func (nobody) Setting(context.Context, string) ([]byte, error) { return nil, nil }

func TestRunTriesAgainLaterAndAtOnceWhenWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var tries []time.Duration
		held := false
		e := device.New(nobody{}, device.Options{Hold: func() bool { return held }})
		ctx, cancel := context.WithCancel(ctx)
		wake, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			e.Run(ctx, courier.Folder{}, wake, func(_ device.Result, err error) {
				assert.ErrorIs(t, err, device.ErrNotEnrolled)
				tries = append(tries, time.Since(begun))
			})
		}()
		wait := func(d time.Duration) { <-time.After(d); synctest.Wait() }
		wait(time.Hour)
		n := len(tries)
		assert.InDelta(t, 15, n, 5, "pauses grow to ten minutes")
		assert.Less(t, tries[1]-tries[0], 3*time.Second)
		assert.Greater(t, tries[n-1]-tries[n-2], 7*time.Minute)
		wake <- struct{}{}
		wait(2 * time.Second)
		assert.Len(t, tries, n+1, "a wake ends the pause")
		wait(3 * time.Second)
		assert.Greater(t, len(tries), n+1, "and the pauses begin small again")
		held = true
		wait(15 * time.Minute)
		n = len(tries)
		wait(time.Hour)
		assert.Len(t, tries, n, "held back: a metered line, an empty battery")
		held = false
		wait(2 * time.Minute)
		assert.Greater(t, len(tries), n)
		cancel()
		<-done
	})
}
