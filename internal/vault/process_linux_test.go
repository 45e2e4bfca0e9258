package vault

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

const crashArg = "crash-with-a-secret-in-memory"

func init() {
	children = append(children, child{crashArg, func(how string) { crash(how == "off") }})
}

// crash is the child of the test: it may dump its memory, switches that off if told to, says what is so, and dies of
// the signal that dumps.
func crash(off bool) {
	var limit unix.Rlimit
	_ = unix.Getrlimit(unix.RLIMIT_CORE, &limit)
	limit.Cur = limit.Max
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	if off {
		if err := NoCoreDumps(); err != nil {
			os.Exit(3)
		}
	}
	_ = unix.Getrlimit(unix.RLIMIT_CORE, &limit)
	dumpable, _ := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	fmt.Printf("%d %d\n", limit.Max, dumpable)
	_ = unix.Kill(os.Getpid(), unix.SIGABRT)
	select {}
}

func TestACrashLeavesNoMemoryBehind(t *testing.T) {
	run := func(args ...string) (said string, dumped bool) {
		cmd := exec.Command(os.Args[0], args...)
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "GOTRACEBACK=crash") // the runtime's own way of dying, which asks for a dump
		out, err := cmd.Output()
		var died *exec.ExitError
		require.ErrorAs(t, err, &died)
		status := died.Sys().(syscall.WaitStatus)
		require.True(t, status.Signaled(), "it must die of the signal: %v", err)
		left, err := os.ReadDir(cmd.Dir)
		require.NoError(t, err)
		return string(out), status.CoreDump() || len(left) > 0
	}
	said, dumped := run(crashArg, "off")
	require.Equal(t, "0 0\n", said)
	require.False(t, dumped)
	// Whether the control leaves a dump is the machine's to say; that it may is enough to show that the switch did something.
	said, _ = run(crashArg, "on")
	require.Contains(t, said, " 1\n")
}
