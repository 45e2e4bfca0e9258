package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// command is something asked of a hub, whether it serves or not. Flags that say
// where the hub is were taken out of args; dir is where relative paths begin.
type command func(ctx context.Context, h *house, dir string, args []string, stdout, stderr io.Writer) error

var commands = map[string]command{
	"invite": invite, "devices": devices, "revoke": revoke, "drop": drop, "backup": backup, "look": look,
	"report": report, "order": order, "code": code, "reading": reading,
}

// asked is a command on its way through the socket: one JSON value, answered by one.
type asked struct {
	DB   string   `json:"db"` // of the hub that is meant: another may serve from the same folder
	Dir  string   `json:"dir"`
	Args []string `json:"args"`
}

type answered struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	Error  string `json:"error,omitempty"`
	Usage  bool   `json:"usage,omitempty"`
}

// remote has a command done by the hub that serves, or does it itself if none does.
func remote(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	w, rest, err := split(args[1:])
	if err == nil {
		w, err = w.check()
	}
	if err != nil {
		fmt.Fprintln(stderr, "hubserver:", err)
		return errUsage
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	if conn, err := net.Dial("unix", w.socket()); err == nil {
		defer conn.Close()
		return ask(ctx, conn, asked{w.DB, dir, append([]string{args[0]}, rest...)}, stdout, stderr)
	}
	// Only invite may be the first thing that is done with a hub.
	h, err := open(ctx, w, args[0] == "invite")
	if err != nil {
		return err
	}
	return errors.Join(commands[args[0]](ctx, h, dir, rest, stdout, stderr), h.close())
}

// split takes out the flags that say where the hub is: what is left is the command's.
func split(args []string) (w where, rest []string, err error) {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	w.flags(f)
	for i := 0; i < len(args); i++ {
		name, value, inline := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(args[i], "-"), "-"), "=")
		if !strings.HasPrefix(args[i], "-") || f.Lookup(name) == nil {
			rest = append(rest, args[i])
			continue
		}
		if !inline {
			if i++; i == len(args) {
				return w, rest, fmt.Errorf("flag -%s needs a value", name)
			}
			value = args[i]
		}
		if err := f.Set(name, value); err != nil {
			return w, rest, err
		}
	}
	return w, rest, nil
}

func ask(ctx context.Context, conn net.Conn, a asked, stdout, stderr io.Writer) error {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	var got answered
	if err := json.NewEncoder(conn).Encode(a); err != nil {
		return fmt.Errorf("ask the hub: %w", err)
	}
	if err := json.NewDecoder(conn).Decode(&got); err != nil {
		return fmt.Errorf("the hub did not answer: %w", err)
	}
	fmt.Fprint(stderr, got.Stderr)
	fmt.Fprint(stdout, got.Stdout)
	switch {
	case got.Usage:
		return errUsage
	case got.Error != "":
		return errors.New(got.Error)
	}
	return nil
}

// listenControl opens the socket. One that a hub left behind that was killed is
// replaced; one that somebody answers on is not.
func listenControl(path string) (net.Listener, error) {
	if conn, err := net.Dial("unix", path); err == nil {
		conn.Close()
		return nil, errors.New("another hub serves from this folder")
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // the folder is 0700 besides
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// control answers commands until the listener is closed.
func control(ctx context.Context, l net.Listener, h *house) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			var a asked
			if json.NewDecoder(io.LimitReader(conn, 1<<20)).Decode(&a) == nil {
				_ = json.NewEncoder(conn).Encode(do(ctx, h, a)) // whoever asked may be gone
			}
		}()
	}
}

func do(ctx context.Context, h *house, a asked) (got answered) {
	if !h.where.same(a.DB) {
		return answered{Error: "the hub that serves from this folder has another database"}
	}
	if len(a.Args) == 0 || commands[a.Args[0]] == nil {
		return answered{Error: "not a command"}
	}
	var stdout, stderr strings.Builder
	err := commands[a.Args[0]](ctx, h, a.Dir, a.Args[1:], &stdout, &stderr)
	got.Stdout, got.Stderr = stdout.String(), stderr.String()
	switch {
	case errors.Is(err, errUsage):
		got.Usage = true
	case err != nil:
		got.Error = err.Error()
	}
	return got
}

// at resolves a path that somebody gave in dir.
func at(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
