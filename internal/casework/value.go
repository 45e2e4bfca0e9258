package casework

import (
	"strconv"
	"time"
)

// The values of yes-or-no fields.
const (
	Yes Value = "yes"
	No  Value = "no"
)

// YesOrNo is Yes or No.
func YesOrNo(b bool) Value {
	if b {
		return Yes
	}
	return No
}

// DateValue writes a date.
func DateValue(t time.Time) Value {
	if t.IsZero() {
		return ""
	}
	return Value(t.Format(time.DateOnly))
}

// timeLayout is a wall clock's time with its offset, to the minute.
const timeLayout = "2006-01-02T15:04Z07:00"

// TimeValue writes a moment as the wall clock showed it.
func TimeValue(t time.Time) Value {
	if t.IsZero() {
		return ""
	}
	return Value(t.Format(timeLayout))
}

// NumberValue writes a whole number.
func NumberValue(n int) Value { return Value(strconv.Itoa(n)) }

// IDValue writes an identifier.
func IDValue(i interface {
	String() string
	IsZero() bool
}) Value {
	if i.IsZero() {
		return ""
	}
	return Value(i.String())
}

// Date reads a date; false if v is none.
func (v Value) Date() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(v))
	return t, err == nil
}

// Time reads a moment, with the offset it was written with; false if v is none.
func (v Value) Time() (time.Time, bool) {
	t, err := time.Parse(timeLayout, string(v))
	return t, err == nil
}

// Int reads a whole number; false if v is none.
func (v Value) Int() (int, bool) {
	n, err := strconv.Atoi(string(v))
	return n, err == nil
}

// Item reads an item's identifier; false if v is none.
func (v Value) Item() (ItemID, bool) {
	var i ItemID
	err := i.UnmarshalText([]byte(v))
	return i, err == nil
}

// SubjectID reads the identifier of a subject: a case, a member of staff, an office.
func (v Value) SubjectID() (SubjectID, bool) {
	var i SubjectID
	err := i.UnmarshalText([]byte(v))
	return i, err == nil
}
