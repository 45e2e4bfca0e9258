package casestore_test

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

var vocabulary = func() (words []string) {
	r := rand.New(rand.NewSource(1))
	for range 20_000 {
		var b strings.Builder
		for range 2 + r.Intn(4) {
			b.WriteString([]string{"ka", "ber", "lin", "so", "ra", "men", "tu", "vo", "schei", "dung", "na", "mi", "ol", "eb", "gri", "zu"}[r.Intn(16)])
		}
		words = append(words, b.String())
	}
	return words
}()

// text is about n bytes of words, few of them often.
func text(r *rand.Rand, n int) casework.Value {
	z := rand.NewZipf(r, 1.2, 20, uint64(len(vocabulary)-1))
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(vocabulary[z.Uint64()])
		b.WriteByte(' ')
	}
	return casework.Value(b.String())
}

func benchmarkBoth(b *testing.B, f func(b *testing.B, d *desk)) {
	b.Run("plain", func(b *testing.B) { f(b, plain(b)) })
	b.Run("sealed", func(b *testing.B) { f(b, sealed(b)) })
}

// A counselling session of 2 KiB, on the disk.
func BenchmarkRecordSession(b *testing.B) {
	benchmarkBoth(b, func(b *testing.B, d *desk) {
		r := rand.New(rand.NewSource(1))
		var cases []casework.Subject
		for i := range 50 {
			cases = append(cases, d.someone(fmt.Sprint("W-", i), fields{"name.latin": text(r, 12)}))
		}
		var took []time.Duration
		b.ResetTimer()
		for i := range b.N {
			c := d.change(cases[i%50], casework.KindCounselling, newID[casework.ItemID](), fields{"started": "2026-11-02T10:00Z", "said": text(r, 2000)})
			begun := time.Now()
			require.NoError(b, d.store.Record(context.Background(), []casework.Act{act(c)}))
			took = append(took, time.Since(begun))
		}
		report(b, took)
	})
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "us-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "us-p99")
}

// The cost of one more change must not grow with those a case has.
func BenchmarkApplyToACaseWith(b *testing.B) {
	for _, n := range []int{10, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := plain(b)
			r := rand.New(rand.NewSource(1))
			c := d.someone("W-1", fields{"name.latin": "A"})
			fillCase(b, d, c, r, n)
			b.ResetTimer()
			for range b.N {
				d.record(d.change(c, casework.KindCounselling, newID[casework.ItemID](), fields{"started": "2026-11-02T10:00Z", "said": text(r, 300)}),
					d.change(c, casework.KindCase, casework.ItemID{}, fields{"closing.note": text(r, 100)}))
			}
		})
	}
}

// fillCase gives a case n changes: sessions and rewritten notes.
func fillCase(b *testing.B, d *desk, c casework.Subject, r *rand.Rand, n int) {
	h := newHub(b)
	var entries []batch.Entry
	var last casework.ChangeID
	for i := range n {
		ch := casework.Change{ID: newID[casework.ChangeID](), Subject: c, Kind: casework.KindCounselling, Item: newID[casework.ItemID](), By: d.staff, Device: d.device,
			At: time.Now().UTC().Truncate(time.Millisecond), Body: fields{"started": "2026-10-02T10:00Z", "said": text(r, 300)}}
		if i%2 == 1 {
			ch.Kind, ch.Item, ch.Body = casework.KindCase, casework.ItemID{}, fields{"closing.note": text(r, 100)}
			if !last.IsZero() {
				ch.Replaces = map[casework.Field][]casework.ChangeID{"closing.note": {last}}
			}
			last = ch.ID
		}
		_, ch.Stamp = d.store.Clock().Next()
		entries = append(entries, entryOf(b, ch))
	}
	for some := range slices.Chunk(entries, 1000) {
		h.gives(d.store, batch.Content{Entries: some})
	}
}

func entryOf(b testing.TB, ch casework.Change) batch.Entry {
	body, err := casework.EncodeChanges([]casework.Change{ch})
	require.NoError(b, err)
	return batch.Entry{ID: newID[batch.EntryID](), Subject: batch.Bytes16(ch.Subject.ID), Kind: uint8(ch.Subject.Kind), Class: uint8(act(ch).Class),
		Author: batch.NodeID(ch.Device), Staff: batch.Bytes16(ch.By), Received: 1, Body: body}
}

// 10,000 sessions of 2 KiB that arrive in batches of a megabyte.
func BenchmarkAccept10000(b *testing.B) {
	benchmarkBoth(b, func(b *testing.B, d *desk) {
		r := rand.New(rand.NewSource(1))
		h := newHub(b)
		for range b.N {
			b.StopTimer()
			var all []batch.Entry
			for i := range 10_000 {
				c := newCase()
				if i%10 > 0 {
					c = casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID(all[i-i%10].Subject)}
				}
				all = append(all, entryOf(b, casework.Change{ID: newID[casework.ChangeID](), Subject: c, Kind: casework.KindCounselling, Item: newID[casework.ItemID](),
					By: d.staff, Device: d.device, At: time.Now().UTC().Truncate(time.Millisecond), Body: fields{"started": "2026-10-02T10:00Z", "said": text(r, 2000)}}))
			}
			b.StartTimer()
			for some := range slices.Chunk(all, 2000) {
				h.gives(d.store, batch.Content{Entries: some})
			}
		}
	})
}

