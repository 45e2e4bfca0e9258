package screen

import (
	"strings"
	"time"

	"waymark/internal/usererr"
	"waymark/internal/words"
)

// Runner takes slow work off the UI goroutine and brings the answer back, and is
// the screens' clock. The one in the program is Fyne's; tests have
// screentest.Runner.
type Runner interface {
	// Run calls work on some other goroutine and then the function it returned,
	// if any, on the UI goroutine. Run does not wait. Two works may run at the same
	// time and end in any order. After the vault was locked answers are dropped.
	Run(work func() (done func()))
	// After calls f on the UI goroutine when d has passed, unless stop is called
	// first. Stop may be called more than once.
	After(d time.Duration, f func()) (stop func())
	// Now is the wall clock.
	Now() time.Time
}

// Message names a sentence. The zero Message says nothing.
type Message = words.Message

// How a moment stands in a message: the time of day, day and time, day with its
// weekday. A bare time.Time is the day.
type (
	AsTime    = words.AsTime
	AsMoment  = words.AsMoment
	AsWeekday = words.AsWeekday
)

// Say makes a message from a key and pairs of placeholder and value.
func Say(key string, pairs ...any) Message {
	m := Message{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if m.Data == nil {
			m.Data = map[string]any{}
		}
		m.Data[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// Count makes a message whose plural form n chooses.
func Count(key string, n int, pairs ...any) Message {
	m := Say(key, pairs...)
	m.Count = n
	return m
}

// Trouble is what a person is told about a failure.
type Trouble struct {
	What Message // what happened
	Hint Message // what is safe and what to do now
}

// None reports whether there is no trouble.
func (t Trouble) None() bool { return t.What.Key == "" }

// TroubleOf says err to a person. An error without words of its own is said by
// the key general, error.<x>, and its hint, hint.<x>. Nil is no trouble.
func TroubleOf(err error, general string) Trouble {
	if err == nil {
		return Trouble{}
	}
	if e, ok := usererr.Of(err); ok {
		t := Trouble{What: Message{Key: e.Key, Data: e.Data}}
		if e.Hint != "" {
			t.Hint = Message{Key: e.Hint, Data: e.Data}
		}
		return t
	}
	return Trouble{What: Say(general), Hint: Say("hint." + strings.TrimPrefix(general, "error."))}
}
