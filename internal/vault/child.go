package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// childArg is the only argument of a child. An argument, not the environment: that would be inherited further.
const childArg = "--waymark-derive-key"

// childReady: this program called RunChild, so starting it again with childArg does not start all of it.
var childReady atomic.Bool

// RunChild must be the first thing main does (and TestMain, where a vault is made with the default Mode). If the process
// was started to stretch a passphrase it does that and exits; otherwise it returns at once.
func RunChild() {
	childReady.Store(true)
	if len(os.Args) != 2 || os.Args[1] != childArg {
		return
	}
	os.Exit(serveChild(os.Stdin, os.Stdout))
}

func serveChild(in io.Reader, out io.Writer) int {
	if err := NoCoreDumps(); err != nil {
		return 3
	}
	request, err := io.ReadAll(io.LimitReader(in, int64(requestHead+maxPassphrase+1)))
	if err != nil {
		return 4
	}
	b, err := answer(request)
	clear(request)
	if err != nil {
		return 5
	}
	if _, err := out.Write(b); err != nil {
		return 6
	}
	return 0
}

// childTime is generous: the slowest laptop, swapping, with a key file from a fast one.
const childTime = 3 * time.Minute

func deriveInChild(passphrase, salt []byte, p Params) (kek [32]byte, err error) {
	if !childReady.Load() {
		return kek, errors.New("derive key: vault.RunChild was not called first in main")
	}
	self, err := os.Executable()
	if err != nil {
		return kek, fmt.Errorf("derive key: %w", err)
	}
	ctx, stop := context.WithTimeout(context.Background(), childTime)
	defer stop()
	request := putRequest(passphrase, salt, p)
	defer clear(request)
	cmd := exec.CommandContext(ctx, self, childArg)
	cmd.Stdin = bytes.NewReader(request)
	cmd.SysProcAttr = hiddenChild()
	// Not Output: its buffer would grow with whatever a child writes, and leave copies of the key behind.
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return kek, fmt.Errorf("derive key: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return kek, fmt.Errorf("derive key: start child: %w", err)
	}
	var reply [answerLen]byte
	defer clear(reply[:])
	_, readErr := io.ReadFull(pipe, reply[:])
	if err := cmd.Wait(); err != nil {
		return kek, fmt.Errorf("derive key: child: %w", err)
	}
	if readErr != nil || string(reply[:len(answerMagic)]) != answerMagic {
		return kek, errors.New("derive key: child gave no key")
	}
	return [32]byte(reply[len(answerMagic):]), nil
}
