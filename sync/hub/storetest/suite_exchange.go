package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/hub"
)

func taken(t *testing.T, s hub.Store) {
	d, a, b := device(), batchID(), batchID()
	update(t, s, func(tx hub.Tx) {
		x, err := tx.LockDevice(d)
		require.NoError(t, err)
		require.Zero(t, x)
		for i, id := range []batch.ID{a, b, a} {
			fresh, err := tx.Take(d, id, now.Add(time.Duration(i)*time.Second))
			require.NoError(t, err)
			require.Equal(t, i < 2, fresh)
		}
		require.NoError(t, tx.PutExchanges(d, hub.Exchanges{Seen: now, Made: 1<<64 - 1, Chunk: 7, Agreed: now, Backed: now}))
	})
	update(t, s, func(tx hub.Tx) {
		x, err := tx.LockDevice(d)
		require.NoError(t, err)
		require.Equal(t, hub.Exchanges{Seen: now, Made: 1<<63 - 1, Chunk: 7, Agreed: now, Backed: now}, x)
		owed, err := tx.Owed(d, 10)
		require.NoError(t, err)
		require.Equal(t, []batch.ID{b, a}, owed)
		answer := hub.Sending{ID: batchID(), At: now, Turn: [8]byte{1}, Receipts: []batch.ID{a}}
		require.NoError(t, tx.Send(d, answer))
		all, err := tx.Sendings(d)
		require.NoError(t, err)
		require.Equal(t, []hub.Sending{answer}, all)
		known, err := tx.Receipted(device(), answer.ID)
		require.NoError(t, err)
		require.False(t, known, "a receipt of another device")
		known, err = tx.Receipted(d, answer.ID)
		require.NoError(t, err)
		require.True(t, known)
		known, err = tx.Receipted(d, answer.ID)
		require.NoError(t, err)
		require.False(t, known, "the same receipt again")
		owed, err = tx.Owed(d, 10)
		require.NoError(t, err)
		require.Equal(t, []batch.ID{b}, owed)
	})
}

func pend(d batch.NodeID, e batch.EntryID, op hub.Op, length uint64) hub.Pending {
	return hub.Pending{Visible: hub.Visible{Device: d, Entry: e}, Op: op, Priority: hub.Words, Length: length}
}

func receipted(t *testing.T, s hub.Store) {
	d := device()
	e := []batch.EntryID{entryID(), entryID(), entryID()}
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e[0], hub.Give, 1), pend(d, e[1], hub.Give, 1), pend(d, e[2], hub.Give, 1)}))
		rows, err := tx.Pending(d, 10)
		require.NoError(t, err)
		sent := hub.Sending{ID: batchID(), At: now}
		for _, r := range rows {
			if r.Entry != e[2] {
				sent.Rows = append(sent.Rows, hub.Sent{Entry: r.Entry, Mark: r.Mark})
			}
		}
		require.Len(t, sent.Rows, 2)
		require.NoError(t, tx.Send(d, sent))
		// Since it was sent it has become something else.
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e[1], hub.Withdraw, 0)}))
		known, err := tx.Receipted(d, sent.ID)
		require.NoError(t, err)
		require.True(t, known)
		rows, err = tx.Pending(d, 10)
		require.NoError(t, err)
		require.ElementsMatch(t, []batch.EntryID{e[1], e[2]}, []batch.EntryID{rows[0].Entry, rows[1].Entry})
		n, size, err := tx.Waiting(d)
		require.NoError(t, err)
		require.Equal(t, []int64{2, 1}, []int64{n, size})
		lost, other := batchID(), batchID()
		require.NoError(t, tx.Send(d, hub.Sending{ID: lost, At: now}))
		require.NoError(t, tx.Send(device(), hub.Sending{ID: other, At: now}))
		require.NoError(t, tx.ForgetSendings(d, []batch.ID{lost, other}))
		for b, want := range map[batch.ID]bool{lost: false, other: true} {
			is, err := tx.Sending(b)
			require.NoError(t, err)
			require.Equal(t, want, is)
		}
		all, err := tx.Sendings(d)
		require.NoError(t, err)
		require.Empty(t, all)
	})
}

func receiptedParts(t *testing.T, s hub.Store) {
	d, e := device(), entryID()
	const length = 10*batch.MinPart + 5
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e, hub.Give, length)}))
		rows, err := tx.Pending(d, 1)
		require.NoError(t, err)
		for i, blocks := range [][2]uint16{{0, 4}, {3, 6}, {6, 11}} {
			sent := hub.Sending{ID: batchID(), At: now, Rows: []hub.Sent{{Entry: e, Mark: rows[0].Mark, Blocks: blocks}}}
			require.NoError(t, tx.Send(d, sent))
			_, err := tx.Receipted(d, sent.ID)
			require.NoError(t, err)
			left, err := tx.Pending(d, 1)
			require.NoError(t, err)
			if i == 2 {
				require.Empty(t, left)
				continue
			}
			require.Equal(t, []int{4, 6}[i], hub.NewBits(length, left[0].Done).Next(0))
		}
	})
}

func purging(t *testing.T, s hub.Store) {
	d, old, owed := device(), batchID(), batchID()
	k := entry(100_000)
	update(t, s, func(tx hub.Tx) {
		for _, b := range []batch.ID{old, owed} {
			_, err := tx.Take(d, b, now)
			require.NoError(t, err)
		}
		sent := hub.Sending{ID: batchID(), At: now, Receipts: []batch.ID{old}}
		require.NoError(t, tx.Send(d, sent))
		_, err := tx.Receipted(d, sent.ID)
		require.NoError(t, err)
		p, err := batch.Split(k.Entry, batch.MaxPart/4)
		require.NoError(t, err)
		_, err = tx.AddPart(d, p[0], now)
		require.NoError(t, err)
		require.NoError(t, tx.Purge(now, now, now, now))
		c, err := tx.Counts()
		require.NoError(t, err)
		require.EqualValues(t, []int64{2, 1}, []int64{c.Batches, c.Parts})
		later := now.Add(time.Second)
		require.NoError(t, tx.Purge(later, later, later, later))
		c, err = tx.Counts()
		require.NoError(t, err)
		require.EqualValues(t, []int64{1, 0}, []int64{c.Batches, c.Parts})
	})
}
