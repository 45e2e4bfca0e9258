package vault

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"sync"
	"unicode"

	"filippo.io/age"
	"github.com/tyler-smith/go-bip39/wordlists"
)

// Code is a recovery code: 128 random bits that the organisation keeps for one vault and reads out over the telephone,
// as twelve words, after two persons have made sure who is calling. It is for one use. Random bits need no stretching.
type Code [16]byte

// NewCode makes one.
func NewCode() Code {
	var c Code
	rand.Read(c[:])
	return c
}

// String keeps a code out of logs.
func (Code) String() string { return "recovery code" }

// Twelve words are 132 bits: the code and 4 bits of its digest, so that one misheard word in sixteen at most passes as
// a code, and then opens nothing. The list is BIP 39's English one, the same as for invitations: every word is known by
// its first four letters, which are enough to type, and can be spelt on the telephone in any language.
const (
	codeWords     = 12
	codeCheckBits = 4
	wordBits      = 11
)

// ErrCode is returned for words that are no recovery code.
var ErrCode = errors.New("not a recovery code")

// CodeWordError says which word is on no list. It is an ErrCode.
type CodeWordError struct{ Place int } // counted from 1

func (e *CodeWordError) Error() string { return fmt.Sprintf("%v: word %d", ErrCode, e.Place) }
func (e *CodeWordError) Unwrap() error { return ErrCode }

var codePlaces = sync.OnceValue(func() map[string]int64 {
	places := map[string]int64{}
	for i, w := range wordlists.English {
		places[w[:min(len(w), 4)]] = int64(i)
	}
	return places
})

func (c Code) check() int64 {
	sum := sha256.Sum256(append([]byte("waymark.vault/v1 code words\n"), c[:]...))
	return int64(sum[0] >> (8 - codeCheckBits))
}

// Words returns the twelve words, with spaces between.
func (c Code) Words() string {
	n := new(big.Int).SetBytes(c[:])
	n.Lsh(n, codeCheckBits).Or(n, big.NewInt(c.check()))
	words := make([]string, codeWords)
	word := new(big.Int)
	for i := codeWords - 1; i >= 0; i-- {
		n.DivMod(n, big.NewInt(1<<wordBits), word)
		words[i] = wordlists.English[word.Int64()]
	}
	return strings.Join(words, " ")
}

// ParseCode reads words between anything that is no letter. The first four letters of a word are enough; a word with
// those and others after them is not that word. Errors: ErrCode, *CodeWordError.
func ParseCode(text string) (c Code, err error) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	n := new(big.Int)
	for i, w := range words {
		place, ok := codePlaces()[w[:min(len(w), 4)]]
		if !ok || len(w) != 4 && w != wordlists.English[place] {
			return c, &CodeWordError{i + 1}
		}
		n.Lsh(n, wordBits).Or(n, big.NewInt(place))
	}
	if len(words) != codeWords {
		return c, ErrCode
	}
	check := new(big.Int).And(n, big.NewInt(1<<codeCheckBits-1)).Int64()
	n.Rsh(n, codeCheckBits).FillBytes(c[:])
	if c.check() != check {
		return Code{}, ErrCode
	}
	return c, nil
}

const sealedCodeIntro = "waymark.vault/v1 recovery code\n"

// SealCode seals a code to the organisation's recovery recipient, together with vault.key as it is now, for whoever keeps
// them there: the code helps who forgot the passphrase, the key file whose key file was lost.
func (v *Vault) SealCode(code Code, recipient string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return nil, fmt.Errorf("seal code: %w", ErrNoSlot)
	}
	r, err := parseRecipient(recipient)
	if err != nil {
		return nil, fmt.Errorf("seal code: %w", err)
	}
	plain := append(append([]byte(sealedCodeIntro), code[:]...), v.header.marshal()...)
	defer clear(plain)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("seal code: %w", err)
	}
	return b.Bytes(), nil
}

// OpenCode opens what SealCode made with the organisation's recovery identity, "AGE-SECRET-KEY-...". It returns the code
// and vault.key. Errors: ErrWrongKey, ErrDamaged.
func OpenCode(sealed []byte, identity string) (c Code, keyFile []byte, err error) {
	var id age.Identity
	id, err = age.ParseHybridIdentity(identity)
	if err != nil {
		if id, err = age.ParseX25519Identity(identity); err != nil {
			return c, nil, fmt.Errorf("open code: %w: not an identity", ErrWrongKey)
		}
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return c, nil, fmt.Errorf("open code: %w", ErrWrongKey)
	}
	plain, err := io.ReadAll(io.LimitReader(r, int64(len(sealedCodeIntro)+len(c)+maxKeyFile)+1))
	defer clear(plain)
	rest, ok := bytes.CutPrefix(plain, []byte(sealedCodeIntro))
	if err != nil || !ok || len(rest) < len(c) {
		return c, nil, fmt.Errorf("open code: %w", ErrDamaged)
	}
	keyFile = bytes.Clone(rest[copy(c[:], rest):])
	if _, err := parseKeyFile(keyFile); err != nil {
		return Code{}, nil, fmt.Errorf("open code: %w", err)
	}
	return c, keyFile, nil
}

// HasCode reports whether the code opens the vault.
func (v *Vault) HasCode(code Code) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil || !v.header.has(slotCode) {
		return false
	}
	key, err := v.header.openCode(code)
	defer clear(key[:])
	return err == nil && key == v.key
}

// SetCode replaces the recovery code.
func (v *Vault) SetCode(code Code) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return fmt.Errorf("set code: %w", ErrNoSlot)
	}
	s, err := codeSlot(v.header.Vault, v.key, code)
	if err != nil {
		return fmt.Errorf("set code: %w", err)
	}
	return v.replaceSlots(v.header.with(v.key, slotCode, []slot{s}))
}

// Recovered is the end of UnlockCode: the passphrase and the code are replaced in one step, so that the used code opens
// nothing from the moment on in which the new passphrase does. Zero Params: calibrated.
func (v *Vault) Recovered(passphrase []byte, p Params, next Code) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return fmt.Errorf("recover: %w", ErrNoSlot)
	}
	if len(passphrase) == 0 {
		return errors.New("recover: empty passphrase")
	}
	pass, err := passphraseSlot(v.header.Vault, v.key, passphrase, p, v.kdf)
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	code, err := codeSlot(v.header.Vault, v.key, next)
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	return v.replaceSlots(v.header.with(v.key, slotPassphrase, []slot{pass}).with(v.key, slotCode, []slot{code}))
}

func codeSlot(vaultID []byte, key Key, code Code) (slot, error) {
	s := slot{Kind: slotCode, Salt: make([]byte, saltLen)}
	rand.Read(s.Salt)
	kek, err := codeKey(code, s.Salt)
	if err == nil {
		err = s.wrap(kek, vaultID, key)
	}
	return s, err
}
