package batch_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/id"
	"waymark/sync/batch"
)

// keysOf are made once: making ML-KEM keys for every test would be slow.
var (
	hubKeys, deviceKeys, otherKeys = newKeys(), newKeys(), newKeys()
	hub                            = node(1)
	device                         = node(2)
)

func newKeys() batch.Keys {
	k, err := batch.NewKeys()
	if err != nil {
		panic(err)
	}
	return k
}

func node(n byte) (i batch.NodeID) {
	for k := range i {
		i[k] = n
	}
	return i
}

func entry(n int, body string) batch.Entry {
	e := batch.Entry{Kind: 1, Class: 2, Author: device, Body: []byte(body), Received: int64(n)}
	e.ID = batch.EntryID{15: byte(n), 14: byte(n >> 8), 13: byte(n >> 16), 0: 1}
	e.Subject[3], e.Staff[4] = 9, 8
	return e
}

// tester is what helpers need of *testing.T, *testing.B and *rapid.T.
type tester interface {
	require.TestingT
	Helper()
}

// up is a batch of a device for the hub.
func up(t tester, h batch.Header, c batch.Content) batch.Sealed {
	t.Helper()
	h.From, h.To = device, hub
	s, err := batch.Seal(h, c, deviceKeys.Signing, hubKeys.Opening.Recipient())
	require.NoError(t, err)
	return s
}

func fromDevice(batch.Header) (ed25519.PublicKey, error) { return deviceKeys.Public(), nil }

func full(t testing.TB) (batch.Header, batch.Content) {
	want, err := batch.NewNote(batch.Want{Entries: []batch.EntryID{entry(7, "").ID}})
	require.NoError(t, err)
	parts, err := batch.Split(entry(3, strings.Repeat("long ", 5000)), batch.MinPart)
	require.NoError(t, err)
	holdings := batch.SetOf(entry(1, "").ID)
	return batch.Header{
			Made: 7, Sent: 1_700_000_000_000, More: true, Holdings: &holdings, Turn: []byte("turn"),
			Receipts: []batch.ID{{1}, {2}},
		}, batch.Content{
			Entries: []batch.Entry{entry(1, "words"), entry(2, "")},
			Parts:   parts,
			Notes:   []batch.Note{want, {Kind: 60000, Bytes: []byte("of a later version")}},
		}
}

func TestWhatWasSealedIsReadInTheThreeStepsOfAReceiver(t *testing.T) {
	h, c := full(t)
	s := up(t, h, c)
	line := io.MultiReader(bytes.NewReader(s.Bytes), strings.NewReader("what follows on the line"))
	got, raw, err := batch.ReadHeader(iotest.OneByteReader(line), func(h batch.Header) (ed25519.PublicKey, error) {
		assert.Equal(t, device, h.From)
		return deviceKeys.Public(), nil
	})
	require.NoError(t, err)
	assert.Equal(t, s.Header, got)
	whole, err := batch.ReadRest(line, got, raw)
	require.NoError(t, err)
	assert.Equal(t, s, whole)
	opened, err := batch.Open(whole, fromDevice, otherKeys.Opening, hubKeys.Opening)
	require.NoError(t, err)
	for i := range c.Entries { // an empty body may come back as nil
		assert.Equal(t, c.Entries[i].Sum(), opened.Entries[i].Sum())
		assert.Equal(t, c.Entries[i].Received, opened.Entries[i].Received)
	}
	assert.Equal(t, c.Parts, opened.Parts)
	assert.Equal(t, c.Notes, opened.Notes)
	assert.Equal(t, c.Size(), opened.Size())
	rest, _ := io.ReadAll(line)
	assert.Equal(t, "what follows on the line", string(rest), "not a byte too many was read")

	looked, err := batch.Inspect(s.Bytes)
	require.NoError(t, err)
	assert.Equal(t, s, looked)
	assert.ErrorIs(t, looked.Header.For(device), batch.ErrNotForMe)
	assert.NoError(t, looked.Header.For(hub))
}

