package screentest

import (
	"context"
	"slices"
	"strings"
	"time"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// Queue is a review queue in memory: the sessions of fictional cases that no review
// with a verdict is of, by the same rules as a store's.
type Queue struct {
	Fault error // what every question fails with

	world  *casetest.World
	cases  []casetest.Made
	memory casework.Memory
	found  []screen.Waiting // by number, from 1
}

// NewQueue is the queue over fictional cases as memory has them when it is asked.
func NewQueue(world *casetest.World, cases []casetest.Made, memory casework.Memory) *Queue {
	return &Queue{world: world, cases: cases, memory: memory}
}

// Queue implements screen.ReviewQueue.
func (q *Queue) Queue(_ context.Context, by screen.QueueQuery) ([]screen.QueueNo, error) {
	if q.Fault != nil {
		return nil, q.Fault
	}
	var fit []screen.Waiting
	for _, m := range q.cases {
		c := casework.CaseOf(q.memory[m.Case])
		for _, s := range c.Sessions {
			judged := slices.ContainsFunc(c.Reviews, func(r casework.Review) bool { return r.Session == s.ID && r.Verdict != "" })
			if w := q.waiting(c, s); !judged && s.Recorded() && fits(by, w) {
				fit = append(fit, w)
			}
		}
	}
	slices.SortStableFunc(fit, func(a, b screen.Waiting) int {
		if (len(a.Flags) > 0) != (len(b.Flags) > 0) {
			return len(b.Flags) - len(a.Flags)
		}
		if by.Oldest {
			a, b = b, a
		}
		return b.Day.Compare(a.Day)
	})
	var all []screen.QueueNo
	for _, w := range fit {
		i := slices.IndexFunc(q.found, func(o screen.Waiting) bool { return o.Session == w.Session })
		if i < 0 {
			i = len(q.found)
			q.found = append(q.found, w)
		}
		all = append(all, screen.QueueNo(i+1))
	}
	return all, nil
}

// QueueRows implements screen.ReviewQueue.
func (q *Queue) QueueRows(_ context.Context, sessions []screen.QueueNo) ([]screen.Waiting, error) {
	var rows []screen.Waiting
	for _, no := range sessions {
		rows = append(rows, q.found[no-1])
	}
	return rows, q.Fault
}

func (q *Queue) waiting(c casework.Case, s casework.CounsellingSession) screen.Waiting {
	w := screen.Waiting{Case: c.Subject, Session: s.ID, Number: c.FileNumber, Name: c.Name(), Day: s.Started, Language: s.Language, Outcome: s.Outcome,
		Setting: s.Setting, By: s.By()}
	if who, ok := q.world.Find(w.By); ok {
		w.ByName = who.Name
	}
	for _, m := range c.Members {
		w.Minor = w.Minor || m.MinorAt(s.Started)
		if m.ID == c.Principal && len(m.NationalityCodes()) > 0 {
			w.Country = m.NationalityCodes()[0]
		}
	}
	for _, f := range c.Flags {
		if f.ID == s.ID && !f.Settled {
			w.Flags = append(w.Flags, f.Flag)
		}
	}
	return w
}

func fits(q screen.QueueQuery, w screen.Waiting) bool {
	if q.Flagged && len(w.Flags) == 0 || q.Minors && !w.Minor {
		return false
	}
	if !q.Until.IsZero() && (w.Day.IsZero() || w.Day.Format(time.DateOnly) > q.Until.Format(time.DateOnly)) {
		return false
	}
	return !slices.ContainsFunc(q.Terms, func(t screen.QueueTerm) bool { return !means(t, w) })
}

func means(t screen.QueueTerm, w screen.Waiting) bool {
	words := casework.Normalise(strings.Join([]string{w.Number, w.Name, w.Office, w.ByName}, " | "))
	return strings.Contains(words, t.Words) || slices.Contains(t.Languages, w.Language) || slices.Contains(t.Countries, w.Country) ||
		slices.Contains(t.Outcomes, w.Outcome) || slices.Contains(t.Settings, w.Setting) || t.Minors && w.Minor ||
		slices.ContainsFunc(w.Flags, func(f casework.Flag) bool { return slices.Contains(t.Flags, f) })
}
