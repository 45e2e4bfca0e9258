package hub

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waymark/internal/id"
	"waymark/sync/batch"
)

// Keys are what a hub is: two hubs that share a database share its keys, and a
// database is of no use without them. They are kept outside it ([Keys.Encode]).
type Keys struct {
	Node      batch.NodeID
	Batch     batch.Keys        // signs and opens
	Older     []Replaced        // those of before a rotation, newest first
	Turns     []byte            // makes turns
	Vouching  [][]byte          // the first vouches, all check
	Rows      [][32]byte        // seal the database's rows; the first seals, all open
	Vault     [32]byte          // seals an embedded database as a whole
	Statement []byte            // encoded batch.HubStatement: the organisation's word for Node and Batch
	Trusts    ed25519.PublicKey // the organisation's key, from the statement
}

// Replaced are keys that a rotation replaced: they still open what was sealed to them,
// and sign for a device that has not heard of newer ones, because it would not believe
// them. What makes it believe is the organisation's statement in such a batch.
type Replaced struct {
	Opening *batch.Identity
	Signing ed25519.PrivateKey // nil in a key file of before this was kept
}

// Organisation is what makes hubs believable. It is made once, and belongs offline:
// who has it can make a hub that every device believes.
type Organisation struct {
	Signing  ed25519.PrivateKey
	Recovery *batch.Identity // opens what must survive the hub and the staff
}

// NewOrganisation makes one.
func NewOrganisation() (Organisation, error) {
	k, err := batch.NewKeys()
	return Organisation{k.Signing, k.Opening}, err
}

// NewKeys makes a hub's keys and has the organisation vouch for them.
func NewKeys(o Organisation, now time.Time) (Keys, error) {
	var k Keys
	var err error
	if k.Batch, err = batch.NewKeys(); err != nil {
		return k, fmt.Errorf("make hub's keys: %w", err)
	}
	k.Node = newID[batch.NodeID](now)
	k.Turns, k.Vouching = random(), [][]byte{random()}
	k.Rows = [][32]byte{[32]byte(random())}
	k.Vault = [32]byte(random())
	return k.stated(o, now)
}

// Rotate returns k with new signing and opening keys, vouched for by the
// organisation. What was sealed to the old ones still opens.
func (k Keys) Rotate(o Organisation, now time.Time) (Keys, error) {
	if !bytes.Equal(o.Signing.Public().(ed25519.PublicKey), k.Trusts) {
		return k, errors.New("rotate keys: another organisation's key")
	}
	fresh, err := batch.NewKeys()
	if err != nil {
		return k, fmt.Errorf("rotate keys: %w", err)
	}
	k.Older = append([]Replaced{{k.Batch.Opening, k.Batch.Signing}}, k.Older...)
	k.Batch = fresh
	return k.stated(o, now)
}

func (k Keys) stated(o Organisation, now time.Time) (Keys, error) {
	statement, err := batch.HubStatement{
		Hub: k.Node, Signing: k.Batch.Public(), Recipient: k.Batch.Opening.Recipient(),
		Recovery: o.Recovery.Recipient(), From: now.UnixMilli(),
	}.Sign(o.Signing)
	k.Statement, k.Trusts = statement, o.Signing.Public().(ed25519.PublicKey)
	return k, err
}

func (k Keys) identities() []*batch.Identity {
	all := []*batch.Identity{k.Batch.Opening}
	for _, o := range k.Older {
		all = append(all, o.Opening)
	}
	return all
}

// signer returns the key that a device believes which seals to the opening key to.
func (k Keys) signer(to batch.KeyID) ed25519.PrivateKey {
	for _, o := range k.Older {
		if o.Opening.ID() == to && o.Signing != nil {
			return o.Signing
		}
	}
	return k.Batch.Signing
}

func random() []byte {
	b := make([]byte, 32)
	rand.Read(b) // never fails, see its documentation
	return b
}

// The key file: a first line with its version, then JSON, then a line with the
// SHA-256 of all before it, so that a file cut short is not half believed.
const (
	keysIntro         = "waymark.hubkeys/v1\n"
	organisationIntro = "waymark.organisation/v1\n"
)

// ErrKeyFile is returned for bytes that are no key file, or a damaged one.
var ErrKeyFile = errors.New("not a key file, or damaged")

type keysFile struct {
	Node      batch.NodeID `json:"node"`
	Batch     []byte       `json:"batch"`
	Older     []string     `json:"older,omitempty"`
	OlderSign [][]byte     `json:"older_signing,omitempty"` // seeds, empty where there is none
	Turns     []byte       `json:"turns"`
	Vouching  [][]byte     `json:"vouching"`
	Rows      [][]byte     `json:"rows"`
	Vault     []byte       `json:"vault"`
	Statement []byte       `json:"statement"`
}

