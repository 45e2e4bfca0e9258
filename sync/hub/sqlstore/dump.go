package sqlstore

import (
	"bufio"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/hkdf"

	"waymark/sync/hub"
)

// A dump is a whole database in one file that fits either dialect:
//
//	line "waymark.hubdump/v1"
//	4    which key
//	32   salt
//	then pieces: 4 length of what follows, with the highest bit set in the last
//	     piece; XChaCha20-Poly1305 of at most 256 KiB, nonce the piece's number
//
// The pieces hold CBOR values one after the other: a table's name, the number of its
// columns, then rows as lists; an empty list ends a table, an empty name the dump.
const (
	dumpIntro = "waymark.hubdump/v1\n"
	dumpPiece = 256 << 10
	dumpLast  = 1 << 31
)

// ErrDump is returned for bytes that are no dump, cut off or changed.
var ErrDump = errors.New("not a dump, or damaged")

// tables in the order in which they are dumped, with their columns.
var tables = []struct{ name, columns string }{
	{"setting", "name, value"}, {"directory", "number"}, {"device", "id, seen, made, chunk, agreed, backed"},
	{"taken", "batch, device, at, owed"}, {"sending", "batch, device, at, turn, content, receipts"}, {"subject", "id, erased"},
	{"entry", "id, subject, received, length, steers, envelope, body"}, {"block", "entry, number, body"},
	{"part", "device, entry, start, length, at, envelope, body"}, {"erased", "entry, at"},
	{"aside", "device, entry, reason, at, sealed"}, {"visible", "device, entry"}, {"delta", "device, count, sum"},
	{"pending", "device, entry, priority, op, reason, length, mark, done"}, {"errand", "device, after"},
	{"invitation", "id, expires, sealed"}, {"notice", "device, what, at"},
}

// Dump writes one moment of the database to w, sealed.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	d, err := s.seal.dumper(w)
	if err == nil {
		err = s.view(ctx, func(q *sql.Tx) error {
			t := &tx{ctx: ctx, sql: q, d: s.d, seal: s.seal, readOnly: true}
			for _, table := range tables {
				if err := t.dump(d, table.name, table.columns); err != nil {
					return err
				}
			}
			return d.encode("")
		})
	}
	if err == nil {
		err = d.close()
	}
	if err != nil {
		return fmt.Errorf("dump hub's database: %w", err)
	}
	return nil
}

func (t *tx) dump(d *dumper, name, columns string) error {
	n := strings.Count(columns, ",") + 1
	if err := errors.Join(d.encode(name), d.encode(n)); err != nil {
		return err
	}
	row, into := make([]any, n), make([]any, n)
	for i := range row {
		into[i] = &row[i]
	}
	err := t.query(func(r *sql.Rows) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		return d.encode(row)
	}, "SELECT "+columns+" FROM "+name)
	if err != nil {
		return err
	}
	return d.encode([]any{})
}

// Load fills a database that has nothing in it but what opening it made.
func (s *Store) Load(ctx context.Context, r io.Reader) error {
	u, err := s.seal.undumper(r)
	if err == nil {
		err = s.update(ctx, func(q *sql.Tx) error {
			return load(&tx{ctx: ctx, sql: q, d: s.d, seal: s.seal}, cbor.NewDecoder(bufio.NewReader(u)))
		})
	}
	if err == nil && !u.last { // whatever follows the end is no dump
		err = ErrDump
	}
	if err != nil {
		return fmt.Errorf("load hub's database: %w", err)
	}
	return nil
}

func load(t *tx, d *cbor.Decoder) error {
	var n int64
	if _, err := t.one("SELECT count(*) FROM setting WHERE name <> 'keys'", nil, &n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("there is a hub in it already: %w", hub.ErrForeign)
	}
	for _, table := range tables {
		if _, err := t.exec("DELETE FROM " + table.name); err != nil {
			return err
		}
	}
	for {
		var name string
		var columns int
		if d.Decode(&name) != nil {
			return ErrDump
		}
		if name == "" {
			return nil
		}
		want := ""
		for _, table := range tables {
			if table.name == name {
				want = table.columns
			}
		}
		if want == "" || d.Decode(&columns) != nil || columns != strings.Count(want, ",")+1 {
			return fmt.Errorf("of a newer version: %w", hub.ErrNewer)
		}
		if err := loadTable(t, d, name, want, columns); err != nil {
			return err
		}
	}
}

