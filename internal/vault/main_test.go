package vault

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	RunChild() // this test binary is also the child that stretches passphrases
	os.Exit(m.Run())
}
