package sqlite

import (
	"errors"
	"fmt"
	"strings"

	modernc "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"waymark/internal/vault"
)

// What callers branch on. The first group is the vault's: the same values, whichever floor noticed.
var (
	ErrWrongKey  = vault.ErrWrongKey
	ErrPlaintext = vault.ErrPlaintext
	ErrDamaged   = vault.ErrDamaged
	ErrInUse     = vault.ErrInUse
	ErrSealed    = vault.ErrSealed

	ErrForeign     = errors.New("another program's database")
	ErrNewerSchema = errors.New("database of a newer version")
	ErrOlderSchema = errors.New("database of an older version, opened to read only")
	ErrReadOnly    = errors.New("database is opened to read only")
	ErrFull        = errors.New("disk is full")
	ErrBusy        = errors.New("database is busy")
	ErrUnique      = errors.New("row exists")
	ErrReference   = errors.New("row refers to one that is not there")
	ErrConstraint  = errors.New("row breaks a rule of its table")
	ErrRefused     = errors.New("statement is not allowed here")
)

// IsUnique says whether err is a second row with the same key.
func IsUnique(err error) bool { return errors.Is(translate(err), ErrUnique) }

// IsReference says whether err is a reference to a row that is not there, or away from one still referred to.
func IsReference(err error) bool { return errors.Is(translate(err), ErrReference) }

// IsConstraint says whether err is any broken rule of a table, unique keys and references included.
func IsConstraint(err error) bool {
	err = translate(err)
	return errors.Is(err, ErrUnique) || errors.Is(err, ErrReference) || errors.Is(err, ErrConstraint)
}

// driverError stands for an error of the driver outside this package. Its text is the code's: the driver's own text may
// quote what a person typed (a search expression, for one).
type driverError struct {
	kind error // a sentinel, or nil
	code int
	text string
}

func (e *driverError) Error() string {
	if e.kind != nil {
		return fmt.Sprintf("%v (%s)", e.kind, e.text)
	}
	return e.text
}

func (e *driverError) Unwrap() error { return e.kind }

// translate turns the driver's error in err's chain, if there is one, into one of ours. Other errors pass.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var done *driverError
	if errors.As(err, &done) {
		return err
	}
	var de *modernc.Error
	if !errors.As(err, &de) {
		return err
	}
	out := &driverError{kind: kindOf(de.Code()), code: de.Code(), text: describe(de, quoteDriver)}
	if err == error(de) {
		return out
	}
	// Keep what was said about where it happened ("migration 0002_x.sql: "), without the driver's text.
	if where, ok := strings.CutSuffix(err.Error(), de.Error()); ok {
		return fmt.Errorf("%s%w", where, out)
	}
	return out
}

func kindOf(code int) error {
	switch code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return ErrUnique
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrReference
	case lib.SQLITE_IOERR_DATA, lib.SQLITE_IOERR_SHORT_READ, lib.SQLITE_IOERR_CORRUPTFS:
		return ErrDamaged
	case lib.SQLITE_IOERR_AUTH:
		return ErrSealed
	}
	switch code & 0xff {
	case lib.SQLITE_CONSTRAINT:
		return ErrConstraint
	case lib.SQLITE_FULL:
		return ErrFull
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return ErrDamaged
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return ErrBusy
	case lib.SQLITE_READONLY:
		return ErrReadOnly
	case lib.SQLITE_AUTH:
		return ErrRefused
	}
	return nil
}

// describe gives the code's text. For constraints the driver's own text is table and column, which is what one needs; for
// the general error it quotes the statement, so it is given in test builds only.
func describe(e *modernc.Error, quote bool) string {
	if e.Code()&0xff == lib.SQLITE_CONSTRAINT || quote {
		return e.Error()
	}
	if s, ok := modernc.ErrorCodeString[e.Code()]; ok {
		return s
	}
	if s, ok := modernc.ErrorCodeString[e.Code()&0xff]; ok {
		return fmt.Sprintf("%s, extended code %d", s, e.Code())
	}
	return fmt.Sprintf("sqlite code %d", e.Code())
}
