package batch

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var expected = map[string]error{
	"success": nil, "ErrFormat": ErrFormat, "ErrNewer": ErrNewer, "ErrSignature": ErrSignature, "ErrTooLarge": ErrTooLarge,
	"ErrLength": ErrLength, "ErrSealed": ErrSealed, "ErrDamaged": ErrDamaged,
}

func readVector(t testing.TB, path string) vector {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	head, data, ok := bytes.Cut(raw, []byte("\n\n"))
	require.True(t, ok)
	v := vector{lines: map[string]string{}, data: data}
	for line := range strings.Lines(string(head)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		require.True(t, ok, line)
		v.lines[name] = value
	}
	v.about = v.lines["about"]
	return v
}

func (v vector) hex(t testing.TB, name string) []byte {
	t.Helper()
	b, err := hex.DecodeString(v.lines[name])
	require.NoError(t, err)
	return b
}

func (v vector) identity(t testing.TB) *Identity {
	t.Helper()
	i, err := ParseIdentity(v.lines["identity"])
	require.NoError(t, err)
	return i
}

func (v vector) envelope(t testing.TB) Entry {
	t.Helper()
	c := &cursor{b: v.hex(t, "envelope")}
	e := c.envelope()
	require.True(t, c.done())
	return e
}

// expects says whether a step must succeed, after checking that it ended as it must.
func (v vector) expects(t *testing.T, step string, got error) bool {
	t.Helper()
	want, known := expected[v.lines[step]]
	require.True(t, known, "%s: %q", step, v.lines[step])
	if want == nil {
		require.NoError(t, got, step)
		return true
	}
	require.ErrorIs(t, got, want, step)
	for name, other := range expected {
		if other != nil && other != want {
			assert.NotErrorIs(t, got, other, "%s is also %s", step, name)
		}
	}
	return false
}

func TestEveryVectorThroughEveryReader(t *testing.T) {
	files, err := filepath.Glob("testdata/v1/*")
	require.NoError(t, err)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			v := readVector(t, path)
			kinds := map[string]func(*testing.T, vector){
				"batch": checkBatch, "body": checkBody, "circle-key": checkCircleKey, "statement": checkStatement,
				"invitation": checkInvitation, "turn": checkTurn, "vouch": checkVouch, "keys": checkKeys,
			}
			check := kinds[v.lines["kind"]]
			require.NotNil(t, check, v.lines["kind"])
			check(t, v)
		})
	}
}

func checkBatch(t *testing.T, v vector) {
	signer := Signed(ed25519.PublicKey(v.hex(t, "signer")))
	i := v.identity(t)

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	looked, err := Inspect(v.data)
	inspected := v.expects(t, "inspect", err)

	r := bytes.NewReader(v.data)
	h, raw, err := ReadHeader(r, signer)
	if v.expects(t, "header", err) {
		encoded, err := h.encode()
		require.NoError(t, err)
		assert.Equal(t, raw[len(intro)+2:len(raw)-ed25519.SignatureSize], encoded, "the header re-encodes to its bytes")
		s, err := ReadRest(r, h, raw)
		if inspected {
			require.NoError(t, err)
			assert.Equal(t, looked, s)
			assert.Equal(t, v.data, s.Bytes)
		}
	}

	c, err := Open(Sealed{h, v.data}, signer, i)
	opened := v.expects(t, "expect", err)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(3*MaxOpened), "memory, whatever the bytes claim")
	if !opened {
		return
	}
	encoded, err := c.encode()
	require.NoError(t, err)
	assert.Equal(t, v.lines["content-sha256"], hex.EncodeToString(sum(encoded)), "the content re-encodes to its bytes")
	assert.Equal(t, v.lines["holds"], strconv.Itoa(len(c.Entries))+" entries, "+strconv.Itoa(len(c.Parts))+" parts, "+strconv.Itoa(len(c.Notes))+" notes")
	for _, n := range c.Notes {
		s, err := n.Read()
		require.NoError(t, err)
		if s == nil {
			assert.Greater(t, n.Kind, KindPending, "only later kinds are skipped")
			continue
		}
		again, err := NewNote(s)
		require.NoError(t, err)
		assert.Equal(t, n, again, "the note re-encodes to its bytes")
	}
	for _, e := range c.Entries {
		if len(e.Vouch) > 0 {
			assert.True(t, Vouching{[][]byte{[]byte("vouching key")}}.Check(e))
		}
	}
	if len(c.Parts) > 0 {
		e, err := Assemble(c.Parts)
		require.NoError(t, err)
		assert.Equal(t, strings.Repeat("a long body. ", 1000), string(e.Body))
	}
}

func checkBody(t *testing.T, v vector) {
	e := v.envelope(t)
	e.Body = v.data
	k, err := ParseCircleKey(v.hex(t, "circle-key"))
	require.NoError(t, err)
	body, err := OpenBody(e, Opener{func(id KeyID) (CircleKey, bool) { return k, id == k.ID }, []*Identity{v.identity(t)}})
	if v.expects(t, "expect", err) {
		assert.Equal(t, v.lines["content-sha256"], hex.EncodeToString(sum(body)))
	}
}

func checkCircleKey(t *testing.T, v vector) {
	k, err := UnwrapCircleKey(v.data, v.identity(t))
	require.NoError(t, err)
	assert.Equal(t, v.lines["circle-key"], hex.EncodeToString(k.Secret()))
}

func checkStatement(t *testing.T, v vector) {
	s, err := ParseHubStatement(v.data)
	require.NoError(t, err)
	assert.Equal(t, v.lines["organisation"], hex.EncodeToString(s.Organisation))
	encoded, err := s.encode()
	require.NoError(t, err)
	assert.Equal(t, v.data[:len(v.data)-ed25519.SignatureSize], encoded)
}

func checkInvitation(t *testing.T, v vector) {
	i, err := ParseInvitation(string(v.data))
	require.NoError(t, err)
	assert.Equal(t, v.lines["secret"], hex.EncodeToString(i.Secret[:]))
	assert.Equal(t, v.lines["fingerprint"], hex.EncodeToString(i.Fingerprint[:]))
	k := i.Key()
	assert.Equal(t, v.lines["id"], hex.EncodeToString(k.ID[:]))
	assert.Equal(t, v.lines["mac"], hex.EncodeToString(k.MAC[:]))
	assert.Equal(t, v.lines["fingerprint"], hex.EncodeToString(func() []byte { f := Fingerprint(v.hex(t, "organisation")); return f[:] }()))
	switch {
	case i.Organisation == nil:
		assert.Equal(t, string(v.data), i.Words())
	default:
		assert.Equal(t, string(v.data), i.File())
	}
}

func checkTurn(t *testing.T, v vector) {
	at, err := strconv.ParseInt(v.lines["at"], 10, 64)
	require.NoError(t, err)
	assert.True(t, Turns{v.hex(t, "key")}.Check(NodeID(v.hex(t, "device")), v.data, time.Unix(at, 0)))
}

func checkVouch(t *testing.T, v vector) {
	e := v.envelope(t)
	e.Vouch = v.data
	assert.True(t, Vouching{[][]byte{v.hex(t, "key")}}.Check(e))
}

func checkKeys(t *testing.T, v vector) {
	k, err := ParseKeys(v.data)
	require.NoError(t, err)
	assert.Equal(t, v.lines["signing-id"], KeyIDOf(k.Public()).String())
	assert.Equal(t, v.lines["opening-id"], k.Opening.ID().String())
	assert.Equal(t, v.data, k.Encode())
}