func loadTable(t *tx, d *cbor.Decoder, name, columns string, n int) error {
	var rows [][]any
	put := func() error {
		err := t.insert(name+" ("+columns+")", n, "", rows, nil)
		rows = rows[:0]
		return err
	}
	for {
		var row []any
		if d.Decode(&row) != nil {
			return ErrDump
		}
		if len(row) == 0 {
			return put()
		}
		if len(row) != n {
			return ErrDump
		}
		for i := range row {
			if v, ok := row[i].(uint64); ok {
				row[i] = int64(v)
			}
		}
		if rows = append(rows, row); len(rows) == 512 {
			if err := put(); err != nil {
				return err
			}
		}
	}
}

// dumper seals what is written to it, piece by piece.
type dumper struct {
	w    *bufio.Writer
	aead cipher.AEAD
	n    uint64
	buf  []byte
	enc  *cbor.Encoder
}

func (s *sealer) dumpKey(name [4]byte, salt []byte) (cipher.AEAD, error) {
	root, ok := s.roots[name]
	if !ok {
		return nil, fmt.Errorf("sealed under an unknown key: %w", hub.ErrSealed)
	}
	key := make([]byte, chacha20poly1305.KeySize)
	if _, err := io.ReadFull(hkdf.New(sha256.New, root[:], salt, []byte("waymark hub dump v1")), key); err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

func (s *sealer) dumper(w io.Writer) (*dumper, error) {
	salt := make([]byte, 32)
	rand.Read(salt)
	aead, err := s.dumpKey(s.use, salt)
	if err != nil {
		return nil, err
	}
	d := &dumper{w: bufio.NewWriter(w), aead: aead}
	d.enc = cbor.NewEncoder(d)
	_, err = d.w.Write(append(append([]byte(dumpIntro), s.use[:]...), salt...))
	return d, err
}

func (d *dumper) encode(v any) error { return d.enc.Encode(v) }

func (d *dumper) Write(b []byte) (int, error) {
	d.buf = append(d.buf, b...)
	for len(d.buf) > dumpPiece {
		if err := d.piece(d.buf[:dumpPiece], 0); err != nil {
			return 0, err
		}
		d.buf = append(d.buf[:0], d.buf[dumpPiece:]...)
	}
	return len(b), nil
}

func pieceNonce(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, chacha20poly1305.NonceSizeX-8, chacha20poly1305.NonceSizeX), n)
}

func (d *dumper) piece(b []byte, last uint32) error {
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(b)+d.aead.Overhead())|last)
	sealed := d.aead.Seal(nil, pieceNonce(d.n), b, head[:])
	d.n++
	_, err := d.w.Write(append(head[:], sealed...))
	return err
}

func (d *dumper) close() error {
	if err := d.piece(d.buf, dumpLast); err != nil {
		return err
	}
	return d.w.Flush()
}

// undumper opens what dumper sealed.
type undumper struct {
	r    io.Reader
	aead cipher.AEAD
	n    uint64
	rest []byte
	last bool
}

func (s *sealer) undumper(r io.Reader) (*undumper, error) {
	r = bufio.NewReader(r)
	head := make([]byte, len(dumpIntro)+4+32)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(dumpIntro)]) != dumpIntro {
		return nil, ErrDump
	}
	aead, err := s.dumpKey([4]byte(head[len(dumpIntro):]), head[len(dumpIntro)+4:])
	return &undumper{r: r, aead: aead}, err
}

func (u *undumper) Read(b []byte) (int, error) {
	for len(u.rest) == 0 {
		if u.last {
			return 0, io.EOF
		}
		var head [4]byte
		if _, err := io.ReadFull(u.r, head[:]); err != nil {
			return 0, ErrDump
		}
		n := binary.BigEndian.Uint32(head[:])
		u.last = n&dumpLast != 0
		if n &^= dumpLast; n > dumpPiece+chacha20poly1305.Overhead {
			return 0, ErrDump
		}
		sealed := make([]byte, n)
		if _, err := io.ReadFull(u.r, sealed); err != nil {
			return 0, ErrDump
		}
		piece, err := u.aead.Open(sealed[:0], pieceNonce(u.n), sealed, head[:])
		if err != nil {
			return 0, ErrDump
		}
		u.n++
		u.rest = piece
	}
	n := copy(b, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

// IsDump reports whether bytes begin like a dump; the first 32 are enough.
func IsDump(b []byte) bool { return strings.HasPrefix(string(b), dumpIntro) }

// CheckDump reads a dump through and returns [ErrDump] unless it is whole.
func (s *Store) CheckDump(r io.Reader) error {
	u, err := s.seal.undumper(r)
	if err == nil {
		_, err = io.Copy(io.Discard, u)
	}
	if err != nil {
		return fmt.Errorf("check dump: %w", err)
	}
	return nil
}
