package screen

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/currency"

	"waymark/internal/calendar"
	"waymark/internal/casework"
)

// moneyValue makes the amount of a number and a currency; what is no amount is
// passed on as it was typed, so that casework refuses it rather than losing it.
func moneyValue(number, currency string) casework.Value {
	if strings.TrimSpace(number) == "" {
		return ""
	}
	minor, ok := minorOf(number, currency)
	if !ok {
		return casework.Value(number + " " + currency)
	}
	return casework.Amount{Minor: minor, Currency: currency}.Value()
}

var amountForm = regexp.MustCompile(`^(\d{1,3}(?:[ .,'\x{00a0}\x{202f}]\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?$`)

// places is how many decimals a currency has; one that is not known counts as having
// two, as it does where amounts are written.
func places(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	n, _ := currency.Standard.Rounding(unit)
	return n
}

// minorOf reads an amount of money in minor units: 1200, 1,200.50, 1.200,50, 1 200.
func minorOf(number, code string) (int64, bool) {
	m := amountForm.FindStringSubmatch(strings.TrimSpace(digits(number)))
	if m == nil || len(code) != 3 {
		return 0, false
	}
	whole := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, m[1])
	cents, n := m[2], places(code)
	for len(cents) > n && strings.HasSuffix(cents, "0") {
		cents = cents[:len(cents)-1]
	}
	if len(cents) > n {
		return 0, false
	}
	minor, err := strconv.ParseInt(whole+cents+strings.Repeat("0", n-len(cents)), 10, 64)
	return minor, err == nil
}

// digits writes the digits of every script, and the Arabic signs in numbers, as ours.
func digits(s string) string {
	return strings.NewReplacer("٬", ",", "٫", ".").Replace(calendar.Digits(s))
}

func amountText(a casework.Amount) string {
	if a.Currency == "" {
		return ""
	}
	n := places(a.Currency)
	text := strconv.FormatInt(a.Minor, 10)
	if n == 0 {
		return text
	}
	for len(text) <= n {
		text = "0" + text
	}
	whole, cents := text[:len(text)-n], text[len(text)-n:]
	if strings.Trim(cents, "0") == "" {
		return whole
	}
	return whole + "." + cents
}
