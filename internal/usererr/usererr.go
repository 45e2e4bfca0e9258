// Package usererr is an error with two readers: a message key and a hint key for the person at the screen, the cause for
// the log. Use it at the edge where a failure has a meaning for a person ("wrong passphrase", "the stick is full"); below
// that edge plain wrapped errors are enough. Screens look for one with Of and show a general message when there is none.
//
// Keys name entries of locales/*.json; Data fills their placeholders. Neither the cause nor Data may hold case data
// (names, texts, case numbers): Error is written to logs. Data is for amounts, times and names of files or printers.
// The package translates nothing and knows no language.
package usererr

import "errors"

// Error is a failure a person is told about.
type Error struct {
	Key  string         // message key: what happened, like "error.vault.wrong_passphrase"
	Data map[string]any // values for the message and the hint; may be nil
	Hint string         // message key: what to do next; "" if there is nothing to do
	err  error
}

// New returns an error whose cause is no more than its key.
func New(key, hint string) *Error { return &Error{Key: key, Hint: hint} }

// Wrap gives a cause its message and hint. The cause is still found by errors.Is and errors.As.
// Wrap of nil is nil.
func Wrap(err error, key, hint string) error {
	if err == nil {
		return nil
	}
	return &Error{Key: key, Hint: hint, err: err}
}

// WrapData is Wrap with values for the message's placeholders.
func WrapData(err error, key, hint string, data map[string]any) error {
	if err == nil {
		return nil
	}
	return &Error{Key: key, Hint: hint, Data: data, err: err}
}

// Error is for the log: the cause, or the key if there is none. Data is left out.
func (e *Error) Error() string {
	if e.err == nil {
		return e.Key
	}
	return e.err.Error()
}

func (e *Error) Unwrap() error { return e.err }

// Of finds the outermost Error in err's chain.
func Of(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
