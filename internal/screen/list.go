package screen

import (
	"context"
	"time"
)

// Face is what a list shows.
type Face uint8

// The faces. Quiet is the first moment of loading: what stood there still stands,
// because a flicker is worse than a wait nobody notices.
const (
	Quiet Face = iota
	Busy
	Empty
	Failed
	Full
)

// patience is how long a list waits before it says that it is busy.
const patience = 150 * time.Millisecond

// List is the face of a list and what it says. A screen keeps one beside the rows
// and draws it through its OnChange.
type List struct {
	Face    Face
	Title   Message // Empty: what this is for; Full: how many, sorted and filtered how
	Hint    Message // Empty: what to do next
	Trouble Trouble // Failed

	question int
	stop     func()
}

// Begin says that an answer is on its way and returns the number of the question.
// Changed is called if the wait becomes worth showing.
func (l *List) Begin(run Runner, changed func()) int {
	l.Cancel()
	l.question++
	question := l.question
	l.stop = run.After(patience, func() {
		if question == l.question && l.stop != nil {
			l.Face = Busy
			changed()
		}
	})
	return question
}

// inquire asks a list's question off the UI goroutine. Take is called with the answer, if
// no newer question was asked meanwhile; a failure becomes the list's face, under the
// words general. Changed is called whenever there is something else to be drawn.
func inquire[T any](l *List, d *Desk, general string, changed func(), work func(ctx context.Context) (T, error), take func(T)) {
	question := l.Begin(d.Run, changed)
	ctx := d.Context
	d.Run.Run(func() func() {
		answer, err := work(ctx)
		return func() {
			if l.Late(question) {
				return
			}
			if err != nil {
				l.Fail(err, general)
			} else {
				take(answer)
			}
			changed()
		}
	})
}

// Late reports whether question is no longer the latest: its answer is dropped.
func (l *List) Late(question int) bool { return question != l.question }

// Cancel forgets the question that waits for its answer.
func (l *List) Cancel() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.question++
}

// Fail shows a failure; general names it when err has no words of its own.
func (l *List) Fail(err error, general string) {
	l.end()
	l.Face, l.Trouble = Failed, TroubleOf(err, general)
	l.Title, l.Hint = Message{}, Message{}
}

// Fill shows rows, or that there are none.
func (l *List) Fill(rows int, full, empty, hint Message) {
	l.end()
	l.Trouble = Trouble{}
	if rows == 0 {
		l.Face, l.Title, l.Hint = Empty, empty, hint
		return
	}
	l.Face, l.Title, l.Hint = Full, full, Message{}
}

func (l *List) end() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}
