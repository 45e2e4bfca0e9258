package casework

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrValue is returned for a value that its field cannot hold.
var ErrValue = errors.New("not a value of this field")

// ErrField is returned for a kind or field that the table does not have.
var ErrField = errors.New("no such field")

var (
	numberForm   = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$`)
	moneyForm    = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15}) [A-Z]{3}$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
	keyForm      = regexp.MustCompile(`^[A-Za-z0-9+/=_.:-]+$`)
	slugForm     = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)
)

// CheckValue reports whether a value is in the canonical text of its field's type. It
// is asked when something is written here; what others wrote is kept as it came,
// whatever it is. "" empties a field and is always right.
func CheckValue(k Kind, f Field, v Value) error {
	info := FieldOf(k, f)
	if info == nil {
		return fmt.Errorf("%s %s: %w", k, f, ErrField)
	}
	if !info.starsHold(f) {
		return fmt.Errorf("%s %s: %w", k, f, ErrField)
	}
	if v == "" {
		return nil
	}
	if !info.holds(v) {
		return fmt.Errorf("%s %s: %w", k, f, ErrValue)
	}
	return nil
}

// starsHold reports whether the segments that stand for a * are of their enumerations.
func (f *FieldInfo) starsHold(path Field) bool {
	if !pathOK(string(path)) {
		return false
	}
	got := strings.Split(string(path), ".")
	star := 0
	for i, s := range strings.Split(string(f.Path), ".") {
		if s != "*" {
			continue
		}
		if star < len(f.Stars) && f.Stars[star] != "" && !slices.Contains(enumTable[f.Stars[star]], Value(got[i])) {
			return false
		}
		star++
	}
	return true
}

func (f *FieldInfo) holds(v Value) bool {
	s := string(v)
	if len(s) > MaxValue || !utf8.ValidString(s) {
		return false
	}
	switch f.Type {
	case Text:
		return true
	case Date:
		_, ok := v.Date()
		return ok
	case Time:
		t, ok := v.Time()
		return ok && TimeValue(t) == v
	case Approx:
		_, ok := ParseApprox(v)
		return ok
	case YesNo:
		return v == Yes || v == No
	case Number:
		return numberForm.MatchString(s)
	case Money:
		return moneyForm.MatchString(s)
	case EnumOf:
		return slices.Contains(enumTable[f.Enum], v)
	case Ref:
		_, ok := v.Item()
		return ok
	case Language:
		return languageForm.MatchString(s)
	case Country:
		return countryForm.MatchString(s)
	case Key:
		return keyForm.MatchString(s)
	case Slug:
		return slugForm.MatchString(s)
	}
	return false
}

// Amount is money: whole minor units of a currency. The zero Amount is none.
type Amount struct {
	Minor    int64  // 61500 for 615 euros
	Currency string // ISO 4217
}

// Value writes the amount; "" for none.
func (a Amount) Value() Value {
	if a.Currency == "" {
		return ""
	}
	return Value(strconv.FormatInt(a.Minor, 10) + " " + a.Currency)
}

// Amount reads money; false if v is none.
func (v Value) Amount() (Amount, bool) {
	if !moneyForm.MatchString(string(v)) {
		return Amount{}, false
	}
	n, currency, _ := strings.Cut(string(v), " ")
	minor, err := strconv.ParseInt(n, 10, 64)
	return Amount{minor, currency}, err == nil
}
