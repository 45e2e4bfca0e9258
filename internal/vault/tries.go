package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"waymark/internal/durable"
)

// vault.tries, beside vault.key: how many tries failed in a row and when the last one began. One line,
//
//	waymark.tries/v1 COUNT UNIXSECONDS
//
// It is written before a try, so that killing the program does not undo it, and removed after a success. It stops a
// colleague at the keyboard, not a thief: who can copy vault.key guesses elsewhere, against Argon2id only, and who can
// write here can delete the file. It is not authenticated, because the key for that is what is being asked for.
const triesFileName = "vault.tries"

const (
	freeTries = 3
	maxWait   = 15 * time.Minute
)

type tries struct {
	path  string
	count int
	last  time.Time
}

// waitAfter is how long to wait after count failures in a row: 2, 4, 8 ... seconds once the free ones are used up.
func waitAfter(count int) time.Duration {
	if count < freeTries {
		return 0
	}
	if count-freeTries > 10 {
		return maxWait
	}
	return min(2*time.Second<<(count-freeTries), maxWait)
}

func beginTry(dir string) (*tries, error) { return beginTryAt(dir, time.Now()) }

func beginTryAt(dir string, now time.Time) (*tries, error) {
	t := &tries{path: filepath.Join(dir, triesFileName)}
	b, err := os.ReadFile(t.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("count tries: %w", err)
	}
	if err == nil {
		var unix int64
		if _, err := fmt.Sscanf(string(b), "waymark.tries/v1 %d %d\n", &t.count, &unix); err != nil || t.count < 0 {
			t.count, unix = freeTries, now.Unix() // unreadable: not a reason to lock out, nor to forget
		}
		t.last = time.Unix(unix, 0)
	}
	wait := waitAfter(t.count)
	if t.last.After(now) { // the clock was set back: wait once from now, not until the old time comes again
		t.last = now
		if err := t.write(); err != nil {
			return nil, err
		}
	}
	if left := wait - now.Sub(t.last); t.count > 0 && left > 0 {
		return nil, &WaitError{For: left}
	}
	t.count++
	t.last = now
	return t, t.write()
}

func (t *tries) write() error {
	line := fmt.Sprintf("waymark.tries/v1 %d %d\n", t.count, t.last.Unix())
	if err := durable.WriteFile(t.path, []byte(line), 0o600); err != nil {
		return fmt.Errorf("count tries: %w", err)
	}
	return nil
}

func (t *tries) succeeded() error { return durable.Remove(t.path) }
