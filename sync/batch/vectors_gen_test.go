package batch

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
)

// Vectors are files in testdata/v1, made once and never changed: they must open for
// ever. A new one is added here and written by
//
//	go test -tags test -run TestVectorsAreMade -make-vectors ./sync/batch
//
// which leaves alone what is there.
var makeVectors = flag.Bool("make-vectors", false, "write the vectors that are missing in testdata/v1")

// vector is a file: lines "name: value", an empty line, bytes.
type vector struct {
	about string
	lines map[string]string
	data  []byte
}

func (v vector) file() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "about: %s\n", v.about)
	for _, k := range slices.Sorted(maps.Keys(v.lines)) {
		fmt.Fprintf(&b, "%s: %s\n", k, v.lines[k])
	}
	b.WriteByte('\n')
	b.Write(v.data)
	return b.Bytes()
}

// maker holds the fixed keys and identifiers of all vectors.
type maker struct {
	device, hub, organisation Keys
	circle                    CircleKey
	vectors                   map[string]vector
}

func seeded(t *testing.T, seed uint64) Keys {
	t.Helper()
	var k Keys
	t.Run("keys", func(t *testing.T) {
		cryptotest.SetGlobalRandom(t, seed)
		opening, err := NewIdentity()
		require.NoError(t, err)
		k = Keys{ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(seed)}, 32)), opening}
	})
	return k
}

func ident(n byte) (b Bytes16) {
	for i := range b {
		b[i] = n + byte(i)
	}
	return b
}

func (m *maker) header() Header {
	h := Header{ID: ID(ident(1)), From: NodeID(ident(2)), To: NodeID(ident(3)), Made: 258, Sent: 1_767_225_600_000}
	return h
}

func (m *maker) content() Content {
	e := Entry{ID: EntryID(ident(4)), Subject: ident(5), Kind: 1, Class: 2, Author: NodeID(ident(2)), Staff: ident(6), Body: []byte("a body")}
	back := e
	back.ID, back.Received, back.Body = EntryID(ident(7)), 1_767_225_500_000, nil
	back.Vouch = Vouching{[][]byte{[]byte("vouching key")}}.Vouch(back)
	return Content{Entries: []Entry{e, back}}
}

// add makes a vector of a batch. expect is of Open; the steps before it may still succeed.
func (m *maker) add(name, about, expect string, data []byte, change ...string) {
	lines := map[string]string{
		"kind": "batch", "expect": expect, "inspect": "success", "header": "success",
		"signer": hex.EncodeToString(m.device.Public()), "identity": m.hub.Opening.Secret(),
	}
	for i := 0; i < len(change); i += 2 {
		lines[change[i]] = change[i+1]
	}
	m.vectors[name] = vector{about, lines, data}
}

// good adds a batch that opens, with sums of what it must open to.
func (m *maker) good(t *testing.T, name, about string, h Header, c Content) Sealed {
	s, err := Seal(h, c, m.device.Signing, m.hub.Opening.Recipient())
	require.NoError(t, err)
	content, err := c.encode()
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	m.add(name, about, "success", s.Bytes, "content-sha256", hex.EncodeToString(sum[:]),
		"holds", fmt.Sprintf("%d entries, %d parts, %d notes", len(c.Entries), len(c.Parts), len(c.Notes)))
	return s
}

// sealedAs returns a batch whose opened, compressed or sealed part is what a faulty
// or hostile sender might put there, under a right sum and signature.
func (m *maker) sealedAs(t *testing.T, opened, compressed, sealed []byte) []byte {
	if compressed == nil {
		compressed = compress(opened)
	}
	var err error
	if sealed == nil {
		sealed, err = seal(compressed, m.hub.Opening.Recipient().age)
		require.NoError(t, err)
	}
	s, err := sealHeader(m.header(), sealed, m.device.Signing, m.hub.Opening.Recipient())
	require.NoError(t, err)
	return s.Bytes
}

// resigned changes the encoded header of a batch and signs it again.
func (m *maker) resigned(s Sealed, change func(header []byte) []byte) []byte {
	size := int(s.Bytes[len(intro)])<<8 | int(s.Bytes[len(intro)+1])
	start := len(intro) + 2
	head := change(bytes.Clone(s.Bytes[start : start+size]))
	b := put16s([]byte(intro), head)
	b = append(b, ed25519.Sign(m.device.Signing, b)...)
	return append(b, s.Bytes[start+size+64:]...)
}