func TestABatchOfReceiptsAloneIsUnderOneKiBAndNeedsNoOpeningKey(t *testing.T) {
	s, err := batch.Seal(batch.Header{From: hub, To: device, Receipts: make([]batch.ID, 20), Turn: make([]byte, 52)},
		batch.Content{}, hubKeys.Signing, nil)
	require.NoError(t, err)
	assert.Less(t, len(s.Bytes), 1024)
	c, err := batch.Open(s, batch.Signed(hubKeys.Public()))
	require.NoError(t, err)
	assert.True(t, c.Empty())
}

func TestAFlippedByteNeverOpens(t *testing.T) {
	s := up(t, batch.Header{Receipts: []batch.ID{{1}}, Turn: []byte("t")}, batch.Content{Entries: []batch.Entry{entry(1, "x")}})
	for i := range s.Bytes {
		for _, flip := range []byte{1, 0x80, 0xff} {
			data := bytes.Clone(s.Bytes)
			data[i] ^= flip
			_, err := batch.Open(batch.Sealed{Header: s.Header, Bytes: data}, fromDevice, hubKeys.Opening)
			require.Error(t, err, "byte %d", i)
			requireKnown(t, err)
		}
	}
}

// requireKnown asks for one of the package's errors, so callers can say what is wrong.
func requireKnown(t testing.TB, err error) {
	t.Helper()
	for _, known := range []error{batch.ErrFormat, batch.ErrNewer, batch.ErrNotForMe, batch.ErrSignature, batch.ErrTooLarge,
		batch.ErrLength, batch.ErrSealed, batch.ErrDamaged} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Fatalf("an error without a name: %v", err)
}

func TestABatchCutOffOrAddedToNeverOpens(t *testing.T) {
	s := up(t, batch.Header{}, batch.Content{Entries: []batch.Entry{entry(1, "x")}})
	for n := range len(s.Bytes) {
		_, err := batch.Inspect(s.Bytes[:n])
		require.ErrorIs(t, err, batch.ErrLength, "%d bytes", n)
		r := bytes.NewReader(s.Bytes[:n])
		h, raw, err := batch.ReadHeader(r, fromDevice)
		if err == nil {
			_, err = batch.ReadRest(r, h, raw)
		}
		require.ErrorIs(t, err, batch.ErrLength, "%d bytes", n)
	}
	_, err := batch.Inspect(append(bytes.Clone(s.Bytes), 0))
	require.ErrorIs(t, err, batch.ErrLength)
}

func TestALineThatBreaksIsNotABatchThatIsDamaged(t *testing.T) {
	broken := errors.New("connection reset")
	s := up(t, batch.Header{}, batch.Content{Entries: []batch.Entry{entry(1, "x")}})
	_, _, err := batch.ReadHeader(io.MultiReader(bytes.NewReader(s.Bytes[:40]), iotest.ErrReader(broken)), fromDevice)
	require.ErrorIs(t, err, broken)
	require.NotErrorIs(t, err, batch.ErrLength)
	r := io.MultiReader(bytes.NewReader(s.Bytes[:len(s.Bytes)-5]), iotest.ErrReader(broken))
	h, raw, err := batch.ReadHeader(r, fromDevice)
	require.NoError(t, err)
	_, err = batch.ReadRest(r, h, raw)
	require.ErrorIs(t, err, broken)
}

