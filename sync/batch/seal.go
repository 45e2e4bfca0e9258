package batch

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"filippo.io/age"

	"waymark/internal/id"
)

// The first line: a version is in the first bytes of everything that is kept or sent.
const (
	introFamily = "waymark.batch/v"
	intro       = introFamily + "1\n"
)

// Sealed is a whole batch as it travels.
type Sealed struct {
	Header Header
	Bytes  []byte
}

// Name returns the batch's file name, which sorts a sender's batches by their making.
func (s Sealed) Name() string {
	return fmt.Sprintf("%s-%016x-%s.batch", s.Header.From, s.Header.Made, s.Header.ID)
}

// ParseName reads what [Sealed.Name] returns.
func ParseName(name string) (from NodeID, made uint64, b ID, err error) {
	stem, ok := strings.CutSuffix(name, ".batch")
	parts := strings.Split(stem, "-")
	if !ok || len(parts) != 3 || len(parts[1]) != 16 {
		return from, 0, b, fmt.Errorf("name of a batch: %w", ErrFormat)
	}
	from, err = id.Parse[nodeMark](parts[0])
	if err == nil {
		made, err = strconv.ParseUint(parts[1], 16, 64)
	}
	if err == nil {
		b, err = id.Parse[batchMark](parts[2])
	}
	if err != nil {
		return NodeID{}, 0, ID{}, fmt.Errorf("name of a batch: %w", ErrFormat)
	}
	return from, made, b, nil
}

// ParseNodeID reads a node's text, such as the name of its folder on a stick.
func ParseNodeID(s string) (NodeID, error) { return id.Parse[nodeMark](s) }

// Seal makes the batch that carries c under h, signed by signer. The header's key
// names, length and sum are filled in, and its ID if it is zero. Without content
// nothing is sealed, to may be nil and the batch is under 4.2 KiB.
func Seal(h Header, c Content, signer ed25519.PrivateKey, to *Recipient) (Sealed, error) {
	content, err := c.encode()
	if err != nil {
		return Sealed{}, fmt.Errorf("seal batch: %w", err)
	}
	var sealed []byte
	if len(content) > 0 {
		if to == nil {
			return Sealed{}, fmt.Errorf("seal batch without a recipient: %w", ErrFormat)
		}
		if sealed, err = seal(compress(content), to.age); err != nil {
			return Sealed{}, fmt.Errorf("seal batch: %w", err)
		}
	}
	return sealHeader(h, sealed, signer, to)
}

func sealHeader(h Header, sealed []byte, signer ed25519.PrivateKey, to *Recipient) (Sealed, error) {
	if len(sealed) > MaxSealed {
		return Sealed{}, fmt.Errorf("seal batch of %d bytes: %w", len(sealed), ErrTooLarge)
	}
	if h.ID.IsZero() {
		h.ID = id.New[batchMark]()
	}
	h.FromKey = KeyIDOf(signer.Public().(ed25519.PublicKey))
	if to != nil {
		h.ToKey = to.ID()
	}
	h.Length, h.Sum = uint32(len(sealed)), [32]byte{}
	if len(sealed) > 0 {
		h.Sum = sha256.Sum256(sealed)
	}
	head, err := h.encode()
	if err != nil {
		return Sealed{}, fmt.Errorf("seal batch: %w", err)
	}
	b := make([]byte, 0, len(intro)+2+len(head)+ed25519.SignatureSize+len(sealed))
	b = put16s(append(b, intro...), head)
	b = append(b, ed25519.Sign(signer, b)...)
	return Sealed{h, append(b, sealed...)}, nil
}

func seal(b []byte, to ...age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(b) + len(b)/2048 + 2200) // age adds a header of some 1,700 bytes and 16 bytes per 64 KiB
	w, err := age.Encrypt(&out, to...)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// SignerOf returns the key that must have signed a batch with the header h, which
// nobody has checked yet: it looks up h.From and h.FromKey or, where h has an
// introduction, checks the invitation and returns the key introduced. Its error is
// returned, wrapped, by whoever called it.
type SignerOf func(h Header) (ed25519.PublicKey, error)

// Signed returns a SignerOf that accepts public alone.
func Signed(public ed25519.PublicKey) SignerOf {
	return func(Header) (ed25519.PublicKey, error) { return public, nil }
}

// ReadHeader reads a batch's header and signature from r, never a byte more and
// never more than 4,179, and checks the signature with the key that signer returns.
// It returns what it read; [ReadRest] goes on. On [ErrSignature] the header is
// returned too, for whoever wants to say whose name was used.
func ReadHeader(r io.Reader, signer SignerOf) (Header, []byte, error) {
	h, raw, err := readHeader(r)
	if err == nil {
		err = verify(h, raw, signer)
	}
	if err != nil {
		return h, raw, fmt.Errorf("read batch header: %w", err)
	}
	return h, raw, nil
}

// readHeader reads and parses without asking who signed.
func readHeader(r io.Reader) (h Header, raw []byte, err error) {
	raw = make([]byte, len(intro)+2, 1024)
	n, err := io.ReadFull(r, raw)
	if err := checkIntro(raw[:n]); err != nil {
		return h, nil, err
	}
	if err != nil {
		return h, nil, short(err)
	}
	size := int(binary.BigEndian.Uint16(raw[len(intro):]))
	if size > MaxHeader {
		return h, nil, fmt.Errorf("header of %d bytes: %w", size, ErrTooLarge)
	}
	start := len(raw)
	raw = append(raw, make([]byte, size+ed25519.SignatureSize)...)
	if _, err := io.ReadFull(r, raw[start:]); err != nil {
		return h, nil, short(err)
	}
	h, err = parseHeader(raw[start : start+size])
	return h, raw, err
}

