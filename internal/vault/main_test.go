package vault

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	RunChild()                       // this test binary is also the child that stretches passphrases
	for _, child := range children { // and of the tests that need a process of their own
		if len(os.Args) == 3 && os.Args[1] == child.arg {
			child.run(os.Args[2])
			return
		}
	}
	os.Exit(m.Run())
}

type child struct {
	arg string
	run func(string)
}

var children []child