// caseloadOf makes n cases with ten sessions each, of about 600 bytes.
func caseloadOf(b *testing.B, d *desk, n int) {
	r := rand.New(rand.NewSource(1))
	h := newHub(b)
	for first := 0; first < n; first += 100 {
		var all []batch.Entry
		for i := first; i < first+100; i++ {
			c := newCase()
			member := newID[casework.ItemID]()
			add := func(kind casework.Kind, item casework.ItemID, body fields) {
				_, stamp := d.store.Clock().Next()
				all = append(all, entryOf(b, casework.Change{ID: newID[casework.ChangeID](), Subject: c, Kind: kind, Item: item, By: d.staff, Device: d.device,
					At: time.Now().UTC().Truncate(time.Millisecond), Stamp: stamp, Body: body}))
			}
			add(casework.KindCase, casework.ItemID{}, fields{"file_number": casework.Value(fmt.Sprintf("W-%05d", i)), "opened": "2026-01-02", "stage": "counselling", "principal": casework.IDValue(member)})
			add(casework.KindMember, member, fields{"name.latin": text(r, 14), "name.native": text(r, 14), "nationality.IQ": "yes"})
			for range 10 {
				add(casework.KindCounselling, newID[casework.ItemID](), fields{"started": casework.Value(fmt.Sprintf("2026-%02d-%02dT10:00Z", 1+r.Intn(12), 1+r.Intn(28))), "said": text(r, 600)})
			}
		}
		h.gives(d.store, batch.Content{Entries: all})
	}
}

// Ten thousand cases with a hundred thousand sessions: what is typed in the field of search.
func BenchmarkSearchAmong10000Cases(b *testing.B) {
	d := sealed(b)
	caseloadOf(b, d, 10_000)
	ctx := context.Background()
	begun := time.Now()
	require.NoError(b, d.store.Freshen(ctx))
	b.Logf("words of 100,000 sessions read and flags worked out in %v", time.Since(begun))
	require.NoError(b, d.store.DB().Checkpoint(ctx))
	r := rand.New(rand.NewSource(2))
	b.Run("typing", func(b *testing.B) {
		var took []time.Duration
		for range b.N {
			w := vocabulary[r.Intn(len(vocabulary))]
			typed := w[:min(len(w), 1+r.Intn(6))]
			if r.Intn(3) == 0 {
				typed = vocabulary[r.Intn(200)] + " " + typed
			}
			begun := time.Now()
			_, err := d.store.Search(ctx, typed, 50)
			took = append(took, time.Since(begun))
			require.NoError(b, err)
		}
		report(b, took)
	})
	b.Run("caseload", func(b *testing.B) {
		for range b.N {
			ids, err := d.store.Caseload(ctx, casestore.Filter{Sort: casestore.ByName})
			require.NoError(b, err)
			require.Len(b, ids, 10_000)
			_, err = d.store.CaseRows(ctx, ids[:64])
			require.NoError(b, err)
		}
	})
	b.Run("filtered", func(b *testing.B) {
		for range b.N {
			_, err := d.store.Caseload(ctx, casestore.Filter{Words: "ka", Stages: []casework.Value{"counselling"}, Sort: casestore.ByLastSession})
			require.NoError(b, err)
		}
	})
	b.Run("page", func(b *testing.B) {
		ids, err := d.store.Caseload(ctx, casestore.Filter{})
		require.NoError(b, err)
		b.ResetTimer()
		for i := range b.N {
			_, err := d.store.CaseRows(ctx, ids[i*64%9900:][:64])
			require.NoError(b, err)
		}
	})
	b.Run("open", func(b *testing.B) {
		for range b.N {
			d.reopen()
			ids, err := d.store.Caseload(ctx, casestore.Filter{Sort: casestore.ByName})
			require.NoError(b, err)
			_, err = d.store.CaseRows(ctx, ids[:64])
			require.NoError(b, err)
		}
	})
	for name, f := range map[string]casestore.QueueFilter{"whole": {}, "by words": {Terms: []casestore.QueueTerm{{Words: "ka", Countries: []string{"IQ"}}}}, "flagged": {Flagged: true}} {
		b.Run("review queue/"+name, func(b *testing.B) {
			for range b.N {
				all, err := d.store.Queue(ctx, f)
				require.NoError(b, err)
				_, err = d.store.QueueRows(ctx, all[:min(64, len(all))])
				require.NoError(b, err)
			}
		})
	}
}
