package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"waymark/internal/durable"
	"waymark/internal/vault"
)

// recoverVault is what the helpdesk does for somebody who forgot the passphrase: two persons with their shares open the
// code of one device's vault and read out its twelve words. The hub only hands over what is sealed and notes that it was
// asked; the shares and the code stay in this process.
func recoverVault(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("recover", flag.ContinueOnError)
	var w where
	w.flags(f)
	var files []string
	f.Func("share", "a share of the recovery identity; given twice, for two persons", func(s string) error {
		files = append(files, s)
		return nil
	})
	keyFile := f.String("keyfile", "", "also write the vault's key file, as it was when the code was made, to this file: for a laptop that lost its own")
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	if len(files) != 2 {
		fmt.Fprintln(stderr, "recover takes two persons: -share A.share -share B.share")
		return errUsage
	}
	fmt.Fprint(stderr, "Before you go on, both of you: call back on a number you knew before, and hear something only\nthe right person knows. Whoever has these words and the laptop reads everything on it.\n\n")
	hubArgs := []string{"-db", w.DB}
	if w.Keys != "" {
		hubArgs = append(hubArgs, "-keys", w.Keys)
	}
	device := f.Arg(0)
	var text bytes.Buffer
	if err := remote(ctx, append(append([]string{"code"}, hubArgs...), device), &text, stderr); err != nil {
		return err
	}
	sealed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text.String()))
	if err != nil {
		return fmt.Errorf("read code: %w", err)
	}
	ask := newAsker(stdin, stderr)
	var two [2]share
	for i, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read share: %w", err)
		}
		pass, err := ask.passphrase(file)
		if err != nil {
			return err
		}
		if two[i], err = openShare(b, pass); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	id, err := identity(two[0], two[1])
	if err != nil {
		return err
	}
	c, key, err := vault.OpenCode(sealed, id.Secret())
	if err != nil {
		return err
	}
	// Noted before anybody sees it.
	if err := remote(ctx, append(append([]string{"reading"}, hubArgs...), device), io.Discard, stderr); err != nil {
		return err
	}
	if *keyFile != "" {
		if _, err := os.Stat(*keyFile); err == nil {
			return errors.New("there is a file of that name: a key file replaces none")
		}
		if err := durable.WriteFile(*keyFile, key, 0o600); err != nil {
			return fmt.Errorf("write key file: %w", err)
		}
	}
	fmt.Fprintf(stderr, "\n%s and %s read out, the first four letters of each word are enough:\n\n", two[0].Holder, two[1].Holder)
	for i, word := range strings.Fields(c.Words()) {
		fmt.Fprintf(stdout, "%2d  %s\n", i+1, word)
	}
	fmt.Fprint(stderr, "\nOnce they have been used they open nothing any more.\n")
	return nil
}

// code prints the sealed code of a device. It is no secret by itself.
func code(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	d, err := h.oneDevice(ctx, "code", args, stderr)
	if err != nil {
		return err
	}
	c, err := h.hub.RecoveryCode(ctx, d)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "made %s\n", date(c.Made, "2006-01-02"))
	fmt.Fprintln(stdout, base64.StdEncoding.EncodeToString(c.Sealed))
	return nil
}

// reading notes that a device's code is being read out.
func reading(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	d, err := h.oneDevice(ctx, "reading", args, stderr)
	if err != nil {
		return err
	}
	if err := h.hub.NoteRecovery(ctx, d); err != nil {
		return err
	}
	fmt.Fprintln(stdout, d)
	return nil
}

// asker asks persons at the terminal.
type asker struct {
	lines  *bufio.Scanner
	out    io.Writer
	hidden func() (shown func())
}

func newAsker(stdin io.Reader, out io.Writer) *asker {
	a := &asker{out: out, hidden: func() func() { return func() {} }}
	if stdin == nil {
		stdin = strings.NewReader("")
	}
	if f, ok := stdin.(*os.File); ok {
		a.hidden = func() func() { return hideTyping(f) }
	}
	a.lines = bufio.NewScanner(stdin)
	return a
}

var errNoAnswer = errors.New("nobody answered")

// leastShareLetters: the file may be copied, and is tried elsewhere then.
const leastShareLetters = 12

func (a *asker) line(question string) (string, error) {
	fmt.Fprint(a.out, question)
	shown := a.hidden()
	ok := a.lines.Scan()
	shown()
	fmt.Fprintln(a.out)
	if !ok || a.lines.Text() == "" {
		return "", errNoAnswer
	}
	return a.lines.Text(), nil
}

func (a *asker) passphrase(of string) (string, error) {
	return a.line(fmt.Sprintf("passphrase of %s: ", of))
}

func (a *asker) newPassphrase(of string) (string, error) {
	pass, err := a.line(fmt.Sprintf("%s, choose a passphrase of at least %d letters: ", of, leastShareLetters))
	if err != nil {
		return "", err
	}
	if len([]rune(pass)) < leastShareLetters {
		return "", fmt.Errorf("the passphrase of %s is too short", of)
	}
	again, err := a.line("once more: ")
	if err == nil && again != pass {
		err = fmt.Errorf("%s typed two different ones", of)
	}
	return pass, err
}