// Encode returns k as a key file. It is secret.
func (k Keys) Encode() []byte {
	f := keysFile{Node: k.Node, Batch: k.Batch.Encode(), Turns: k.Turns, Vouching: k.Vouching, Vault: k.Vault[:], Statement: k.Statement}
	for _, o := range k.Older {
		f.Older = append(f.Older, o.Opening.Secret())
		if o.Signing == nil {
			f.OlderSign = append(f.OlderSign, nil)
			continue
		}
		f.OlderSign = append(f.OlderSign, o.Signing.Seed())
	}
	for _, r := range k.Rows {
		f.Rows = append(f.Rows, bytes.Clone(r[:]))
	}
	return encodeFile(keysIntro, f)
}

// ParseKeys reads what [Keys.Encode] wrote.
func ParseKeys(b []byte) (k Keys, err error) {
	var f keysFile
	if err := decodeFile(keysIntro, b, &f); err != nil {
		return k, fmt.Errorf("hub's keys: %w", err)
	}
	k = Keys{Node: f.Node, Turns: f.Turns, Vouching: f.Vouching, Statement: f.Statement}
	if k.Batch, err = batch.ParseKeys(f.Batch); err != nil {
		return k, fmt.Errorf("hub's keys: %w", err)
	}
	for i, secret := range f.Older {
		var o Replaced
		if o.Opening, err = batch.ParseIdentity(secret); err != nil {
			return k, fmt.Errorf("hub's older keys: %w", err)
		}
		if i < len(f.OlderSign) && len(f.OlderSign[i]) == ed25519.SeedSize {
			o.Signing = ed25519.NewKeyFromSeed(f.OlderSign[i])
		}
		k.Older = append(k.Older, o)
	}
	if len(f.Turns) < 32 || len(f.Vouching) == 0 || len(f.Rows) == 0 || len(f.Vault) != 32 {
		return k, fmt.Errorf("hub's keys: %w", ErrKeyFile)
	}
	for _, r := range f.Rows {
		if len(r) != 32 {
			return k, fmt.Errorf("hub's keys: %w", ErrKeyFile)
		}
		k.Rows = append(k.Rows, [32]byte(r))
	}
	k.Vault = [32]byte(f.Vault)
	s, err := batch.ParseHubStatement(f.Statement)
	if err != nil {
		return k, fmt.Errorf("hub's keys: %w", err)
	}
	if s.Hub != k.Node || !bytes.Equal(s.Signing, k.Batch.Public()) {
		return k, fmt.Errorf("hub's keys: the statement is of other keys: %w", ErrKeyFile)
	}
	k.Trusts = s.Organisation
	return k, nil
}

type organisationFile struct {
	Signing  []byte `json:"signing"`
	Recovery string `json:"recovery"`
}

// Encode returns o as a file. It is the most secret of all.
func (o Organisation) Encode() []byte {
	return encodeFile(organisationIntro, organisationFile{o.Signing.Seed(), o.Recovery.Secret()})
}

// ParseOrganisation reads what [Organisation.Encode] wrote.
func ParseOrganisation(b []byte) (o Organisation, err error) {
	var f organisationFile
	if err := decodeFile(organisationIntro, b, &f); err != nil {
		return o, fmt.Errorf("organisation's keys: %w", err)
	}
	if len(f.Signing) != ed25519.SeedSize {
		return o, fmt.Errorf("organisation's keys: %w", ErrKeyFile)
	}
	o.Signing = ed25519.NewKeyFromSeed(f.Signing)
	o.Recovery, err = batch.ParseIdentity(f.Recovery)
	return o, err
}

func encodeFile(intro string, f any) []byte {
	b, err := json.MarshalIndent(f, "", "\t")
	if err != nil {
		panic("hub: a key file of bytes and texts: " + err.Error())
	}
	b = append(append([]byte(intro), b...), '\n')
	sum := sha256.Sum256(b)
	return append(hex.AppendEncode(b, sum[:]), '\n')
}

func decodeFile(intro string, b []byte, into any) error {
	tail := 2*sha256.Size + 1
	rest, ok := bytes.CutPrefix(b, []byte(intro))
	if !ok || len(rest) < tail {
		return ErrKeyFile
	}
	sum := sha256.Sum256(b[:len(b)-tail])
	if string(b[len(b)-tail:]) != hex.EncodeToString(sum[:])+"\n" {
		return ErrKeyFile
	}
	d := json.NewDecoder(bytes.NewReader(rest[:len(rest)-tail]))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return ErrKeyFile // the decoder's text may quote a key
	}
	return nil
}

// newID returns an identifier dated now.
func newID[T ~[16]byte](now time.Time) T { return T(id.At[struct{}](now)) }
