package casestore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/vault"
	"waymark/sync/batch"
)

// newID makes an identifier of any kind.
func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// desk is somebody who writes, on a store of their own.
type desk struct {
	t      testing.TB
	store  *casestore.Store
	path   string
	vfs    string
	device casework.DeviceID
	staff  casework.StaffID
}

// sealed opens a store in a vault with a raw key; plain one in clear.
func sealed(t testing.TB) *desk { return openDesk(t, true) }
func plain(t testing.TB) *desk  { return openDesk(t, false) }

func openDesk(t testing.TB, seal bool) *desk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "vault")
	d := &desk{t: t, path: filepath.Join(t.TempDir(), "cases.db"), device: newID[casework.DeviceID](), staff: newID[casework.StaffID]()}
	if seal {
		v, err := vault.CreateRaw(dir, vault.NewKey())
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, v.Close()) })
		d.path, d.vfs = v.Path("cases.db"), v.VFS()
	}
	d.open()
	return d
}

func (d *desk) open() {
	d.t.Helper()
	s, err := casestore.Open(context.Background(), d.path, casestore.Options{VFS: d.vfs})
	require.NoError(d.t, err)
	d.store = s
	d.t.Cleanup(func() { s.Close() })
}

func (d *desk) reopen() {
	d.t.Helper()
	require.NoError(d.t, d.store.Close())
	d.open()
}

// change writes fields of one item, replacing what the store shows there.
func (d *desk) change(s casework.Subject, kind casework.Kind, item casework.ItemID, body map[casework.Field]casework.Value) casework.Change {
	d.t.Helper()
	at, stamp := d.store.Clock().Next()
	c := casework.Change{ID: newID[casework.ChangeID](), Subject: s, Kind: kind, Item: item, By: d.staff, Device: d.device, At: at, Stamp: stamp,
		Body: body, Replaces: map[casework.Field][]casework.ChangeID{}}
	it, err := d.store.Item(context.Background(), s, casework.ItemKey{Kind: kind, ID: item})
	require.NoError(d.t, err)
	for f := range body {
		if heads := it.Heads(f); len(heads) > 0 {
			c.Replaces[f] = heads
		}
	}
	return c
}

// act puts changes of one class into an act.
func act(changes ...casework.Change) casework.Act {
	a := casework.Act{Subject: changes[0].Subject, Changes: changes}
	for f := range changes[0].Body {
		a.Class, _ = casework.ClassOf(changes[0].Kind, f)
	}
	return a
}

func (d *desk) record(changes ...casework.Change) {
	d.t.Helper()
	var acts []casework.Act
	for _, c := range changes {
		acts = append(acts, act(c))
	}
	require.NoError(d.t, d.store.Record(context.Background(), acts))
}

type fields = map[casework.Field]casework.Value

func newCase() casework.Subject {
	return casework.Subject{Kind: casework.SubjectCase, ID: newID[casework.SubjectID]()}
}

// someone opens a case with one member.
func (d *desk) someone(file string, names fields) casework.Subject {
	d.t.Helper()
	c := newCase()
	member := newID[casework.ItemID]()
	d.record(
		d.change(c, casework.KindCase, casework.ItemID{}, fields{"file_number": casework.Value(file), "opened": "2026-11-02", "stage": "counselling",
			"assigned": casework.IDValue(d.staff), "principal": casework.IDValue(member)}),
		d.change(c, casework.KindMember, member, names),
	)
	return c
}

func (d *desk) session(c casework.Subject, day string, said string) casework.ItemID {
	d.t.Helper()
	item := newID[casework.ItemID]()
	d.record(d.change(c, casework.KindCounselling, item, fields{"started": casework.Value(day + "T10:00+01:00"), "said": casework.Value(said), "outcome": "still_considering"}))
	return item
}

// hub plays the hub's part by hand: it opens nothing, it only says things.
type hub struct {
	t    testing.TB
	id   batch.NodeID
	made uint64
	sent int64
}

func newHub(t testing.TB) *hub {
	return &hub{t: t, id: newID[batch.NodeID](), sent: time.Now().UnixMilli()}
}

func (h *hub) header(receipts ...batch.ID) batch.Header {
	h.made++
	h.sent += 1000
	return batch.Header{ID: newID[batch.ID](), From: h.id, Made: h.made, Sent: h.sent, Receipts: receipts}
}

func (h *hub) gives(s *casestore.Store, c batch.Content, receipts ...batch.ID) batch.Header {
	h.t.Helper()
	head := h.header(receipts...)
	fresh, err := s.Accept(context.Background(), head, c)
	require.NoError(h.t, err)
	require.True(h.t, fresh)
	return head
}

