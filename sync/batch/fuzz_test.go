package batch

import (
	"bytes"
	"crypto/ed25519"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzHeader: what parses encodes to the same bytes.
func FuzzHeader(f *testing.F) {
	for _, v := range batchVectors(f) {
		if len(v.data) > len(intro)+2 {
			f.Add(v.data[len(intro)+2 : min(len(v.data), len(intro)+2+400)])
		}
		if _, raw, err := readHeader(bytes.NewReader(v.data)); err == nil {
			f.Add(raw[len(intro)+2 : len(raw)-ed25519.SignatureSize])
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := parseHeader(b)
		if err != nil {
			return
		}
		again, err := h.encode()
		require.NoError(t, err, "what was read can be written")
		require.Equal(t, b, again)
	})
}

// FuzzContent: what parses encodes to the same bytes, its notes included.
func FuzzContent(f *testing.F) {
	for _, v := range batchVectors(f) {
		s, start, err := inspect(v.data)
		if err != nil {
			continue
		}
		i, err := ParseIdentity(v.lines["identity"])
		require.NoError(f, err)
		b, err := unseal(v.data[start:], i)
		if err == nil && s.Header.Length > 0 {
			if b, err = decompress(b, 1<<20); err == nil {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := parseContent(b)
		if err != nil {
			return
		}
		require.Equal(t, len(b), c.Size(), "the size that was said")
		again, err := c.encode()
		require.NoError(t, err, "what was read can be written")
		require.True(t, bytes.Equal(b, again), "want %x, got %x", b, again)
		for _, n := range c.Notes {
			checkNote(t, n)
		}
		if e, err := Assemble(c.Parts); err == nil {
			_, err := Split(e, MinPart)
			require.NoError(t, err)
		}
	})
}

func checkNote(t *testing.T, n Note) {
	s, err := n.Read()
	if err != nil || s == nil {
		return
	}
	again, err := NewNote(s)
	require.NoError(t, err, "what was read can be written")
	require.Equal(t, n.Kind, again.Kind)
	require.True(t, bytes.Equal(n.Bytes, again.Bytes), "want %x, got %x", n.Bytes, again.Bytes)
	if m, ok := s.(Reconcile); ok {
		a, err := m.Answer(Sorted{{1}, {2}, {2, 1}, {0xff}})
		require.NoError(t, err)
		_, err = NewNote(a.Reply)
		require.NoError(t, err, "whatever was said, the answer can be sent")
	}
}

// FuzzNote: the same for each kind of note.
func FuzzNote(f *testing.F) {
	for _, v := range batchVectors(f) {
		if v.lines["expect"] != "success" {
			continue
		}
		i, err := ParseIdentity(v.lines["identity"])
		require.NoError(f, err)
		s, err := Inspect(v.data)
		require.NoError(f, err)
		c, err := Open(s, Signed(v.hex(f, "signer")), i)
		require.NoError(f, err)
		for _, n := range c.Notes {
			f.Add(uint16(n.Kind), n.Bytes)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint16, b []byte) { checkNote(t, Note{NoteKind(kind), b}) })
}

// FuzzReaders: no bytes make a reader panic, take much memory or say two things.
func FuzzReaders(f *testing.F) {
	for _, v := range batchVectors(f) {
		if len(v.data) < 8<<10 {
			f.Add(v.data)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		looked, err := Inspect(b)
		r := bytes.NewReader(b)
		h, raw, readErr := readHeader(r)
		if err == nil {
			require.NoError(t, readErr)
			s, err := ReadRest(r, h, raw)
			require.NoError(t, err)
			require.Equal(t, looked, s)
			head, err := h.encode()
			require.NoError(t, err)
			require.Equal(t, raw[len(intro)+2:len(raw)-ed25519.SignatureSize], head)
		}
		_, err = Open(Sealed{h, b}, Signed(make(ed25519.PublicKey, 32)))
		require.Error(t, err, "nobody signed for that key")
	})
}

// FuzzBody: no bytes make opening a body panic.
func FuzzBody(f *testing.F) {
	k, err := ParseCircleKey(bytes.Repeat([]byte{9}, 32))
	require.NoError(f, err)
	f.Add(readVector(f, "testdata/v1/body-circle").data)
	f.Add(readVector(f, "testdata/v1/body-moved").data)
	f.Fuzz(func(t *testing.T, b []byte) {
		e := Entry{Circle: 1, Body: b}
		if _, err := OpenBody(e, Opener{CircleKey: func(KeyID) (CircleKey, bool) { return k, true }}); err == nil {
			t.Fatal("opened a body sealed for no entry")
		}
		_, _ = unpackBody(b)
	})
}

// FuzzStatementAndInvitation: what parses is written the same.
func FuzzStatementAndInvitation(f *testing.F) {
	for _, name := range []string{"hub-statement", "invitation-words", "invitation-text", "invitation-file"} {
		f.Add(string(readVector(f, "testdata/v1/"+name).data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseHubStatement([]byte(text)); err == nil {
			b, err := s.encode()
			require.NoError(t, err)
			require.Equal(t, text[:len(text)-ed25519.SignatureSize], string(b))
		}
		i, err := ParseInvitation(text)
		if err != nil {
			return
		}
		again := i.File()
		if i.Organisation == nil {
			again = i.Words()
		}
		j, err := ParseInvitation(again)
		require.NoError(t, err)
		require.Equal(t, i, j)
	})
}

func batchVectors(tb testing.TB) (all []vector) {
	tb.Helper()
	files, err := filepath.Glob("testdata/v1/*")
	require.NoError(tb, err)
	for _, path := range files {
		if v := readVector(tb, path); v.lines["kind"] == "batch" {
			all = append(all, v)
		}
	}
	return all
}
