package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"waymark/internal/durable"
)

// One window works with a data folder. The first that starts listens in the folder;
// another asks it to come to the front and ends. What they say to each other is these
// two words: nobody's name, no file. The vault has a lock of its own, so whatever goes
// wrong here, two programs never have one open.
const (
	instanceName = "here.sock"
	sayShow      = "show"
	sayShown     = "shown"

	// longestSocket is what every system allows for the path of a socket.
	longestSocket  = 100
	instanceAnswer = 3 * time.Second
)

// ErrElsewhere is what [Run] returns when another window with the same data folder is
// open and was brought to the front.
var ErrElsewhere = errors.New("already open; its window was brought to the front")

// errDeaf says that another program has the data folder and does not answer.
var errDeaf = errors.New("another window does not answer")

// claim makes this the program of a data folder: shown is called, on some goroutine,
// when another one starts. It returns ErrElsewhere when there is one already, errDeaf
// when that does not answer. Where no such claim can be made, as on a disk that takes
// no sockets, it is none.
func claim(dir string, show func()) (release func(), err error) {
	none := func() {}
	path := filepath.Join(dir, instanceName)
	if len(path) > longestSocket || durable.MkdirAll(dir, 0o700) != nil {
		return none, nil
	}
	switch err := ask(path); {
	case err == nil:
		return none, ErrElsewhere
	case errors.Is(err, errDeaf):
		return none, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a program that was killed
		return none, nil
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return none, nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return none, nil
	}
	go answer(l, show)
	return func() { l.Close() }, nil
}

// ask asks the program that listens at path to show itself.
func ask(path string) error {
	c, err := net.DialTimeout("unix", path, instanceAnswer)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(instanceAnswer)); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(c, sayShow); err != nil {
		return errors.Join(errDeaf, err)
	}
	said, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || strings.TrimSpace(said) != sayShown {
		return errors.Join(errDeaf, err)
	}
	return nil
}

// answer answers whoever asks, until l is closed.
func answer(l net.Listener, show func()) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		if c.SetDeadline(time.Now().Add(instanceAnswer)) == nil {
			said, err := bufio.NewReaderSize(c, 16).ReadString('\n')
			if err == nil && strings.TrimSpace(said) == sayShow {
				show()
				fmt.Fprintln(c, sayShown)
			}
		}
		c.Close()
	}
}

// show brings the window to the front.
func (p *program) show() { fyne.Do(p.window.RequestFocus) }
