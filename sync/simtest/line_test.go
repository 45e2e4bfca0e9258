package simtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"sync"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// letter is a batch that a line kept back, to deliver it later.
type letter struct {
	s  batch.Sealed
	to *laptop // of an answer; nil: for the hub
}

// line is the courier of one laptop's exchange.
type line struct {
	v    *village
	l    *laptop
	calm bool // no faults any more
	mu   *sync.Mutex
}

func (c *line) Exchange(ctx context.Context, _ batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		for _, s := range out {
			answers, err := c.carry(ctx, s)
			for _, a := range answers {
				if !yield(a, nil) {
					return
				}
			}
			if err != nil && !yield(batch.Sealed{}, &courier.Undelivered{Batches: []batch.ID{s.Header.ID}, Err: err}) {
				return
			}
		}
	}
}

// carry takes one batch to the hub and returns what comes back. What goes wrong is
// drawn; one batch is carried at a time, whatever the engine does at once.
func (c *line) carry(ctx context.Context, s batch.Sealed) (answers []batch.Sealed, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.v
	if c.calm {
		return v.deliver(ctx, s.Bytes, -1)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	defer func() {
		if kerr := v.raise(); kerr != nil {
			err = errors.Join(err, kerr)
		}
	}()
	if late := v.lateLetter(nil); late != nil && v.chance(40) { // it comes between others
		v.happened(reordered)
		v.postman(ctx, *late)
	}
	switch fate := v.r.IntN(100); {
	case fate < 6:
		v.happened(cutBefore)
		return nil, courier.ErrUnreachable
	case fate < 12:
		v.happened(cutIn)
		answers, err := v.deliver(ctx, s.Bytes, v.r.IntN(len(s.Bytes)))
		if err == nil {
			v.problem("error", "the hub took a batch that was cut")
		}
		return answers, courier.ErrBroken
	case fate < 18:
		v.happened(cutAfterCommit)
		_, err := v.deliver(ctx, s.Bytes, -1)
		return nil, errors.Join(courier.ErrBroken, err)
	case fate < 22:
		v.happened(late)
		v.mail = append(v.mail, letter{s: s})
		return nil, courier.ErrSlow
	case fate < 25:
		v.happened(flippedUp)
		b := bytes.Clone(s.Bytes)
		b[v.r.IntN(len(b))] ^= 1 << v.r.IntN(8)
		if _, err := v.deliver(ctx, b, -1); err == nil {
			v.problem("error", "the hub took a damaged batch")
		}
		return nil, courier.ErrBroken
	case fate < 28:
		v.hub.killBefore = true
		_, err := v.deliver(ctx, s.Bytes, -1)
		if v.broken == receiptsBeforeCommit {
			return v.lastAnswers, nil // they left before it died
		}
		return nil, errors.Join(courier.ErrBroken, err)
	case fate < 31:
		v.hub.killAfter = true
		_, err := v.deliver(ctx, s.Bytes, -1)
		return nil, errors.Join(courier.ErrBroken, err)
	case fate < 36:
		v.happened(doubled)
		if answers, err = v.deliver(ctx, s.Bytes, -1); err != nil {
			return nil, err
		}
		again, err := v.deliver(ctx, s.Bytes, -1)
		answers = append(answers, again...)
		if v.chance(50) {
			slices.Reverse(answers)
		}
		return answers, err
	}
	if answers, err = v.deliver(ctx, s.Bytes, -1); err != nil || len(answers) == 0 {
		return answers, err
	}
	switch fate := v.r.IntN(100); {
	case fate < 7:
		v.happened(cutInAnswer)
		return answers[:v.r.IntN(len(answers))], courier.ErrBroken
	case fate < 12:
		v.happened(answerLate)
		k := v.r.IntN(len(answers))
		v.mail = append(v.mail, letter{answers[k], c.l})
		return slices.Delete(answers, k, k+1), nil
	case fate < 16:
		v.happened(answerDoubled)
		return append(answers, answers[v.r.IntN(len(answers))]), nil
	case fate < 19:
		v.happened(answerFlipped)
		k := v.r.IntN(len(answers))
		b := bytes.Clone(answers[k].Bytes)
		b[v.r.IntN(len(b))] ^= 1 << v.r.IntN(8)
		damaged := answers[k]
		damaged.Bytes = b
		answers[k] = damaged
		return answers, nil
	}
	if l := v.lateLetter(c.l); l != nil && v.chance(50) {
		v.happened(answerReordered)
		answers = append(answers, l.s)
	}
	return answers, nil
}

// deliver gives the hub the first n bytes of a batch, all if n is negative.
func (v *village) deliver(ctx context.Context, b []byte, n int) ([]batch.Sealed, error) {
	v.lastAnswers = nil
	var r io.Reader = bytes.NewReader(b)
	if n >= 0 {
		r = bytes.NewReader(b[:n])
	}
	if v.hub.dead {
		return nil, courier.ErrUnreachable
	}
	a, err := v.hub.Admit(ctx, r)
	if err != nil {
		return nil, err
	}
	for s, err := range v.hub.Answer(ctx, a, r) {
		if err != nil {
			return v.lastAnswers, err
		}
		v.lastAnswers = append(v.lastAnswers, s)
	}
	return v.lastAnswers, nil
}

// raise starts a hub again that was killed.
func (v *village) raise() error {
	if !v.hub.dead {
		return nil
	}
	return v.hub.kill()
}

// lateLetter takes a letter for l (nil: for the hub) out of the mail.
func (v *village) lateLetter(l *laptop) *letter {
	for i, m := range v.mail {
		if m.to == l {
			v.mail = slices.Delete(v.mail, i, i+1)
			return &m
		}
	}
	return nil
}

// postman brings a late letter to the hub. What it answers is lost.
func (v *village) postman(ctx context.Context, m letter) {
	if _, err := v.deliver(ctx, m.s.Bytes, -1); err != nil && !errors.Is(err, errKilled) {
		v.problem("error", "the hub refuses a late batch: %v", err)
	}
}

// stick is a folder that a laptop fills and somebody carries.
func (v *village) stickOf(l *laptop) courier.Folder {
	if l.stick == "" {
		l.stick = v.place("stick")
		if err := os.MkdirAll(l.stick, 0o700); err != nil {
			v.problem("error", "make a stick: %v", err)
		}
	}
	return courier.Folder{Dir: l.stick}
}

// onStick returns which whole batches lie on a laptop's stick for the hub.
func (v *village) onStick(l *laptop) (all []batch.ID) {
	if l.stick == "" {
		return nil
	}
	for s, err := range (courier.Folder{Dir: l.stick}).Exchange(v.ctx, v.hub.Node(), nil) {
		if err == nil {
			all = append(all, s.Header.ID)
		}
	}
	return all
}

// drop is what the hub's operator does with a stick.
func (v *village) drop(f courier.Folder) error {
	var found []batch.Sealed
	newest := map[batch.NodeID]int{}
	for s, err := range f.Exchange(v.ctx, v.hub.Node(), nil) {
		if err != nil {
			v.happened(stickSkipped)
			continue
		}
		if last, seen := newest[s.Header.From]; !seen || found[last].Header.Made < s.Header.Made {
			newest[s.Header.From] = len(found)
		}
		found = append(found, s)
	}
	for i, s := range found {
		r := bytes.NewReader(s.Bytes)
		a, err := v.hub.Admit(v.ctx, r)
		if err != nil {
			v.say("stick: %v", err)
			v.happened(stickRefused)
			continue
		}
		answer := v.hub.Answer
		if newest[s.Header.From] == i {
			answer = v.hub.AnswerStick
		}
		for b, err := range answer(v.ctx, a, r) {
			if err != nil {
				v.say("stick: %v", err)
				v.happened(stickRefused)
				break
			}
			if newest[s.Header.From] != i {
				continue
			}
			for _, err := range f.Exchange(v.ctx, v.hub.Node(), []batch.Sealed{b}) {
				var not *courier.Undelivered
				if errors.As(err, &not) {
					return fmt.Errorf("leave answer on stick: %w", err)
				}
			}
		}
	}
	return nil
}

// oneLetter is a courier that brings one late letter and takes nothing.
type oneLetter struct{ s batch.Sealed }

func (o *oneLetter) Exchange(_ context.Context, _ batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		if !yield(o.s, nil) {
			return
		}
		for _, s := range out {
			if !yield(batch.Sealed{}, &courier.Undelivered{Batches: []batch.ID{s.Header.ID}, Err: courier.ErrUnreachable}) {
				return
			}
		}
	}
}