func TestVectorsAreMade(t *testing.T) {
	if !*makeVectors {
		files, err := filepath.Glob("testdata/v1/*")
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(files), 40, "the vectors are part of the format")
		return
	}
	m := &maker{seeded(t, 1), seeded(t, 2), seeded(t, 3), CircleKey{}, map[string]vector{}}
	cryptotest.SetGlobalRandom(t, 4)
	m.circle, _ = ParseCircleKey(bytes.Repeat([]byte{9}, 32))
	m.batches(t)
	m.broken(t)
	m.others(t)
	for name, v := range m.vectors {
		path := filepath.Join("testdata", "v1", name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, v.file(), 0o644))
	}
}

// batches are those that open.
func (m *maker) batches(t *testing.T) {
	full := m.header()
	holdings := SetOf(EntryID(ident(4)), EntryID(ident(7)))
	full.Receipts, full.Holdings, full.More = []ID{ID(ident(10)), ID(ident(11))}, &holdings, true
	full.Turn = append(append(bytes.Repeat([]byte{1}, 16), 1, 2, 3, 4), bytes.Repeat([]byte{2}, 16)...)
	m.good(t, "entries", "two entries, one with the hub's word", m.header(), m.content())
	m.good(t, "receipts-only", "a header without anything sealed", full, Content{})
	m.good(t, "full-header", "every field of the header but an introduction", full, m.content())
	introduced := m.header()
	introduced.Introduction = InvitationKey{ID: ident(12), MAC: [32]byte{5}}.Introduce(introduced.From, m.device.Public())
	enrol, err := NewNote(Enrol{m.device.Opening.Recipient(), "Büro", "linux"})
	require.NoError(t, err)
	m.good(t, "enrolment", "a batch with an introduction and an Enrol note", introduced, Content{Notes: []Note{enrol}})
	long := m.content().Entries[0]
	long.Body = []byte(strings.Repeat("a long body. ", 1000))
	parts, err := Split(long, MinPart)
	require.NoError(t, err)
	m.good(t, "parts", "an entry in two parts", m.header(), Content{Parts: parts})
	said := []Saying{
		Want{[]EntryID{EntryID(ident(4))}}, Withdraw{[]EntryID{EntryID(ident(4))}}, Erased{[]EntryID{EntryID(ident(4))}},
		MoreReceipts{[]ID{ID(ident(1))}}, SetAside{EntryID(ident(4)), 2, "hint"}, Backed{1_767_225_600_000}, Pending{3, 4},
		Policy{[]byte("pack")}, HubKeys{m.statement(t)}, m.wipe(),
		Enrolled{ident(6), 1, ident(13), ident(14), m.organisation.Public(), m.statement(t), []byte("policy")},
		Reconcile{[]Range{{Hi: EntryID{5}, Count: 2, Print: [16]byte{1}}, {Lo: EntryID{5}, Listed: true, IDs: []EntryID{EntryID(ident(7))}}}},
	}
	notes, err := Notes(said...)
	require.NoError(t, err)
	m.good(t, "notes", "one note of every kind but Enrol", m.header(), Content{Notes: notes})
	m.good(t, "note-of-later-version", "a note of an unknown kind is kept and skipped", m.header(),
		Content{Notes: []Note{{40_000, []byte("later")}}})
	circled := m.content().Entries[0]
	circled.Circle = 2
	circled.Body = m.body(t, circled)
	m.good(t, "circle", "an entry whose body is sealed to a circle", m.header(), Content{Entries: []Entry{circled}})
	m.add("empty-content", "a sealed part with nothing in it", "success", m.sealedAs(t, []byte{}, nil, nil),
		"holds", "0 entries, 0 parts, 0 notes", "content-sha256", hex.EncodeToString(sum(nil)))
}

func sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

