package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"filippo.io/age"

	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// The organisation's recovery identity opens every vault's code, so no single person has it: it is divided among several,
// and any two of them together have it again. Every byte of it is where a line crosses the axis, in the field of 256
// elements; a share is one point of each line, which alone says nothing of the crossing (Shamir 1979, threshold two).
//
// A share is a file that its holder's passphrase opens (age, scrypt).
type share struct {
	Holder string `json:"holder"`
	Of     string `json:"of"` // the recovery recipient whose identity was divided
	X      byte   `json:"x"`  // not 0: that is the identity itself
	Y      []byte `json:"y"`
}

const (
	shareIntro    = "waymark.share/v1\n"
	mostHolders   = 20
	shareMaxBytes = 1 << 16
)

// shareWork is scrypt's work factor as a power of two: about a second a try.
var shareWork = 18

// divide makes a share for every holder.
func divide(secret []byte, of string, holders []string) []share {
	slopes := make([]byte, len(secret))
	defer clear(slopes)
	rand.Read(slopes)
	all := make([]share, len(holders))
	for i, h := range holders {
		s := share{Holder: h, Of: of, X: byte(i + 1), Y: make([]byte, len(secret))}
		for k := range secret {
			s.Y[k] = secret[k] ^ times(slopes[k], s.X)
		}
		all[i] = s
	}
	return all
}

var errShares = errors.New("these two do not belong together")

// join is the opposite of divide, for two shares.
func join(a, b share) ([]byte, error) {
	if a.Of != b.Of || a.X == b.X || a.X == 0 || b.X == 0 || len(a.Y) != len(b.Y) {
		return nil, errShares
	}
	over := inverse(a.X ^ b.X)
	secret := make([]byte, len(a.Y))
	for k := range secret {
		secret[k] = times(a.Y[k], times(b.X, over)) ^ times(b.Y[k], times(a.X, over))
	}
	return secret, nil
}

// times multiplies in GF(256) with the polynomial of AES.
func times(a, b byte) (p byte) {
	for range 8 {
		p ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return p
}

// inverse is a to the power of 254.
func inverse(a byte) byte {
	p := byte(1)
	for range 254 {
		p = times(p, a)
	}
	return p
}

func (s share) seal(passphrase string) ([]byte, error) {
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("seal share: %w", err)
	}
	r.SetWorkFactor(shareWork)
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("seal share: %w", err)
	}
	defer clear(plain)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err == nil {
		_, err = w.Write(append([]byte(shareIntro), plain...))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("seal share: %w", err)
	}
	return b.Bytes(), nil
}

func openShare(sealed []byte, passphrase string) (s share, err error) {
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return s, fmt.Errorf("open share: %w", err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return s, errors.New("the passphrase does not open the share, or it is damaged")
	}
	plain, err := io.ReadAll(io.LimitReader(r, shareMaxBytes))
	defer clear(plain)
	rest, ok := bytes.CutPrefix(plain, []byte(shareIntro))
	if err != nil || !ok || json.Unmarshal(rest, &s) != nil {
		return s, errors.New("not a share, or a damaged one")
	}
	return s, nil
}

// shares divides the recovery identity among persons, who type their passphrases one after the other.
func shares(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("shares", flag.ContinueOnError)
	from := f.String("from", organisationName, "the organisation's key file")
	into := f.String("into", ".", "the folder for the shares: NAME.share for every NAME")
	f.SetOutput(stderr)
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	holders := f.Args()
	if len(holders) < 2 || len(holders) > mostHolders {
		fmt.Fprintf(stderr, "shares takes the names of 2 to %d persons\n", mostHolders)
		return errUsage
	}
	seen := map[string]bool{}
	for _, h := range holders {
		if !plainName(h) || seen[strings.ToLower(h)] {
			fmt.Fprintf(stderr, "%q is no name for a file, or stands twice\n", h)
			return errUsage
		}
		seen[strings.ToLower(h)] = true
	}
	b, err := os.ReadFile(*from)
	if err != nil {
		return fmt.Errorf("read organisation's keys: %w", err)
	}
	defer clear(b)
	o, err := hub.ParseOrganisation(b)
	if err != nil {
		return err
	}
	secret := []byte(o.Recovery.Secret())
	defer clear(secret)
	ask := newAsker(stdin, stderr)
	for _, s := range divide(secret, o.Recovery.Recipient().String(), holders) {
		path := filepath.Join(*into, s.Holder+".share")
		if _, err := os.Stat(path); err == nil {
			return fmt.Errorf("%s is there already: a share replaces none", path)
		}
		pass, err := ask.newPassphrase(s.Holder)
		if err != nil {
			return err
		}
		sealed, err := s.seal(pass)
		clear(s.Y)
		if err != nil {
			return err
		}
		if err := durable.WriteFile(path, sealed, 0o600); err != nil {
			return fmt.Errorf("write share: %w", err)
		}
		fmt.Fprintln(stdout, path)
	}
	fmt.Fprintf(stderr, "Give each share to its holder. Then put %s where nobody gets at it alone, such as a safe:\nwho has it needs no second person.\n", *from)
	return nil
}

func plainName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' })
}

// identity is what two shares give, checked against what they say they are of.
func identity(a, b share) (*batch.Identity, error) {
	secret, err := join(a, b)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	id, err := batch.ParseIdentity(string(secret))
	if err != nil || id.Recipient().String() != a.Of {
		return nil, errShares
	}
	return id, nil
}
