package batch_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
)

func circled() batch.Entry {
	e := entry(1, "")
	e.Circle = 3
	return e
}

func holding(keys ...batch.CircleKey) batch.Opener {
	return batch.Opener{CircleKey: func(id batch.KeyID) (batch.CircleKey, bool) {
		for _, k := range keys {
			if k.ID == id {
				return k, true
			}
		}
		return batch.CircleKey{}, false
	}}
}

func TestABodySealedToACircleOpensForItAlone(t *testing.T) {
	k, other := batch.NewCircleKey(), batch.NewCircleKey()
	long := strings.Repeat("where she sleeps ", 1000)
	for name, body := range map[string]string{"empty": "", "short": "x", "long": long} {
		t.Run(name, func(t *testing.T) {
			e := circled()
			sealed, err := batch.SealBody(e, []byte(body), k)
			require.NoError(t, err)
			e.Body = sealed
			got, err := batch.OpenBody(e, holding(other, k))
			require.NoError(t, err)
			assert.Equal(t, body, string(got))
			id, ok := batch.BodyKey(e)
			assert.True(t, ok)
			assert.Equal(t, k.ID, id)
			_, err = batch.OpenBody(e, holding(other))
			assert.ErrorIs(t, err, batch.ErrSealed)
			_, err = batch.OpenBody(e, batch.Opener{})
			assert.ErrorIs(t, err, batch.ErrSealed)
		})
	}
	e := circled()
	sealed, err := batch.SealBody(e, []byte(long), k)
	require.NoError(t, err)
	assert.Less(t, len(sealed), len(long)/10, "a sealed body cannot be compressed with its batch, so it is before")
	assert.NotContains(t, string(sealed), "sleeps")
}

func TestABodySealedToTheComplaintReaderIsClosedToItsWriter(t *testing.T) {
	e := circled()
	sealed, err := batch.SealBodyTo(e, []byte("complaint"), otherKeys.Opening.Recipient())
	require.NoError(t, err)
	e.Body = sealed
	_, err = batch.OpenBody(e, batch.Opener{Identities: []*batch.Identity{deviceKeys.Opening}})
	assert.ErrorIs(t, err, batch.ErrSealed)
	_, err = batch.OpenBody(e, batch.Opener{})
	assert.ErrorIs(t, err, batch.ErrSealed)
	got, err := batch.OpenBody(e, batch.Opener{Identities: []*batch.Identity{deviceKeys.Opening, otherKeys.Opening}})
	require.NoError(t, err)
	assert.Equal(t, "complaint", string(got))
	_, ok := batch.BodyKey(e)
	assert.False(t, ok)
}

func TestASealedBodyMovedOrChangedDoesNotOpen(t *testing.T) {
	k := batch.NewCircleKey()
	o := holding(k)
	o.Identities = []*batch.Identity{otherKeys.Opening}
	symmetric, err := batch.SealBody(circled(), []byte("body"), k)
	require.NoError(t, err)
	to, err := batch.SealBodyTo(circled(), []byte("body"), otherKeys.Opening.Recipient())
	require.NoError(t, err)
	for name, sealed := range map[string][]byte{"circle key": symmetric, "recipient": to} {
		for moved, change := range map[string]func(*batch.Entry){
			"to another entry":   func(e *batch.Entry) { e.ID[0]++ },
			"to another subject": func(e *batch.Entry) { e.Subject[0]++ },
			"to another kind":    func(e *batch.Entry) { e.Kind++ },
			"to another class":   func(e *batch.Entry) { e.Class++ },
			"to another circle":  func(e *batch.Entry) { e.Circle++ },
			"to another author":  func(e *batch.Entry) { e.Author[0]++ },
		} {
			t.Run(name+" "+moved, func(t *testing.T) {
				e := circled()
				e.Body = sealed
				_, err := batch.OpenBody(e, o)
				require.NoError(t, err)
				change(&e)
				_, err = batch.OpenBody(e, o)
				assert.ErrorIs(t, err, batch.ErrDamaged)
			})
		}
		t.Run(name+" flipped or cut off", func(t *testing.T) {
			e := circled()
			for i := range sealed {
				e.Body = bytes.Clone(sealed)
				e.Body[i] ^= 1
				_, err := batch.OpenBody(e, o)
				require.Error(t, err, "byte %d", i)
				e.Body = sealed[:i]
				_, err = batch.OpenBody(e, o)
				require.Error(t, err, "%d bytes", i)
				requireKnown(t, err)
			}
		})
	}
	e := circled()
	e.Body = []byte{9, 1, 2}
	_, err = batch.OpenBody(e, o)
	assert.ErrorIs(t, err, batch.ErrNewer)
}

func TestABodyWithoutCircleIsInTheClear(t *testing.T) {
	got, err := batch.OpenBody(entry(1, "words"), batch.Opener{})
	require.NoError(t, err)
	assert.Equal(t, "words", string(got))
	_, err = batch.SealBody(entry(1, ""), nil, batch.NewCircleKey())
	assert.ErrorIs(t, err, batch.ErrFormat, "a sealed body without a circle could never be read")
	_, err = batch.SealBody(circled(), nil, batch.CircleKey{})
	assert.ErrorIs(t, err, batch.ErrFormat)
}

func TestACircleKeyIsWrappedForDevices(t *testing.T) {
	k := batch.NewCircleKey()
	wrapped, err := k.Wrap(deviceKeys.Opening.Recipient(), hubKeys.Opening.Recipient())
	require.NoError(t, err)
	for _, i := range []*batch.Identity{deviceKeys.Opening, hubKeys.Opening} {
		got, err := batch.UnwrapCircleKey(wrapped, i)
		require.NoError(t, err)
		assert.Equal(t, k, got)
	}
	_, err = batch.UnwrapCircleKey(wrapped, otherKeys.Opening)
	assert.ErrorIs(t, err, batch.ErrSealed)
	_, err = batch.UnwrapCircleKey([]byte("nonsense"), otherKeys.Opening)
	assert.ErrorIs(t, err, batch.ErrDamaged)
	kept, err := batch.ParseCircleKey(k.Secret())
	require.NoError(t, err)
	assert.Equal(t, k, kept)
	assert.NotContains(t, k.String(), string(k.Secret()))
}