// broken are those that must be refused, each for its own reason.
func (m *maker) broken(t *testing.T) {
	s, err := Seal(m.header(), m.content(), m.device.Signing, m.hub.Opening.Recipient())
	require.NoError(t, err)
	whole := s.Bytes
	with := func(at int, b byte) []byte { c := bytes.Clone(whole); c[at] = b; return c }
	head := len(intro) + 2
	everywhere := func(err string) []string { return []string{"inspect", err, "header", err} }
	m.add("not-a-batch", "something else", "ErrFormat", []byte("PK\x03\x04 and so on, a zip file"), everywhere("ErrFormat")...)
	m.add("empty", "no bytes", "ErrLength", nil, everywhere("ErrLength")...)
	m.add("newer-intro", "version 2 in the first line", "ErrNewer", with(len(introFamily), '2'), everywhere("ErrNewer")...)
	m.add("newer-intro-10", "version 10 in the first line", "ErrNewer",
		append([]byte("waymark.batch/v10\n"), whole[len(intro):]...), everywhere("ErrNewer")...)
	m.add("newer-flags", "a flag of a later version", "ErrNewer", m.resigned(s, func(h []byte) []byte { h[80] = 0x80; return h }),
		everywhere("ErrNewer")...)
	m.add("intro-cut", "cut off in the first line", "ErrLength", whole[:9], everywhere("ErrLength")...)
	m.add("header-cut", "cut off in the header", "ErrLength", whole[:head+40], everywhere("ErrLength")...)
	m.add("header-huge", "a header said to have 65,535 bytes", "ErrTooLarge", with(len(intro), 0xff), everywhere("ErrTooLarge")...)
	m.add("header-longer", "a byte after the header's last field", "ErrFormat",
		m.resigned(s, func(h []byte) []byte { return append(h, 0) }), everywhere("ErrFormat")...)
	m.add("header-shorter", "the header ends in its last field", "ErrFormat",
		m.resigned(s, func(h []byte) []byte { return h[:len(h)-1] }), everywhere("ErrFormat")...)
	m.add("header-receipts", "65,535 receipts said", "ErrTooLarge",
		m.resigned(s, func(h []byte) []byte { h[118], h[119] = 0xff, 0xff; return h }), everywhere("ErrTooLarge")...)
	m.add("header-no-sender", "the sender is zero", "ErrFormat",
		m.resigned(s, func(h []byte) []byte { clear(h[16:32]); return h }), everywhere("ErrFormat")...)
	m.add("header-before-1970", "sent at a negative time", "ErrFormat",
		m.resigned(s, func(h []byte) []byte { h[72] = 0x80; return h }), everywhere("ErrFormat")...)
	m.add("header-sum-of-nothing", "nothing sealed, but a sum", "ErrFormat",
		m.resigned(s, func(h []byte) []byte { clear(h[82:86]); return h }), everywhere("ErrFormat")...)
	m.add("length-4-gib", "the sealed part is said to have 4 GiB", "ErrTooLarge",
		m.resigned(s, func(h []byte) []byte { copy(h[82:], "\xff\xff\xff\xff"); return h }), everywhere("ErrTooLarge")...)
	m.add("signature-flipped", "one bit of the signature", "ErrSignature", with(len(whole)-int(s.Header.Length)-1, whole[len(whole)-int(s.Header.Length)-1]^1),
		"header", "ErrSignature")
	m.add("header-flipped", "one bit of the counter", "ErrSignature", with(head+71, whole[head+71]^1), "header", "ErrSignature")
	m.add("another-signer", "signed by a key that is not the sender's", "ErrSignature", whole, "header", "ErrSignature",
		"signer", hex.EncodeToString(m.organisation.Public()))
	m.add("key-name-of-another", "signed rightly, but under the name of another key", "ErrSignature",
		m.resigned(s, func(h []byte) []byte { h[48] ^= 1; return h }), "header", "ErrSignature")
	m.add("sealed-cut", "the last byte is missing", "ErrLength", whole[:len(whole)-1], "inspect", "ErrLength")
	m.add("sealed-longer", "a byte at the end", "ErrLength", append(bytes.Clone(whole), 0), "inspect", "ErrLength")
	m.add("sealed-flipped", "one bit of the sealed part", "ErrDamaged", with(len(whole)-20, whole[len(whole)-20]^1), "inspect", "ErrDamaged")
	m.add("another-identity", "sealed to a key the reader does not have", "ErrSealed", whole, "identity", m.device.Opening.Secret())
	other, err := seal(compress([]byte{}), m.organisation.Opening.Recipient().age)
	require.NoError(t, err)
	m.add("sealed-to-another", "the key it names is not the key it is sealed to", "ErrSealed", m.sealedAs(t, nil, nil, other))
	m.add("not-sealed", "the sealed part is in the clear", "ErrDamaged", m.sealedAs(t, nil, nil, []byte("in the clear")))
	many := make([]age.Recipient, maxStanzas+1)
	for i := range many {
		many[i] = m.hub.Opening.Recipient().age
	}
	crowd, err := seal(compress([]byte{}), many...)
	require.NoError(t, err)
	m.add("sealed-to-17", "an age file with more recipients than allowed", "ErrTooLarge", m.sealedAs(t, nil, nil, crowd))
	damaged, err := seal(compress([]byte("x")), m.hub.Opening.Recipient().age)
	require.NoError(t, err)
	damaged[len(damaged)-1] ^= 1
	m.add("sealed-damaged-first", "damaged before it was signed", "ErrDamaged", m.sealedAs(t, nil, nil, damaged))
	m.add("not-compressed", "what is sealed is not compressed", "ErrDamaged", m.sealedAs(t, nil, []byte("plain"), nil))
	m.add("bomb", "8 GiB of zeros where 100 bytes are said", "ErrDamaged", m.sealedAs(t, nil, bomb(100, 1<<16), nil))
	m.add("bomb-with-size", "17 MiB of zeros, and says so", "ErrTooLarge", m.sealedAs(t, nil, bomb(17<<20, 17<<3), nil))
	m.add("bomb-of-unknown-size", "zeros without a size", "ErrFormat", m.sealedAs(t, nil, unsized(t), nil))
	m.add("bomb-that-is-none", "16 MiB said where 128 KiB are", "ErrDamaged", m.sealedAs(t, nil, bomb(16<<20, 1), nil))
	m.badContent(t)
}

