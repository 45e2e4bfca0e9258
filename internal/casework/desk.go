package casework

import (
	"context"
	"errors"
	"slices"
	"time"

	"waymark/internal/usererr"
)

// Reader gives what is folded already. Both the store of a device and a State in
// memory do; see [Memory].
type Reader interface {
	// Item returns one item, nil if nothing was ever written to it.
	Item(context.Context, Subject, ItemKey) (*Item, error)
	// State returns the whole subject, without items if nothing is known of it. It
	// reports Whole for a subject that is erased.
	State(context.Context, Subject) (*State, error)
}

// Desk is who works where: what the Service has to know of its surroundings.
type Desk struct {
	Staff  Staff
	Device DeviceID
	Clock  *Clock
	Reader Reader
	Policy Policy

	// NewID makes identifiers; nil makes random ones. Only fictional cases, which have
	// to be the same every time, bring their own.
	NewID func(time.Time) [16]byte
}

// Act is one entry to be: the changes of one transaction about one subject in one class.
type Act struct {
	Subject Subject
	Class   Class
	Circle  Circle
	Changes []Change
}

// Done is what a command of the Service made. Nothing of it is stored yet: the caller
// stores all acts in one transaction, or none.
type Done struct {
	Acts    []Act
	Subject Subject
	Item    ItemID   // what was made, if one item was
	Flags   []Raised // what will be flagged on the items written
}

// Changes returns the changes of all acts, in the order of their making.
func (d Done) Changes() []Change {
	var out []Change
	for _, a := range d.Acts {
		out = append(out, a.Changes...)
	}
	slices.SortFunc(out, func(a, b Change) int {
		switch {
		case a.Stamp < b.Stamp:
			return -1
		case a.Stamp > b.Stamp:
			return 1
		}
		return a.ID.Compare(b.ID)
	})
	return out
}

// Service decides what may happen and makes changes. Nothing else makes changes, and
// nothing else has rules. It stores nothing and may be used by several goroutines.
type Service struct{ desk Desk }

// NewService returns the service for a desk.
func NewService(d Desk) *Service { return &Service{d} }

// Errors of the Service. Each comes as a usererr.Error with a message and a hint.
var (
	ErrNotAllowed    = errors.New("not allowed") // it would be set aside everywhere
	ErrErased        = errors.New("erased")
	ErrUnknown       = errors.New("not known here")
	ErrSecondPerson  = errors.New("needs a second person")
	ErrAlreadyClosed = errors.New("recorded already")
)

var errorKeys = []string{
	"error.casework.not_allowed", "hint.casework.not_allowed", "error.casework.erased", "hint.casework.erased",
	"error.casework.unknown", "hint.casework.unknown", "error.casework.second_person", "hint.casework.second_person",
	"error.casework.closed", "hint.casework.closed", "error.casework.value", "hint.casework.value",
	"error.casework.not_yet", "hint.casework.not_yet",
}

// said wraps an error for the person at the screen.
func said(err error) error {
	var stop *NotYet
	key := ""
	switch {
	case err == nil:
		return nil
	case errors.As(err, &stop):
		key = "not_yet"
	case errors.Is(err, ErrNotAllowed):
		key = "not_allowed"
	case errors.Is(err, ErrErased):
		key = "erased"
	case errors.Is(err, ErrUnknown):
		key = "unknown"
	case errors.Is(err, ErrSecondPerson):
		key = "second_person"
	case errors.Is(err, ErrAlreadyClosed):
		key = "closed"
	case errors.Is(err, ErrValue), errors.Is(err, ErrField):
		key = "value"
	default:
		return err
	}
	return usererr.Wrap(err, "error.casework."+key, "hint.casework."+key)
}

// Memory is a Reader on states in memory, and the simplest store there is.
type Memory map[Subject]*State

// Apply folds changes.
func (m Memory) Apply(changes ...Change) {
	for _, c := range changes {
		if m[c.Subject] == nil {
			m[c.Subject] = NewState(c.Subject)
		}
		m[c.Subject].Apply(c)
	}
}

// Item implements [Reader].
func (m Memory) Item(_ context.Context, s Subject, k ItemKey) (*Item, error) {
	if m[s] == nil {
		return nil, nil
	}
	return m[s].Item(k.Kind, k.ID), nil
}

// State implements [Reader].
func (m Memory) State(_ context.Context, s Subject) (*State, error) {
	if m[s] == nil {
		return NewState(s), nil
	}
	return m[s], nil
}