func (h *hub) says(s *casestore.Store, all ...batch.Saying) {
	h.t.Helper()
	notes, err := batch.Notes(all...)
	require.NoError(h.t, err)
	h.gives(s, batch.Content{Notes: notes})
}

// takes composes batches until nothing waits and gives receipts for them.
func (h *hub) takes(s *casestore.Store) (all batch.Content) {
	h.t.Helper()
	ctx := context.Background()
	require.NoError(h.t, s.Begin(ctx))
	for {
		head, c, ok, err := s.Compose(ctx, 1<<20, false)
		require.NoError(h.t, err)
		if !ok {
			return all
		}
		all.Entries, all.Parts, all.Notes = append(all.Entries, c.Entries...), append(all.Parts, c.Parts...), append(all.Notes, c.Notes...)
		h.gives(s, batch.Content{}, head.ID)
	}
}

// consistent checks what must hold after anything.
func (d *desk) consistent() {
	d.t.Helper()
	ctx := context.Background()
	kept, err := d.store.Holdings(ctx)
	require.NoError(d.t, err)
	counted, err := d.store.CountHoldings(ctx)
	require.NoError(d.t, err)
	assert.Equal(d.t, counted, kept, "holdings say what the tables hold")
	require.NoError(d.t, d.store.DB().Check(ctx))
}

// both runs a test on a sealed and on a plain database.
func both(t *testing.T, f func(t *testing.T, d *desk)) {
	t.Run("sealed", func(t *testing.T) { f(t, sealed(t)) })
	t.Run("plain", func(t *testing.T) { f(t, plain(t)) })
}

func TestWhatIsRecordedIsThereAfterReopening(t *testing.T) {
	both(t, func(t *testing.T, d *desk) {
		c := d.someone("W-3020", fields{"name.latin": "Sara Karim", "name.native": "سارا کەریم", "nationality.IQ": "yes", "language.ckb.speaks": "first"})
		d.session(c, "2026-11-12", "wants to think about it")
		d.reopen()
		ctx := context.Background()
		ids, err := d.store.Caseload(ctx, casestore.Filter{})
		require.NoError(t, err)
		rows, err := d.store.CaseRows(ctx, ids)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		r := rows[0]
		assert.Equal(t, []any{"W-3020", "Sara Karim", "سارا کەریم", "IQ", "ckb", 1, 1, "2026-11-12", casestore.HereOnly},
			[]any{r.File, r.Name, r.Native, r.Nationality, r.Language, r.Persons, r.Sessions, r.LastSession, r.Safety})
		st, err := d.store.State(ctx, c)
		require.NoError(t, err)
		assert.Len(t, st.Of(casework.KindCounselling), 1)
		d.consistent()
	})
}

func TestRecordingTwiceIsRecordingOnce(t *testing.T) {
	d := plain(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	again := d.change(c, casework.KindCase, casework.ItemID{}, fields{"stage": "application"})
	d.record(again)
	d.record(again)
	n, _, _, _, _, _, err := d.store.Standing(context.Background())
	require.NoError(t, err)
	assert.Equal(t, 3, n)
}

func TestAnActThatIsNotOneEntryIsRefusedWhole(t *testing.T) {
	d := plain(t)
	c := newCase()
	good := act(d.change(c, casework.KindCase, casework.ItemID{}, fields{"stage": "application"}))
	for name, bad := range map[string]casework.Act{
		"nothing in it":     {Subject: c, Class: casework.Core},
		"two classes":       act(d.change(c, casework.KindMember, newID[casework.ItemID](), fields{"name.latin": "A", "religion": "x"})),
		"two subjects":      {Subject: c, Class: casework.Core, Changes: []casework.Change{d.change(newCase(), casework.KindCase, casework.ItemID{}, fields{"stage": "application"})}},
		"class of envelope": {Subject: c, Class: casework.Medical, Changes: good.Changes},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, d.store.Record(context.Background(), []casework.Act{good, bad}), casestore.ErrMixed)
		})
	}
	n, _, _, _, _, _, err := d.store.Standing(context.Background())
	require.NoError(t, err)
	assert.Zero(t, n, "nothing of a refused recording is kept")
}

func TestCommitsAreTold(t *testing.T) {
	d := plain(t)
	var told [][]casework.Subject
	drafts := 0
	d.store.OnCommitted(func(s []casework.Subject) { told = append(told, s) })
	d.store.OnDrafts(func() { drafts++ })
	c := d.someone("W-1", fields{"name.latin": "A"})
	_, err := d.store.KeepDraft(context.Background(), casestore.Draft{ID: newID[casestore.DraftID](), Screen: "case"})
	require.NoError(t, err)
	assert.Equal(t, [][]casework.Subject{{c}}, told)
	assert.Equal(t, 1, drafts)
}

