package simtest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
)

// What the hub flags when a change arrives is seen on a supervisor's device, whatever
// came in which order there, and settled like any other flag.

// flagged are the flags on the device that nobody settled, with where they are.
func flagged(t *testing.T, l *laptop, about casework.Subject) map[casework.Flag]casework.ItemKey {
	t.Helper()
	all, err := l.store.Flags(l.v.ctx, about, 100)
	require.NoError(t, err)
	out := map[casework.Flag]casework.ItemKey{}
	for _, f := range all {
		out[f.Flag] = f.ItemKey
	}
	return out
}

func (v *village) counsels(t *testing.T, by *laptop, about casework.Subject) casework.ItemKey {
	t.Helper()
	done, err := by.service().Add(v.ctx, about, casework.KindCounselling, fields{"said": "some words"})
	require.NoError(t, v.record(by, done, err))
	return casework.ItemKey{Kind: casework.KindCounselling, ID: done.Item}
}

func TestWhatTheHubFlagsIsSeenByTheSupervisor(t *testing.T) {
	type cast struct {
		*village
		anna, bela, cora, dora, emil *laptop
		w                            *whereabouts
	}
	handOver := func(t *testing.T, c *cast, to *laptop) {
		t.Helper()
		done, err := c.cora.service().HandOver(c.ctx, c.w.about, to.staff, "moved")
		require.NoError(t, c.record(c.cora, done, err))
		require.NoError(t, c.settle(c.cora))
	}
	for name, row := range map[string]struct {
		want  casework.Flag
		seen  func(*cast) *laptop
		write func(*testing.T, *cast) casework.ItemKey
	}{
		"by a colleague to whom it is not assigned": {casework.FlagNotAssigned, func(c *cast) *laptop { return c.cora }, func(t *testing.T, c *cast) casework.ItemKey {
			return c.counsels(t, c.bela, c.w.about)
		}},
		"before its author heard of the handover": {casework.FlagBeforeHandover, func(c *cast) *laptop { return c.emil }, func(t *testing.T, c *cast) casework.ItemKey {
			handOver(t, c, c.dora)
			return c.counsels(t, c.anna, c.w.about)
		}},
		"whereabouts, which the hub cannot read": {casework.FlagBeforeHandover, func(c *cast) *laptop { return c.emil }, func(t *testing.T, c *cast) casework.ItemKey {
			handOver(t, c, c.dora)
			c.w.writes(c.anna, "1 street")
			return casework.RootKey(casework.SubjectCase)
		}},
		"by somebody who had left": {casework.FlagAuthorLeft, func(c *cast) *laptop { return c.cora }, func(t *testing.T, c *cast) casework.ItemKey {
			at := c.counsels(t, c.anna, c.w.about)
			done, err := c.cora.service().Write(c.ctx, casework.Edit{Subject: casework.Subject{Kind: casework.SubjectStaff, ID: c.anna.staff.ID}, Kind: casework.KindStaff,
				Fields: fields{"ended": casework.DateValue(c.now)}})
			require.NoError(t, c.record(c.cora, done, err))
			require.NoError(t, c.settle(c.cora))
			c.anna.staff.Ended = true
			return at
		}},
	} {
		t.Run(name, func(t *testing.T) {
			v := story(t)
			c := &cast{v, v.named("anna"), v.named("bela"), v.named("cora"), v.named("dora"), v.named("emil"), nil}
			c.w = opened(t, v, c.anna)
			plain := v.counsels(t, c.anna, c.w.about)
			c.w.exchange(c.anna, c.bela, c.cora)
			at := row.write(t, c)
			c.w.exchange(c.anna, c.bela, c.dora, c.emil, c.cora)
			seen := row.seen(c)
			assert.Equal(t, map[casework.Flag]casework.ItemKey{row.want: at}, flagged(t, seen, c.w.about))
			v.ends(t)

			// A device that is made anew comes to the same, whatever the order.
			require.NoError(t, seen.store.Refold(v.ctx))
			assert.Equal(t, map[casework.Flag]casework.ItemKey{row.want: at}, flagged(t, seen, c.w.about))

			if at.Kind == casework.KindCounselling {
				queue, err := seen.store.Queue(v.ctx, casestore.QueueFilter{Flagged: true})
				require.NoError(t, err)
				assert.Len(t, queue, 1, "the other session, %v, raises nothing", plain)
				queue, err = seen.store.Queue(v.ctx, casestore.QueueFilter{Terms: []casestore.QueueTerm{{Flags: []casework.Flag{row.want}}}})
				require.NoError(t, err)
				assert.Len(t, queue, 1, "by the flag's name")
			}

			// Settled there, it is settled; what comes later is flagged again.
			raised, err := seen.store.Flags(v.ctx, c.w.about, 1)
			require.NoError(t, err)
			done, err := seen.service().SettleFlag(v.ctx, c.w.about.ID, raised[0].Raised, "settled", "spoke with her")
			require.NoError(t, v.record(seen, done, err))
			assert.Empty(t, flagged(t, seen, c.w.about))
			v.ends(t)
		})
	}
}

// Whoever hands a case over themselves flags nothing by what they wrote before, in the
// same batch, readable or not.
func TestLastWordsBeforeOnesOwnHandoverRaiseNoFlag(t *testing.T) {
	v := story(t)
	anna, dora, emil := v.named("anna"), v.named("dora"), v.named("emil")
	w := opened(t, v, anna)
	w.exchange(anna)
	v.counsels(t, anna, w.about)
	w.writes(anna, "1 street")
	w.handedOver(anna, dora.staff)
	w.exchange(anna, dora, emil)
	assert.Empty(t, flagged(t, emil, w.about))
	v.ends(t)
}

// What nobody but its reader may know of raises no flag: the flag would tell.
func TestASealedComplaintOrPrivateNoteRaisesNoFlag(t *testing.T) {
	v := story(t)
	anna, bela, cora := v.named("anna"), v.named("bela"), v.named("cora")
	w := opened(t, v, anna)
	w.exchange(anna, bela, cora)
	done, err := bela.service().Add(v.ctx, w.about, casework.KindPrivateNote, fields{"text": "mine"})
	require.NoError(t, v.record(bela, done, err))
	w.exchange(bela, cora)
	assert.Empty(t, flagged(t, cora, w.about))
	w.writes(bela, "1 street")
	w.exchange(bela, cora)
	assert.Contains(t, flagged(t, cora, w.about), casework.FlagNotAssigned)
}