func TestWhoSignedDecides(t *testing.T) {
	s := up(t, batch.Header{}, batch.Content{Entries: []batch.Entry{entry(1, "x")}})
	unknown := errors.New("no such device")
	for name, row := range map[string]struct {
		signer batch.SignerOf
		want   error
	}{
		"another key":    {batch.Signed(otherKeys.Public()), batch.ErrSignature},
		"no key":         {batch.Signed(nil), batch.ErrSignature},
		"unknown device": {func(batch.Header) (ed25519.PublicKey, error) { return nil, unknown }, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := batch.ReadHeader(bytes.NewReader(s.Bytes), row.signer)
			assert.ErrorIs(t, err, row.want)
			_, err = batch.Open(s, row.signer, hubKeys.Opening)
			assert.ErrorIs(t, err, row.want)
		})
	}
	_, err := batch.Open(s, fromDevice, otherKeys.Opening)
	assert.ErrorIs(t, err, batch.ErrSealed)
	_, err = batch.Open(s, fromDevice)
	assert.ErrorIs(t, err, batch.ErrSealed)
}

func TestWhatHasNoBytesIsNotSealed(t *testing.T) {
	ok := batch.Header{From: device, To: hub}
	for name, row := range map[string]struct {
		h    batch.Header
		c    batch.Content
		want error
	}{
		"no addressee":            {batch.Header{From: device}, batch.Content{}, batch.ErrFormat},
		"too many receipts":       {batch.Header{From: device, To: hub, Receipts: make([]batch.ID, batch.MaxReceipts+1)}, batch.Content{}, batch.ErrTooLarge},
		"too long a turn":         {batch.Header{From: device, To: hub, Turn: make([]byte, 65)}, batch.Content{}, batch.ErrTooLarge},
		"dated before 1970":       {batch.Header{From: device, To: hub, Sent: -1}, batch.Content{}, batch.ErrFormat},
		"negative holdings":       {batch.Header{From: device, To: hub, Holdings: &batch.Set{Count: -1}}, batch.Content{}, batch.ErrFormat},
		"entry without author":    {ok, batch.Content{Entries: []batch.Entry{{ID: batch.EntryID{1}}}}, batch.ErrFormat},
		"more than opened":        {ok, batch.Content{Entries: []batch.Entry{entry(1, strings.Repeat("x", batch.MaxOpened))}}, batch.ErrTooLarge},
		"more than sealed":        {ok, batch.Content{Entries: []batch.Entry{entry(1, noise(batch.MaxSealed))}}, batch.ErrTooLarge},
		"a part with a whole one": {ok, batch.Content{Parts: []batch.Part{{Entry: entry(1, "x"), Length: 3, Bytes: []byte("abc")}}}, batch.ErrFormat},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := batch.Seal(row.h, row.c, deviceKeys.Signing, hubKeys.Opening.Recipient())
			assert.ErrorIs(t, err, row.want)
		})
	}
	_, err := batch.Seal(ok, batch.Content{Entries: []batch.Entry{entry(1, "x")}}, deviceKeys.Signing, nil)
	assert.ErrorIs(t, err, batch.ErrFormat)
}

func noise(n int) string {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
	return string(b)
}

func TestAFullHeaderFits(t *testing.T) {
	h := batch.Header{From: device, To: hub, Receipts: make([]batch.ID, batch.MaxReceipts), Turn: make([]byte, batch.MaxTurn),
		Holdings: &batch.Set{Count: 1 << 40}, Introduction: &batch.Introduction{Key: deviceKeys.Public()}}
	s, err := batch.Seal(h, batch.Content{}, deviceKeys.Signing, nil)
	require.NoError(t, err)
	got, _, err := batch.ReadHeader(bytes.NewReader(s.Bytes), fromDevice)
	require.NoError(t, err)
	assert.Equal(t, s.Header, got)
	assert.LessOrEqual(t, len(s.Bytes), 17+2+batch.MaxHeader+64)
}

func TestNamesSortByMaking(t *testing.T) {
	a := up(t, batch.Header{Made: 9}, batch.Content{}).Name()
	b := up(t, batch.Header{Made: 10}, batch.Content{}).Name()
	assert.Less(t, a, b)
	assert.Equal(t, fmt.Sprintf("%s-%016x-", device, 9), a[:44])
	assert.True(t, strings.HasSuffix(a, ".batch"))
	assert.Len(t, id.New[struct{}]().String(), 26)
}