// bomb is a frame of blocks of 128 KiB of zeros, 4 bytes each, that says it has size bytes.
func bomb(size uint32, blocks int) []byte {
	b := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0}
	b = binary.LittleEndian.AppendUint32(b, size)
	for i := range blocks {
		block := uint32(128<<10)<<3 | 1<<1
		if i == blocks-1 {
			block |= 1
		}
		b = append(b, byte(block), byte(block>>8), byte(block>>16), 0)
	}
	return b
}

func unsized(t *testing.T) []byte {
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out)
	require.NoError(t, err)
	_, err = w.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	require.NoError(t, w.Close())
	return out.Bytes()
}

// badContent are contents with one fault each, sealed and signed rightly.
func (m *maker) badContent(t *testing.T) {
	content, err := m.content().encode()
	require.NoError(t, err)
	note, err := Content{Notes: []Note{{2, bytesOf(ident(1))}}}.encode()
	require.NoError(t, err)
	long := m.content().Entries[0]
	long.Body = bytes.Repeat([]byte{1}, MinPart+5)
	parts, err := Split(long, MinPart)
	require.NoError(t, err)
	part, err := Content{Parts: parts[:1]}.encode()
	require.NoError(t, err)
	with := func(of []byte, at int, b ...byte) []byte { c := bytes.Clone(of); copy(c[at:], b); return c }
	body := frameHead + envelopeSize // of a part without vouch: length, sum, offset
	for name, row := range map[string]struct {
		about, expect string
		opened        []byte
	}{
		"content-order":         {"a note before an entry", "ErrFormat", append(bytes.Clone(note), content...)},
		"content-frame-newer":   {"a frame of an unknown tag", "ErrNewer", with(content, 0, 9)},
		"content-frame-long":    {"a frame said to be 4 GiB long", "ErrFormat", with(content, 1, 0xff, 0xff, 0xff, 0xff)},
		"content-cut":           {"cut off before it was sealed", "ErrFormat", content[:len(content)-1]},
		"entry-without-id":      {"an entry whose identifier is zero", "ErrFormat", with(content, frameHead, make([]byte, 16)...)},
		"entry-vouch-long":      {"an entry with a vouch of 255 bytes, of which 6 are there", "ErrFormat", with(content, frameHead+envelopeSize-1, 255)},
		"entry-before-1970":     {"an entry received at a negative time", "ErrFormat", with(content, frameHead+envelopeSize-9, 0x80)},
		"part-offset":           {"a part that begins between two pieces", "ErrFormat", with(part, body+40+7, 1)},
		"part-beyond":           {"a part beyond the end", "ErrFormat", with(part, body+40, 0xff)},
		"part-of-a-tebibyte":    {"a part of an entry of 1 TiB", "ErrTooLarge", with(part, body+2, 1)},
		"part-longer-than-said": {"a part longer than its entry", "ErrFormat", with(part, body, 0, 0, 0, 0, 0, 0, 0, 9)},
		"note-without-kind":     {"a note of one byte", "ErrFormat", []byte{frameNote, 0, 0, 0, 1, 1}},
	} {
		m.add(name, row.about, row.expect, m.sealedAs(t, row.opened, nil, nil))
	}
}

