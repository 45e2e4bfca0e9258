//go:build unix

package disclose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const diskFull = syscall.ENOSPC

// What asking and handing over may take at most: a print server that does not answer must not hold the program.
const (
	askWithin   = 15 * time.Second
	printWithin = 2 * time.Minute
)

// command runs one of the printing system's commands. Its words are asked for in the one language that is the same
// everywhere; they never hold what is printed.
func command(ctx context.Context, stdin []byte, name string, args ...string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", ErrNoPrinting
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "LANGUAGE=C")
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.WaitDelay = time.Second
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("%s: %w", name, ctx.Err())
		}
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return "", &commandError{name: name, said: line, err: err}
	}
	return out.String(), nil
}

type commandError struct {
	name, said string
	err        error
}

func (e *commandError) Error() string { return fmt.Sprintf("%s: %v: %s", e.name, e.err, e.said) }
func (e *commandError) Unwrap() error { return e.err }

func systemPrinters(ctx context.Context) ([]Printer, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	names, err := command(ctx, nil, "lpstat", "-e")
	if err != nil {
		var c *commandError
		if !errors.As(err, &c) {
			return nil, err
		}
		if strings.Contains(c.said, "No destinations") {
			return nil, nil
		}
		return nil, err
	}
	var list []Printer
	for name := range strings.Lines(names) {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, Printer{Name: name})
		}
	}
	// "system default destination: NAME"; without one the command says so, or fails, and none is the usual one.
	if usual, err := command(ctx, nil, "lpstat", "-d"); err == nil {
		_, name, _ := strings.Cut(usual, ": ")
		for i := range list {
			list[i].Usual = list[i].Name == strings.TrimSpace(name)
		}
	}
	return list, nil
}

func systemPrint(ctx context.Context, j Job, p Paper) error {
	ctx, cancel := context.WithTimeout(ctx, printWithin)
	defer cancel()
	_, err := command(ctx, p.PDF, "lp", "-d", j.Printer, "-n", strconv.Itoa(j.Copies), "-t", queueTitle)
	return err
}