func TestTheOutboxEmptiesByReceiptsAlone(t *testing.T) {
	both(t, func(t *testing.T, d *desk) {
		ctx := context.Background()
		h := newHub(t)
		c := d.someone("W-1", fields{"name.latin": "A"})
		require.NoError(t, d.store.Begin(ctx))
		first, content, ok, err := d.store.Compose(ctx, 1<<20, false)
		require.NoError(t, err)
		require.True(t, ok)
		assert.Len(t, content.Entries, 2)
		assert.Nil(t, first.Holdings, "while something waits the hub cannot count")
		safety, err := d.store.SafetyOf(ctx, c)
		require.NoError(t, err)
		assert.Equal(t, casestore.OnItsWay, safety)

		_, _, ok, err = d.store.Compose(ctx, 1<<20, false)
		require.NoError(t, err)
		assert.False(t, ok, "what is under way goes into no second batch")

		require.NoError(t, d.store.Begin(ctx))
		second, content, ok, err := d.store.Compose(ctx, 1<<20, false)
		require.NoError(t, err)
		require.True(t, ok)
		assert.Len(t, content.Entries, 2, "a new exchange sends it again")
		assert.NotEqual(t, first.ID, second.ID)

		h.gives(d.store, batch.Content{}, first.ID) // late, by another way
		safety, err = d.store.SafetyOf(ctx, c)
		require.NoError(t, err)
		assert.Equal(t, casestore.AtHub, safety)
		h.gives(d.store, batch.Content{}, second.ID)
		n, _, _, held, _, _, err := d.store.Standing(ctx)
		require.NoError(t, err)
		assert.Zero(t, n)
		assert.EqualValues(t, 2, held.Count)
		head, _, _, err := d.store.Compose(ctx, 1<<20, true)
		require.NoError(t, err)
		require.NotNil(t, head.Holdings)
		assert.Equal(t, held, *head.Holdings)
		for _, b := range []batch.ID{first.ID, second.ID} {
			ok, err := d.store.Receipted(ctx, b)
			require.NoError(t, err)
			assert.True(t, ok)
		}
		d.consistent()
	})
}

func TestReceiptsAreRepeatedUntilTheyAreKnownToHaveArrived(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	h := newHub(t)
	notes, err := batch.Notes(batch.Backed{Until: 1})
	require.NoError(t, err)
	came := h.gives(d.store, batch.Content{Notes: notes})
	one, _, ok, err := d.store.Compose(ctx, 1000, false)
	require.NoError(t, err)
	require.True(t, ok, "a batch with something in it is worth an answer")
	assert.Equal(t, []batch.ID{came.ID}, one.Receipts)
	two, _, ok, err := d.store.Compose(ctx, 1000, true)
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, []batch.ID{came.ID}, two.Receipts, "nobody said that the first arrived")
	_, _, ok, err = d.store.Compose(ctx, 1000, false)
	require.NoError(t, err)
	assert.False(t, ok, "said once, it is worth no batch of its own")
	require.NoError(t, d.store.Lost(ctx, two.ID, one.ID))
	_, _, ok, err = d.store.Compose(ctx, 1000, false)
	require.NoError(t, err)
	assert.True(t, ok, "lost, it is")
	answer := h.gives(d.store, batch.Content{}, two.ID)
	last, _, ok, err := d.store.Compose(ctx, 1000, true)
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, []batch.ID{answer.ID}, last.Receipts, "the arrived one is not repeated; the answer's own waits for company")
	seen, err := d.store.Taken(ctx, came.ID)
	require.NoError(t, err)
	assert.True(t, seen)
	again, _, _, err := d.store.Compose(ctx, 1000, true)
	require.NoError(t, err)
	assert.Contains(t, again.Receipts, came.ID, "its sender sent it again: it does not know")
}

