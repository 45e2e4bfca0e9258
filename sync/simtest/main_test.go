package simtest

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var (
	seedsFlag = flag.Int("seeds", 200, "how many villages")
	seedFlag  = flag.Uint64("seed", 1, "the first one's seed")
	sayFlag   = flag.Bool("history", false, "print the history of every village, not only of those that fail")
)

// ground is where the villages' files lie: in memory, where the system has such a
// place. That a commit reaches the disk is not tested here.
var ground string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	base := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "simtest-")
	if err != nil {
		if dir, err = os.MkdirTemp("", "simtest-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	defer os.RemoveAll(dir)
	ground = dir
	return m.Run()
}
