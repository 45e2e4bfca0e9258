//go:build !linux

package storetest

import (
	"os/exec"
	"syscall"
)

// Elsewhere tests are expected to run as an ordinary user.

func unprivileged() *syscall.SysProcAttr { return nil }
func giveToUnprivileged(string) error    { return nil }
func startBound(cmd *exec.Cmd) error     { return cmd.Start() }
