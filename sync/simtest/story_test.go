package simtest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
)

// The tests in this file tell what villages found, each in as few steps as it takes.

func story(t *testing.T) *village {
	t.Helper()
	v, err := newVillage(1, nothing, new(tally))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.close()) })
	return v
}

// ends exchanges in quiet and compares everything.
func (v *village) ends(t *testing.T) {
	t.Helper()
	require.NoError(t, v.heal())
	require.NoError(t, v.quiet())
	require.NoError(t, v.check())
	require.Empty(t, v.problems, "%s", v.print())
}

// A copy whose clock is behind counts its batches from lower numbers than the original
// did. The hub took its batches for old ones, and never compared what it holds.
func TestAnOldCopyWhoseClockIsBehindIsCompared(t *testing.T) {
	v := story(t)
	anna := v.named("anna")
	require.NoError(t, v.clone(anna))
	require.NoError(t, v.write(anna))
	anna.skew = time.Hour
	require.NoError(t, v.settle(anna))
	clone := v.named("anna's clone")
	clone.skew = -3 * 365 * 24 * time.Hour
	require.NoError(t, v.write(clone))
	v.ends(t)
}

// What was withdrawn from its author is counted by nobody's holdings. A hub restored
// to before it had it agreed with everybody, and the last copy was never asked for.
func TestWhatWasWithdrawnComesBackToARestoredHub(t *testing.T) {
	v := story(t)
	anna, dora := v.named("anna"), v.named("dora")
	require.NoError(t, v.hub.backup())
	done, err := anna.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "1"})
	require.NoError(t, v.record(anna, done, err))
	v.cases = append(v.cases, done.Subject)
	require.NoError(t, v.settle(anna))
	handed, err := anna.service().HandOver(v.ctx, done.Subject, dora.staff, "moved")
	require.NoError(t, v.record(anna, handed, err))
	for range 3 {
		require.NoError(t, v.settle(anna))
	}
	rows, err := anna.rows(0)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(rows, func(r row) bool { return r.state == rowWithdrawn }), "withdrawn from its author")
	require.NoError(t, v.restoreHub()) // dora never heard of it
	v.ends(t)
}

// An order to erase reaches a device before what it still has to send: the device says
// what it erased, and the hub, which never had it, counts it as erased there.
func TestWhatIsErasedBeforeItWasSentAgrees(t *testing.T) {
	v := story(t)
	anna, cora := v.named("anna"), v.named("cora")
	done, err := anna.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "1"})
	require.NoError(t, v.record(anna, done, err))
	asked, err := anna.service().AskErase(v.ctx, done.Subject, "retention", nil)
	require.NoError(t, v.record(anna, asked, err))
	require.NoError(t, v.settle(anna))
	require.NoError(t, v.settle(cora))
	erased, err := cora.service().Erase(v.ctx, done.Subject, asked.Item, nil)
	require.NoError(t, v.record(cora, erased, err))
	require.NoError(t, v.settle(cora))
	late, err := anna.service().Add(v.ctx, done.Subject, casework.KindCounselling, fields{"said": "late words"})
	require.NoError(t, v.record(anna, late, err))
	// What came down before anything went up: the answer to a batch that was made earlier.
	v.ends(t)
}

// Somebody asks to erase an entry of a case that was erased as a whole meanwhile. The
// asking stays on devices, as what it led to does; the hub erased it.
func TestAskingToEraseWhatIsErasedAgrees(t *testing.T) {
	v := story(t)
	anna, cora := v.named("anna"), v.named("cora")
	done, err := anna.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "1"})
	require.NoError(t, v.record(anna, done, err))
	said, err := anna.service().Add(v.ctx, done.Subject, casework.KindCounselling, fields{"said": "words"})
	require.NoError(t, v.record(anna, said, err))
	whole, err := anna.service().AskErase(v.ctx, done.Subject, "retention", nil)
	require.NoError(t, v.record(anna, whole, err))
	require.NoError(t, v.settle(anna))
	require.NoError(t, v.settle(cora))
	erased, err := cora.service().Erase(v.ctx, done.Subject, whole.Item, nil)
	require.NoError(t, v.record(cora, erased, err))
	require.NoError(t, v.settle(cora))
	again, err := anna.service().AskErase(v.ctx, done.Subject, "retention", []casework.ChangeID{said.Changes()[0].ID})
	require.NoError(t, v.record(anna, again, err))
	v.ends(t)
}

// An erased entry counts in holdings as if it were held, so a laptop that is restored
// from a copy of before the erasing agrees with the hub, which was told long ago that
// it is gone there. It is told again.
func TestARestoredLaptopErasesAgain(t *testing.T) {
	for name, again := range map[string]func(t *testing.T, v *village, bela *laptop){
		"the day after": func(t *testing.T, v *village, bela *laptop) { v.now = v.now.Add(25 * time.Hour) },
		"with something else that differs": func(t *testing.T, v *village, bela *laptop) {
			cora := v.named("cora")
			done, err := cora.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "2"})
			require.NoError(t, v.record(cora, done, err))
			require.NoError(t, v.settle(cora))
			clone := v.named("bela's clone")
			require.NoError(t, v.settle(clone)) // it takes what was for both
			require.NoError(t, clone.close())
			v.laptops = slices.DeleteFunc(v.laptops, func(l *laptop) bool { return l == clone })
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := story(t)
			bela, cora := v.named("bela"), v.named("cora")
			done, err := cora.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "1"})
			require.NoError(t, v.record(cora, done, err))
			require.NoError(t, v.settle(cora))
			require.NoError(t, v.settle(bela))
			// What is of class legal she has because she wrote it: the order does not come to her.
			said, err := bela.service().Add(v.ctx, done.Subject, casework.KindCounselling, fields{"said": "words to be erased"})
			require.NoError(t, v.record(bela, said, err))
			asked, err := bela.service().AskErase(v.ctx, done.Subject, "retention", []casework.ChangeID{said.Changes()[0].ID})
			require.NoError(t, v.record(bela, asked, err))
			require.NoError(t, v.settle(bela))
			require.NoError(t, v.settle(bela))
			require.NoError(t, bela.photograph())
			require.NoError(t, v.settle(cora))
			erased, err := cora.service().Erase(v.ctx, done.Subject, asked.Item, said.Changes())
			require.NoError(t, v.record(cora, erased, err))
			require.NoError(t, v.settle(cora))
			require.NoError(t, v.clone(bela))
			require.NoError(t, v.settle(bela))
			has := func() bool {
				it, err := bela.store.Item(v.ctx, done.Subject, casework.ItemKey{Kind: casework.KindCounselling, ID: said.Item})
				require.NoError(t, err)
				return it.Get("said") != ""
			}
			require.False(t, has())

			require.NoError(t, bela.close())
			bela.dir = bela.images[0]
			require.NoError(t, bela.open())
			require.True(t, has(), "restored")
			again(t, v, bela)
			for range 3 {
				require.NoError(t, v.settle(bela))
			}
			require.False(t, has())
		})
	}
}
