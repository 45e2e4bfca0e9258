package batch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
)

func everySaying() []batch.Saying {
	ids := []batch.EntryID{{1}, {2}}
	wipe := batch.Wipe{Device: device, Order: batch.Bytes16{4}, Made: 5}.Sign(hubKeys.Signing).Sign(otherKeys.Signing)
	return []batch.Saying{
		batch.Reconcile{Ranges: []batch.Range{
			{Hi: batch.EntryID{7}, Count: 9, Print: [16]byte{1, 2}},
			{Lo: batch.EntryID{7}, Hi: batch.EntryID{8, 1}, Listed: true, IDs: []batch.EntryID{{7, 1}, {8}}},
			{Lo: batch.EntryID{9}, Listed: true},
		}},
		batch.Want{Entries: ids}, batch.Withdraw{Entries: ids}, batch.Erased{Entries: ids},
		batch.MoreReceipts{Batches: []batch.ID{{3}}},
		batch.SetAside{Entry: ids[0], Reason: 3, Hint: "hint.mend"},
		batch.Backed{Until: 1_700_000_000_000},
		batch.Enrol{Recipient: deviceKeys.Opening.Recipient(), Name: "Büro 2", Platform: "linux"},
		batch.Enrolled{Staff: batch.Bytes16{1}, Role: 2, Office: batch.Bytes16{3}, Organisation: batch.Bytes16{4}, Key: hubKeys.Public(),
			Statement: []byte("statement"), Policy: []byte("policy")},
		wipe, batch.HubKeys{Statement: []byte("statement")}, batch.Policy{Pack: []byte("pack")},
		batch.Pending{Entries: 5, Bytes: 70_000},
	}
}

func TestWhatNotesSayComesBack(t *testing.T) {
	said := everySaying()
	notes, err := batch.Notes(said...)
	require.NoError(t, err)
	kinds := map[batch.NoteKind]bool{}
	for i, n := range notes {
		got, err := n.Read()
		require.NoError(t, err)
		assert.Equal(t, said[i], got)
		kinds[n.Kind] = true
		n.Bytes = append(n.Bytes, 0)
		if got, err := n.Read(); err == nil { // where bytes run to the end
			assert.NotEqual(t, said[i], got)
		}
	}
	assert.Len(t, kinds, int(batch.KindPending), "every kind is tried")
}

func TestANoteOfALaterVersionIsSkipped(t *testing.T) {
	got, err := batch.Note{Kind: 999, Bytes: []byte("?")}.Read()
	assert.NoError(t, err)
	assert.Nil(t, got)
}

func TestWhatNotesCannotSay(t *testing.T) {
	for name, s := range map[string]batch.Saying{
		"a hint in no encoding":      batch.SetAside{Entry: batch.EntryID{1}, Hint: "\xff"},
		"a hint too long":            batch.SetAside{Entry: batch.EntryID{1}, Hint: strings.Repeat("x", 256)},
		"nothing set aside":          batch.SetAside{},
		"backed before 1970":         batch.Backed{Until: -1},
		"enrol without recipient":    batch.Enrol{},
		"enrolled without key":       batch.Enrolled{},
		"wipe of no device":          batch.Wipe{},
		"wipe with five signatures":  batch.Wipe{Device: device, Signatures: make([]batch.WipeSignature, 5)},
		"enrol with a long platform": batch.Enrol{Recipient: deviceKeys.Opening.Recipient(), Platform: strings.Repeat("x", 256)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := batch.NewNote(s)
			require.Error(t, err)
			requireKnown(t, err)
		})
	}
}

func TestAWipeCountsWhoSigned(t *testing.T) {
	w := batch.Wipe{Device: device, Order: batch.Bytes16{4}, Made: 5}.Sign(hubKeys.Signing)
	assert.True(t, w.SignedBy(hubKeys.Public()))
	assert.False(t, w.SignedBy(otherKeys.Public()))
	assert.False(t, w.SignedBy(nil))
	two := w.Sign(otherKeys.Signing)
	assert.True(t, two.SignedBy(hubKeys.Public()) && two.SignedBy(otherKeys.Public()))
	assert.Len(t, w.Signatures, 1, "signing leaves the first order as it was")
	for name, change := range map[string]func(*batch.Wipe){
		"another device": func(w *batch.Wipe) { w.Device[0]++ },
		"another order":  func(w *batch.Wipe) { w.Order[0]++ },
		"another time":   func(w *batch.Wipe) { w.Made++ },
		"another's name": func(w *batch.Wipe) { w.Signatures[0].Key = batch.KeyIDOf(otherKeys.Public()) },
	} {
		t.Run(name, func(t *testing.T) {
			w := batch.Wipe{Device: device, Order: batch.Bytes16{4}, Made: 5}.Sign(hubKeys.Signing)
			change(&w)
			assert.False(t, w.SignedBy(hubKeys.Public()))
			assert.False(t, w.SignedBy(otherKeys.Public()))
		})
	}
}
