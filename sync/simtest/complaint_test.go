package simtest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

const shouted = "Was shouted at by the counsellor Anna."

// complains records a complaint about a case, as the counsellor does who is told it.
func (v *village) complains(l *laptop, about casework.Subject) (casework.ItemKey, casework.Done, error) {
	done, err := l.service().Add(v.ctx, about, casework.KindComplaint, fields{"words": shouted, "about.staff": casework.IDValue(v.named("anna").staff.ID)})
	if err != nil {
		return casework.ItemKey{}, done, err
	}
	return casework.ItemKey{Kind: casework.KindComplaint, ID: done.Item}, done, l.store.Record(v.ctx, done.Acts)
}

// holds reports whether a file in a folder holds words in clear.
func holds(t *testing.T, dir, words string) bool {
	t.Helper()
	found := false
	require.NoError(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, []byte(words))
		return err
	}))
	return found
}

// A complaint goes from the device it was recorded on to the complaint reader's, and
// nobody else can read it: not the colleagues, not the supervisor, not who has the hub,
// and from then on not who wrote it down.
func TestAComplaintReachesItsReaderAlone(t *testing.T) {
	v, err := newVillage(1, nothing, new(tally)) // in clear on disk, so that words could be found there
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.close()) })
	anna, bela, cora, emil := v.named("anna"), v.named("bela"), v.named("cora"), v.named("emil")
	w := opened(t, v, anna)
	w.exchange(anna, bela, cora)

	// As long as nobody is there to read it, it is not taken: the draft stays.
	_, _, err = v.complains(bela, w.about)
	require.ErrorIs(t, err, casestore.ErrNoReader)

	reader := casework.Staff{ID: newOf[casework.StaffID](), Role: casework.Administrator, Duties: []casework.Role{casework.ComplaintReader},
		Office: emil.staff.Office, Organisation: cora.staff.Organisation}
	done, err := cora.service().EnrolStaff(v.ctx, casework.StaffForm{ID: reader.ID, Name: "Rita", Role: reader.Role, Duties: reader.Duties,
		Office: reader.Office, Organisation: reader.Organisation, Started: v.now})
	require.NoError(t, v.record(cora, done, err))
	require.NoError(t, v.settle(cora))
	rita := v.device(t, "rita", reader)
	rita.staff.Duties = reader.Duties
	v.people[rita.staff.ID] = rita.staff
	w.exchange(rita, bela)

	at, done, err := v.complains(bela, w.about)
	require.NoError(t, err)
	require.NoError(t, v.learn(bela, false))
	complaint := done.Acts[0].Changes[0].ID
	w.exchange(bela, anna, cora, emil, rita, bela)

	it, err := rita.store.Item(v.ctx, w.about, at)
	require.NoError(t, err)
	assert.Equal(t, casework.Value(shouted), it.Get("words"), "its reader reads it")
	for _, l := range []*laptop{anna, bela, cora, emil} {
		it, err := l.store.Item(v.ctx, w.about, at)
		require.NoError(t, err)
		assert.Empty(t, it.Get("words"), "%s", l)
		_, err = l.store.Change(v.ctx, complaint)
		assert.Error(t, err, "%s", l)
		hits, err := l.store.Search(v.ctx, "shouted", 5)
		require.NoError(t, err)
		assert.Empty(t, hits, "%s", l)
		flags, err := l.store.Flags(v.ctx, w.about, 10)
		require.NoError(t, err)
		assert.Empty(t, flags, "%s is not told that there is one", l)
		rows, err := l.rows(0)
		require.NoError(t, err)
		for _, r := range rows {
			assert.False(t, r.class == casework.Complaint && r.state != rowWithdrawn, "%s was given it", l)
			assert.False(t, r.class == casework.Complaint && r.folded, "%s opened it", l)
		}
		assert.False(t, holds(t, l.dir, "shouted"), "%s's disk", l)
	}
	assert.False(t, holds(t, v.hub.dir, "shouted"), "the hub's disk")
	assert.True(t, holds(t, rita.dir, "shouted"), "the test finds words where they are")

	// Who has the hub, with its keys and its database, has a body that does not open.
	var entry *batch.Entry
	for id := range v.hubHas {
		k, _, err := v.hub.Entry(context.Background(), id)
		require.NoError(t, err)
		if casework.Circle(k.Circle) == casework.CircleComplaints {
			entry = &k.Entry
		}
	}
	require.NotNil(t, entry)
	_, err = batch.OpenBody(*entry, batch.Opener{Identities: []*batch.Identity{v.hub.keys.Batch.Opening}})
	assert.True(t, errors.Is(err, batch.ErrSealed), "%v", err)
	for _, l := range []*laptop{anna, bela, cora, emil} {
		w.cannotOpen(l, *entry)
	}
}
