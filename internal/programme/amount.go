package programme

import (
	"errors"
	"math"
	"strings"

	"golang.org/x/text/currency"
)

// Amount is money, exact: whole minor units of a currency. The zero Amount is none.
type Amount struct {
	Minor    int64  // 61500 for 615 euros
	Currency string // ISO 4217
}

// None reports whether there is no amount.
func (a Amount) None() bool { return a.Currency == "" }

var (
	errNumber   = errors.New("not an amount: digits, with at most as many decimals as the currency has")
	errNegative = errors.New("a negative amount")
	errCurrency = errors.New("unknown currency")
)

// places returns how many decimals a currency has.
func places(code string) (int, error) {
	unit, err := currency.ParseISO(code)
	if err != nil || unit.String() != code || unit == currency.XXX { // ISO 4217 has a code for no currency
		return 0, errCurrency
	}
	n, _ := currency.Standard.Rounding(unit)
	return n, nil
}

// parseAmount reads a decimal such as 615 or 615.50, without groups.
func parseAmount(text, code string) (Amount, error) {
	n, err := places(code)
	if err != nil {
		return Amount{}, err
	}
	if strings.HasPrefix(text, "-") {
		return Amount{}, errNegative
	}
	whole, fraction, point := strings.Cut(text, ".")
	if whole == "" || point && fraction == "" || len(fraction) > n || strings.Trim(whole+fraction, "0123456789") != "" {
		return Amount{}, errNumber
	}
	minor := int64(0)
	for _, d := range whole + fraction + strings.Repeat("0", n-len(fraction)) {
		if minor > (math.MaxInt64/1000-9)/10 { // a household of a thousand still adds up
			return Amount{}, errNumber
		}
		minor = minor*10 + int64(d-'0')
	}
	return Amount{minor, code}, nil
}
