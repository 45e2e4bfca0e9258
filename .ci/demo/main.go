package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"waymark/internal/vault"
)

const (
	program   = "build/waymark"
	hubserver = "build/hubserver"
	pictures  = "out/demo"
)

// failure is why a demo ends. It is thrown, because a demo has a hundred steps and
// every one can fail.
type failure struct{ reason string }

func fail(format string, args ...any) { panic(failure{fmt.Sprintf(format, args...)}) }

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

// wait waits for something outside of windows.
func wait(what string, done func() bool) {
	for end := time.Now().Add(patience); !done(); time.Sleep(glance) {
		if time.Now().After(end) {
			fail("waited for %s", what)
		}
	}
}

var began = time.Now()

// say prints a line of progress.
func say(format string, args ...any) {
	fmt.Printf("%6.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
}

// What is started ends with the demo, however that ends: the system does it for what
// the thread of main started.
func init() { runtime.LockOSThread() }

// bound starts a command that ends with the demo.
func bound(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c.Start()
}

func main() {
	vault.RunChild() // first: this program stretches passphrases too
	reason := run()
	if reason != nil {
		fmt.Printf("demo: %v\n", reason)
		os.Exit(1)
	}
	fmt.Println("demo: ok")
}

func run() (reason error) {
	old, err := filepath.Glob(filepath.Join(pictures, "*"))
	if err != nil {
		return err
	}
	for _, f := range old {
		if err := os.RemoveAll(f); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp("", "waymark-demo")
	if err != nil {
		return err
	}
	defer func() { reason = errors.Join(reason, os.RemoveAll(dir)) }()
	told := make(chan os.Signal, 1)
	signal.Notify(told, os.Interrupt, syscall.SIGTERM)
	go func() {
		fmt.Println("demo:", <-told)
		os.RemoveAll(dir)
		os.Exit(1) // what was started ends with it
	}()
	d := &demo{dir: dir, ctx: context.Background()}
	defer d.close()
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			reason = errors.New(r.reason)
			d.leaveTraces()
		default:
			panic(r)
		}
	}()
	d.play()
	return nil
}

// leaveTraces keeps what helps to find out why a demo failed.
func (d *demo) leaveTraces() {
	for _, l := range d.laptops {
		if l.program == nil {
			continue
		}
		file := filepath.Join(pictures, "failed-"+l.name)
		func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Fprintln(os.Stderr, "no last picture:", r)
				}
			}()
			l.display.picture(file + ".png")
		}()
		s, err := l.look()
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s shows nothing: %v\n", l.name, err)
			continue
		}
		text := fmt.Sprintf("place %s, safe %t, latest %t, unsent %d\n", s.Place, s.Safe, s.Latest, s.Unsent)
		for _, p := range s.Parts {
			text += fmt.Sprintf("%-8s %4.0f %4.0f %4.0f %4.0f  %q %q focused=%t deaf=%t\n", p.Kind, p.X, p.Y, p.W, p.H, p.Name, p.Value, p.Focused, p.Deaf)
		}
		if err := os.WriteFile(file+".txt", []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
