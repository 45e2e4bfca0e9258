package disclose_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// The printing system in these tests is this test binary under the names of its commands: it takes what a real one takes,
// at the only border that is not ours.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "lpstat":
		os.Exit(listPrinters(os.Args[1:]))
	case "lp":
		os.Exit(takeJob(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// Where the commands find their printers and put their jobs.
const spoolEnv = "WAYMARK_TEST_SPOOL"

func listPrinters(args []string) int {
	spool := os.Getenv(spoolEnv)
	switch {
	case len(args) == 1 && args[0] == "-e":
		b, err := os.ReadFile(filepath.Join(spool, "printers"))
		if err != nil || len(b) == 0 {
			fmt.Fprintln(os.Stderr, "lpstat: No destinations added.")
			return 1
		}
		os.Stdout.Write(b)
	case len(args) == 1 && args[0] == "-d":
		b, err := os.ReadFile(filepath.Join(spool, "usual"))
		if err != nil {
			fmt.Println("no system default destination")
			return 0
		}
		fmt.Println("system default destination: " + string(b))
	default:
		return 2
	}
	return 0
}

func takeJob(args []string) int {
	b, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 3
	}
	spool := os.Getenv(spoolEnv)
	if _, err := os.Stat(filepath.Join(spool, "jammed")); err == nil {
		fmt.Fprintln(os.Stderr, "lp: Unable to connect to server")
		return 1
	}
	if err := os.WriteFile(filepath.Join(spool, "job"), b, 0o600); err != nil {
		return 3
	}
	if err := os.WriteFile(filepath.Join(spool, "args"), fmt.Appendf(nil, "%q", args), 0o600); err != nil {
		return 3
	}
	return 0
}
