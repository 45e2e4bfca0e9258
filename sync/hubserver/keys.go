package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// keys is about the key file alone: it needs no database, and no hub that serves.
func keys(args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "export":
			return exportKeys(args[1:], stdout, stderr)
		case "open":
			return openKeys(args[1:], stdout, stderr)
		case "rotate":
			return rotateKeys(args[1:], stdout, stderr)
		}
	}
	w, f := keyFlags("keys")
	if err := w.parse(f, stderr, args, 0); err != nil {
		return err
	}
	k, _, err := w.readKeys(false)
	if err != nil {
		return err
	}
	s, err := batch.ParseHubStatement(k.Statement)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "hub           %s\nsigns         %x\nopens         %x\nsince         %s\nolder         %d\norganisation  %x\n", k.Node,
		batch.KeyIDOf(k.Batch.Public()), k.Batch.Opening.ID(), time.UnixMilli(s.From).UTC().Format(time.DateTime), len(k.Older), batch.KeyIDOf(k.Trusts))
	return nil
}

func keyFlags(name string) (*where, *flag.FlagSet) {
	w, f := new(where), flag.NewFlagSet(name, flag.ContinueOnError)
	w.flags(f)
	return w, f
}

// parse reads flags that say where a hub is, and others.
func (w *where) parse(f *flag.FlagSet, stderr io.Writer, args []string, most int) (err error) {
	if err := parse(f, stderr, args, most); err != nil {
		return err
	}
	if *w, err = w.check(); err != nil {
		fmt.Fprintln(stderr, "hubserver:", err)
		return errUsage
	}
	return nil
}

// A key file that is sealed to the organisation's recovery recipient is an age file
// with this before the key file.
const sealedKeysIntro = "waymark.hubkeys.sealed/v1\n"

// exportKeys writes a copy of the key file, which a backup is worth nothing without:
// sealed to the recovery recipient, so that the copy may lie beside the backup.
func exportKeys(args []string, stdout, stderr io.Writer) error {
	w, f := keyFlags("keys export")
	plain := f.Bool("plain", false, "as it is: whoever has it and a backup reads what is not sealed to a circle")
	if err := w.parse(f, stderr, args, 1); err != nil {
		return err
	}
	k, _, err := w.readKeys(false)
	if err != nil {
		return err
	}
	b, says := k.Encode(), ""
	if !*plain {
		if b, err = sealKeys(k); err != nil {
			return err
		}
		says = "it opens with " + organisationName + ": hubserver keys open\n"
	}
	if err := writeNew(f.Arg(0), b); err != nil {
		return fmt.Errorf("export keys: %w", err)
	}
	fmt.Fprintln(stdout, f.Arg(0))
	fmt.Fprint(stderr, says)
	return nil
}

func sealKeys(k hub.Keys) ([]byte, error) {
	s, err := batch.ParseHubStatement(k.Statement)
	if err != nil {
		return nil, err
	}
	to, err := age.ParseHybridRecipient(s.Recovery.String())
	if err != nil {
		return nil, fmt.Errorf("recovery recipient: %w", err)
	}
	out := bytes.NewBufferString(sealedKeysIntro)
	w, err := age.Encrypt(out, to)
	if err == nil {
		_, err = w.Write(k.Encode())
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("seal keys: %w", err)
	}
	return out.Bytes(), nil
}

// openKeys turns a sealed copy back into a key file.
func openKeys(args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("keys open", flag.ContinueOnError)
	from := f.String("from", organisationName, "the organisation's key file")
	if err := parse(f, stderr, args, 2); err != nil {
		return err
	}
	o, err := readOrganisation(*from)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(f.Arg(0))
	if err != nil {
		return fmt.Errorf("open keys: %w", err)
	}
	sealed, ours := bytes.CutPrefix(b, []byte(sealedKeysIntro))
	if !ours {
		return fmt.Errorf("open keys: %w", hub.ErrKeyFile)
	}
	i, err := age.ParseHybridIdentity(o.Recovery.Secret())
	if err != nil {
		return fmt.Errorf("open keys: %w", hub.ErrKeyFile)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), i)
	if err != nil {
		return errors.New("open keys: sealed for another organisation, or damaged")
	}
	k, err := io.ReadAll(r)
	if err == nil {
		_, err = hub.ParseKeys(k)
	}
	if err == nil {
		err = writeNew(f.Arg(1), k)
	}
	if err != nil {
		return fmt.Errorf("open keys: %w", err)
	}
	fmt.Fprintln(stdout, f.Arg(1))
	return nil
}

// rotateKeys makes new signing and opening keys. Devices hear of them in the next
// answer, and go on with the old ones until then.
func rotateKeys(args []string, stdout, stderr io.Writer) error {
	w, f := keyFlags("keys rotate")
	from := f.String("from", "", "the organisation's key file (default: that in the folder of the keys)")
	if err := w.parse(f, stderr, args, 0); err != nil {
		return err
	}
	if *from == "" {
		*from = filepath.Join(w.Keys, organisationName)
	}
	if conn, err := net.Dial("unix", w.socket()); err == nil {
		return errors.Join(errors.New("a hub serves with these keys: stop it first"), conn.Close())
	}
	k, _, err := w.readKeys(false)
	if err != nil {
		return err
	}
	o, err := readOrganisation(*from)
	if err != nil {
		return err
	}
	if k, err = k.Rotate(o, time.Now()); err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(w.Keys, keysName), k.Encode(), 0o600); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	fmt.Fprintf(stdout, "signs         %x\nopens         %x\n", batch.KeyIDOf(k.Batch.Public()), k.Batch.Opening.ID())
	fmt.Fprintf(stderr, "copy %s to every other hub of this database before one of them serves again, and export it anew\n", keysName)
	return nil
}

func readOrganisation(path string) (o hub.Organisation, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return o, fmt.Errorf("read organisation's keys: %w", err)
	}
	defer clear(b)
	return hub.ParseOrganisation(b)
}

// writeNew writes a file that only its owner reads, and replaces none.
func writeNew(path string, b []byte) error {
	if _, err := os.Stat(path); err == nil {
		return errors.New("there is a file of that name, and it is not replaced")
	}
	return durable.WriteFile(path, b, 0o600)
}