func checkIntro(b []byte) error {
	line := b[:min(len(b), len(intro))]
	switch {
	case bytes.HasPrefix([]byte(intro), line):
		return nil // or a beginning of it: the caller finds it too short
	case bytes.HasPrefix(line, []byte(introFamily)) && line[len(introFamily)] >= '1' && line[len(introFamily)] <= '9':
		return ErrNewer
	}
	return ErrFormat
}

// short tells a file that was cut off from a line that broke.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("cut off: %w", ErrLength)
	}
	return err
}

func verify(h Header, raw []byte, signer SignerOf) error {
	public, err := signer(h)
	if err != nil {
		return err
	}
	signed, signature := raw[:len(raw)-ed25519.SignatureSize], raw[len(raw)-ed25519.SignatureSize:]
	if len(public) != ed25519.PublicKeySize || KeyIDOf(public) != h.FromKey || !ed25519.Verify(public, signed, signature) {
		return ErrSignature
	}
	return nil
}

// ReadRest reads the sealed part that follows what [ReadHeader] returned, never a
// byte more than the header says, and checks its sum.
func ReadRest(r io.Reader, h Header, raw []byte) (Sealed, error) {
	if h.Length > MaxSealed {
		return Sealed{}, fmt.Errorf("read batch: %w", ErrTooLarge)
	}
	// The buffer grows with what arrives: whoever claims 4 MiB must send them.
	b := bytes.NewBuffer(make([]byte, 0, len(raw)+int(min(h.Length, 256<<10))))
	b.Write(raw)
	n, err := io.Copy(b, io.LimitReader(r, int64(h.Length)))
	if err == nil && n < int64(h.Length) {
		err = fmt.Errorf("cut off: %w", ErrLength)
	}
	if err == nil {
		err = checkSum(h, b.Bytes()[len(raw):])
	}
	if err != nil {
		return Sealed{}, fmt.Errorf("read batch: %w", err)
	}
	return Sealed{h, b.Bytes()}, nil
}

func checkSum(h Header, sealed []byte) error {
	if h.Length > 0 && sha256.Sum256(sealed) != h.Sum {
		return ErrDamaged
	}
	return nil
}

// Inspect reads data without keys: whether it is one whole batch, and its header.
// Anybody can make bytes that pass.
func Inspect(data []byte) (Sealed, error) {
	s, _, err := inspect(data)
	if err != nil {
		return Sealed{}, fmt.Errorf("inspect batch: %w", err)
	}
	return s, nil
}

// inspect also returns how long header and signature are.
func inspect(data []byte) (Sealed, int, error) {
	h, raw, err := readHeader(bytes.NewReader(data))
	if err != nil {
		return Sealed{}, 0, err
	}
	rest := data[len(raw):]
	if len(rest) != int(h.Length) {
		return Sealed{}, 0, fmt.Errorf("%d bytes sealed where %d are said: %w", len(rest), h.Length, ErrLength)
	}
	return Sealed{h, data}, len(raw), checkSum(h, rest)
}

// Open checks s.Bytes from the first byte on, its signature included, and opens it
// with the one of identities that it is sealed to. A batch that carries nothing
// needs none. [ErrSealed] means that the right identity is not among them.
//
// Bodies lie together in one piece of memory of the content's size, which stays as
// long as any of them is used.
func Open(s Sealed, signer SignerOf, identities ...*Identity) (Content, error) {
	c, err := open(s.Bytes, signer, identities)
	if err != nil {
		return Content{}, fmt.Errorf("open batch: %w", err)
	}
	return c, nil
}

func open(data []byte, signer SignerOf, identities []*Identity) (Content, error) {
	s, start, err := inspect(data)
	if err == nil {
		err = verify(s.Header, data[:start], signer)
	}
	if err != nil || s.Header.Length == 0 {
		return Content{}, err
	}
	for _, i := range identities {
		if i.ID() != s.Header.ToKey {
			continue
		}
		b, err := unseal(data[start:], i)
		if err == nil {
			b, err = decompress(b, MaxOpened)
		}
		if err != nil {
			return Content{}, err
		}
		return parseContent(b)
	}
	return Content{}, ErrSealed
}

func unseal(b []byte, identities ...*Identity) ([]byte, error) {
	ids := make([]age.Identity, len(identities))
	for n, i := range identities {
		ids[n] = fewStanzas{i.age}
	}
	r, err := age.Decrypt(bytes.NewReader(b), ids...)
	var out bytes.Buffer
	if err == nil {
		out.Grow(len(b))
		_, err = out.ReadFrom(r)
	}
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none), len(ids) == 0:
		return nil, ErrSealed
	case errors.Is(err, errStanzas):
		return nil, fmt.Errorf("unseal: %w: %w", ErrTooLarge, err)
	case err != nil:
		return nil, fmt.Errorf("unseal: %w", ErrDamaged)
	}
	return out.Bytes(), nil
}