func (m *maker) statement(t *testing.T) []byte {
	b, err := HubStatement{Hub: NodeID(ident(3)), Signing: m.hub.Public(), Recipient: m.hub.Opening.Recipient(),
		Recovery: m.organisation.Opening.Recipient(), From: 1_767_225_600_000}.Sign(m.organisation.Signing)
	require.NoError(t, err)
	return b
}

func (m *maker) wipe() Wipe {
	return Wipe{Device: NodeID(ident(2)), Order: ident(20), Made: 1_767_225_600_000}.Sign(m.hub.Signing).Sign(m.organisation.Signing)
}

func (m *maker) body(t *testing.T, e Entry) []byte {
	b, err := SealBody(e, []byte(strings.Repeat("where to be found. ", 20)), m.circle)
	require.NoError(t, err)
	return b
}

// others are vectors of what is in no batch, or inside one.
func (m *maker) others(t *testing.T) {
	e := m.content().Entries[0]
	e.Circle = 2
	envelope := hex.EncodeToString(e.appendEnvelope(nil))
	want := hex.EncodeToString(sum([]byte(strings.Repeat("where to be found. ", 20))))
	add := func(name, about string, data []byte, lines ...string) {
		v := vector{about, map[string]string{}, data}
		for i := 0; i < len(lines); i += 2 {
			v.lines[lines[i]] = lines[i+1]
		}
		m.vectors[name] = v
	}
	add("body-circle", "a body under a circle key", m.body(t, e), "kind", "body", "envelope", envelope,
		"circle-key", hex.EncodeToString(m.circle.Secret()), "identity", m.hub.Opening.Secret(), "content-sha256", want, "expect", "success")
	moved := e
	moved.Subject[0]++
	add("body-moved", "the same body under another subject", m.body(t, e), "kind", "body", "envelope", hex.EncodeToString(moved.appendEnvelope(nil)),
		"circle-key", hex.EncodeToString(m.circle.Secret()), "identity", m.hub.Opening.Secret(), "content-sha256", want, "expect", "ErrDamaged")
	to, err := SealBodyTo(e, []byte(strings.Repeat("where to be found. ", 20)), m.hub.Opening.Recipient())
	require.NoError(t, err)
	add("body-recipient", "a body under a recipient", to, "kind", "body", "envelope", envelope,
		"circle-key", hex.EncodeToString(m.circle.Secret()), "identity", m.hub.Opening.Secret(), "content-sha256", want, "expect", "success")
	wrapped, err := m.circle.Wrap(m.hub.Opening.Recipient(), m.device.Opening.Recipient())
	require.NoError(t, err)
	add("circle-key", "a circle key wrapped for two", wrapped, "kind", "circle-key", "circle-key", hex.EncodeToString(m.circle.Secret()),
		"identity", m.device.Opening.Secret(), "expect", "success")
	add("hub-statement", "a hub's statement", m.statement(t), "kind", "statement", "organisation", hex.EncodeToString(m.organisation.Public()), "expect", "success")
	i := NewInvitation(m.organisation.Public(), "https://hub.example", m.statement(t))
	key := i.Key()
	for name, text := range map[string]string{"invitation-words": i.Words(), "invitation-text": i.Text(), "invitation-file": i.File()} {
		add(name, "an invitation", []byte(text), "kind", "invitation", "organisation", hex.EncodeToString(m.organisation.Public()),
			"secret", hex.EncodeToString(i.Secret[:]), "fingerprint", hex.EncodeToString(i.Fingerprint[:]),
			"id", hex.EncodeToString(key.ID[:]), "mac", hex.EncodeToString(key.MAC[:]), "expect", "success")
	}
	turn := Turns{[]byte("turn key")}.New(NodeID(ident(2)), fixedTime)
	add("turn", "a turn", turn, "kind", "turn", "key", hex.EncodeToString([]byte("turn key")), "device", hex.EncodeToString(bytesOf(ident(2))),
		"at", "1767225600", "expect", "success")
	v := m.content().Entries[1]
	add("vouch", "the hub's word for an entry without body", v.Vouch, "kind", "vouch", "key", hex.EncodeToString([]byte("vouching key")),
		"envelope", hex.EncodeToString(v.appendEnvelope(nil)), "expect", "success")
	add("keys", "both keys of a node", m.device.Encode(), "kind", "keys", "signing-id", KeyIDOf(m.device.Public()).String(),
		"opening-id", m.device.Opening.ID().String(), "expect", "success")
}

func bytesOf(b Bytes16) []byte { return b[:] }

var fixedTime = time.Unix(1_767_225_600, 0)