func TestALongEntryTravelsInPartsAndArrivesWhole(t *testing.T) {
	both(t, func(t *testing.T, d *desk) {
		ctx := context.Background()
		h := newHub(t)
		c := d.someone("W-1", fields{"name.latin": "A"})
		h.takes(d.store)
		note := make([]byte, 60_000)
		for i := range note {
			note[i] = "abcdefghijklmnop "[i*i%17]
		}
		item := d.session(c, "2026-11-12", string(note))
		require.NoError(t, d.store.Begin(ctx))
		other := plain(t)
		var parts []batch.Part
		for {
			head, content, ok, err := d.store.Compose(ctx, 20_000, false)
			require.NoError(t, err)
			if !ok {
				break
			}
			parts = append(parts, content.Parts...)
			assert.LessOrEqual(t, content.Size(), 20_000+300)
			unsent, err := d.store.Unsent(ctx, 10)
			require.NoError(t, err)
			require.Len(t, unsent, 1)
			h.gives(d.store, batch.Content{}, head.ID)
		}
		require.Greater(t, len(parts), 2)
		for i := len(parts) - 1; i >= 0; i-- { // backwards, each twice
			h.gives(other.store, batch.Content{Parts: []batch.Part{parts[i], parts[i]}})
		}
		it, err := other.store.Item(ctx, c, casework.ItemKey{Kind: casework.KindCounselling, ID: item})
		require.NoError(t, err)
		assert.Equal(t, casework.Value(note), it.Get("said"))
		n, _, _, held, _, _, err := d.store.Standing(ctx)
		require.NoError(t, err)
		assert.Zero(t, n)
		assert.EqualValues(t, 3, held.Count)
		d.consistent()
		other.consistent()
	})
}

func TestEntriesInAnyOrderTwiceAndInAnyCutFoldAlike(t *testing.T) {
	a, b, c := plain(t), plain(t), plain(t)
	h := newHub(t)
	s := a.someone("W-1", fields{"name.latin": "A"})
	for i := range 12 {
		a.record(a.change(s, casework.KindCase, casework.ItemID{}, fields{"closing.note": casework.Value(fmt.Sprint("note ", i))}))
		a.session(s, fmt.Sprintf("2026-11-%02d", i+1), fmt.Sprint("said ", i))
	}
	all := h.takes(a.store).Entries
	for i := len(all) - 1; i >= 0; i-- {
		h.gives(b.store, batch.Content{Entries: []batch.Entry{all[i], all[len(all)-1-i]}})
	}
	h.gives(c.store, batch.Content{Entries: all})
	ctx := context.Background()
	want, err := a.store.State(ctx, s)
	require.NoError(t, err)
	for _, d := range []*desk{b, c} {
		got, err := d.store.State(ctx, s)
		require.NoError(t, err)
		assert.True(t, casework.Alike(want, got, nil))
		d.consistent()
		require.NoError(t, d.store.Refold(ctx))
		got, err = d.store.State(ctx, s)
		require.NoError(t, err)
		assert.True(t, casework.Alike(want, got, nil), "made anew from entries alone")
	}
}

func TestTheSameIdentifierWithOtherBytesIsSetAside(t *testing.T) {
	d := plain(t)
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	e := h.takes(d.store).Entries[0]
	e.Body = append([]byte(nil), e.Body...)
	e.Body[len(e.Body)-1] ^= 1
	h.gives(d.store, batch.Content{Entries: []batch.Entry{e}})
	unsent, err := d.store.Unsent(context.Background(), 10)
	require.NoError(t, err)
	require.Len(t, unsent, 1)
	assert.Equal(t, casework.ReasonSameID, unsent[0].Reason)
	assert.Equal(t, c, unsent[0].Subject)
	d.consistent()
}

func TestWhatTheHubSetsAsideStaysVisibleAndCanBeSentAgain(t *testing.T) {
	d := sealed(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	h.takes(d.store)
	item := d.session(c, "2026-11-12", "words that must not be lost")
	e := h.takes(d.store).Entries[0]
	h.says(d.store, batch.SetAside{Entry: e.ID, Reason: casework.ReasonNotAuthorised.Number()})
	unsent, err := d.store.Unsent(ctx, 10)
	require.NoError(t, err)
	require.Len(t, unsent, 1)
	assert.Equal(t, casestore.SetAside, unsent[0].Safety)
	assert.Equal(t, []casework.ItemKey{{Kind: casework.KindCounselling, ID: item}}, unsent[0].Kinds)
	_, _, aside, held, _, _, err := d.store.Standing(ctx)
	require.NoError(t, err)
	assert.Equal(t, 1, aside)
	assert.EqualValues(t, 2, held.Count, "set aside is not shared")
	it, err := d.store.Item(ctx, c, casework.ItemKey{Kind: casework.KindCounselling, ID: item})
	require.NoError(t, err)
	assert.NotEmpty(t, it.Get("said"))

	require.NoError(t, d.store.SendAgain(ctx, e.ID))
	require.ErrorIs(t, d.store.SendAgain(ctx, e.ID), casestore.ErrNotAside, "mended already")
	again := h.takes(d.store).Entries
	require.Len(t, again, 1)
	assert.NotEqual(t, e.ID, again[0].ID)
	assert.Equal(t, e.Body, again[0].Body)
	_, _, aside, held, _, _, err = d.store.Standing(ctx)
	require.NoError(t, err)
	assert.Zero(t, aside)
	assert.EqualValues(t, 3, held.Count)
	d.consistent()
}
