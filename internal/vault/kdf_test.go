package vault

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"
)

func TestTheChildStretchesLikeArgon2id(t *testing.T) {
	p := Params{Time: 2, MemoryKiB: 1 << 10, Lanes: 2}
	salt := bytes.Repeat([]byte{7}, saltLen)
	pass := []byte("correct horse\x00\n")
	want := argon2.IDKey(pass, salt, 2, 1<<10, 2, 32)
	for _, mode := range []Mode{ChildProcess, InProcess} {
		got, err := derive(mode, pass, salt, p)
		require.NoError(t, err)
		require.Equal(t, want, got[:])
	}
}

func TestAVaultOpensThroughTheChild(t *testing.T) {
	dir := t.TempDir()
	v, err := Create(dir, CreateOptions{Passphrase: []byte("p"), Params: quick})
	require.NoError(t, err)
	require.NoError(t, v.Close())
	_, err = Unlock(dir, []byte("q"), Options{})
	require.ErrorIs(t, err, ErrPassphrase)
	v, err = Unlock(dir, []byte("p"), Options{})
	require.NoError(t, err)
	require.NoError(t, v.Close())
}

func TestWithoutRunChildNothingIsStarted(t *testing.T) {
	childReady.Store(false)
	defer childReady.Store(true)
	_, err := derive(ChildProcess, nil, make([]byte, saltLen), quick)
	require.ErrorContains(t, err, "RunChild")
}

func TestTheChildRefusesWhatIsNotARequest(t *testing.T) {
	good := putRequest([]byte("p"), make([]byte, saltLen), quick)
	huge := putRequest([]byte("p"), make([]byte, saltLen), Params{Time: 1, MemoryKiB: 1 << 30, Lanes: 1})
	for name, in := range map[string][]byte{
		"empty": nil, "garbage": bytes.Repeat([]byte{1}, 100), "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0), "a terabyte": huge,
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NotZero(t, serveChild(bytes.NewReader(in), &out))
			require.Zero(t, out.Len())
		})
	}
	var out bytes.Buffer
	require.Zero(t, serveChild(bytes.NewReader(good), &out))
	require.Len(t, out.Bytes(), answerLen)
}

func TestCalibrationStaysWithinItsLimits(t *testing.T) {
	measured := Params{Time: 3, MemoryKiB: 64 << 10, Lanes: 4}
	for _, row := range []struct {
		name string
		took time.Duration
		want Params
	}{
		{"an old laptop", 5 * time.Second, Params{3, 64 << 10, 4}},
		{"exactly right", time.Second, Params{3, 64 << 10, 4}},
		{"twice as fast", 500 * time.Millisecond, Params{3, 128 << 10, 4}},
		{"four times as fast", 250 * time.Millisecond, Params{3, 256 << 10, 4}},
		{"eight times as fast", 125 * time.Millisecond, Params{6, 256 << 10, 4}},
		{"no clock", 0, Params{32, 256 << 10, 4}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := scale(measured, row.took)
			require.Equal(t, row.want, got)
			require.NoError(t, got.check())
		})
	}
}

func TestCalibrationOnThisMachineGivesParametersAKeyFileMayHold(t *testing.T) {
	p, err := calibrate(ChildProcess)
	require.NoError(t, err)
	require.NoError(t, p.check())
	require.GreaterOrEqual(t, p.MemoryKiB, uint32(calibrateMinKiB))
	require.LessOrEqual(t, p.MemoryKiB, uint32(calibrateMaxKiB))
}

func TestTooManyFailuresMustWaitAlsoAfterARestart(t *testing.T) {
	dir := t.TempDir()
	start := time.Unix(1_800_000_000, 0)
	now := start
	fail := func() error {
		_, err := beginTryAt(dir, now) // as a program that is killed while it derives
		return err
	}
	for range freeTries {
		require.NoError(t, fail())
	}
	var wait *WaitError
	require.ErrorAs(t, fail(), &wait)
	require.Equal(t, 2*time.Second, wait.For)
	now = now.Add(2 * time.Second)
	require.NoError(t, fail())
	require.ErrorAs(t, fail(), &wait)
	require.Equal(t, 4*time.Second, wait.For)
	for range 20 {
		now = now.Add(maxWait)
		require.NoError(t, fail())
	}
	require.ErrorAs(t, fail(), &wait)
	require.Equal(t, maxWait, wait.For)

	t.Run("a clock set back waits once, not for years", func(t *testing.T) {
		now = start.AddDate(-5, 0, 0)
		require.ErrorAs(t, fail(), &wait)
		require.Equal(t, maxWait, wait.For)
		now = now.Add(maxWait)
		require.NoError(t, fail())
	})
	t.Run("a success forgets", func(t *testing.T) {
		now = now.Add(maxWait)
		try, err := beginTryAt(dir, now)
		require.NoError(t, err)
		require.NoError(t, try.succeeded())
		require.NoError(t, fail())
	})
	t.Run("an unreadable count is neither a lockout nor forgiveness", func(t *testing.T) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, triesFileName), []byte("x"), 0o600))
		require.ErrorAs(t, fail(), &wait)
		require.Equal(t, 2*time.Second, wait.For)
	})
}

func TestUnlockCountsItsFailures(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, makeVault(t, dir).Close())
	for range freeTries {
		_, err := unlockQuick(dir, "wrong")
		require.ErrorIs(t, err, ErrPassphrase)
	}
	var wait *WaitError
	_, err := unlockQuick(dir, "six words")
	require.ErrorAs(t, err, &wait)
}
