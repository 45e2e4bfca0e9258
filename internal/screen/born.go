package screen

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"waymark/internal/casework"
)

var (
	dayForm = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})[./](\d{4})$`)
	ageForm = regexp.MustCompile(`^(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?$`)
)

// Born reads a day of birth as people say it: a day (17.5.1990, 1990-05-17), a month
// (1990-05), a year, between two of them (1988/1992), or an age today (34, 16-18).
// False if it can be none of these.
func Born(text string, today time.Time) (casework.Value, bool) {
	text = strings.TrimSpace(text)
	if m := dayForm.FindStringSubmatch(text); m != nil {
		day, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		year, _ := strconv.Atoi(m[3])
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if t.Day() != day || int(t.Month()) != month {
			return "", false
		}
		return casework.DateValue(t), true
	}
	if m := ageForm.FindStringSubmatch(text); m != nil && len(m[1]) < 4 {
		low, _ := strconv.Atoi(m[1])
		high := low
		if m[2] != "" {
			high, _ = strconv.Atoi(m[2])
		}
		v := casework.AgeValue(low, high, today)
		_, ok := casework.ParseApprox(v)
		return v, ok
	}
	_, ok := casework.ParseApprox(casework.Value(text))
	return casework.Value(text), ok || text == ""
}

// bornValue says a day of birth as it was said.
func bornValue(v casework.Value) any {
	s := string(v)
	if rest, ok := strings.CutPrefix(s, "age "); ok {
		age, day, _ := strings.Cut(rest, " on ")
		if on, ok := casework.Value(day).Date(); ok {
			return Say("casefile.aged", "Age", age, "Day", on)
		}
	}
	if t, ok := v.Date(); ok {
		return t
	}
	if from, to, ok := strings.Cut(s, "/"); ok {
		return Say("casefile.between", "From", from, "To", to)
	}
	return s
}

// ageLine says how old a member is today, as far as that is known.
func ageLine(m casework.Member, today time.Time) Message {
	born := m.Born()
	if born.IsZero() {
		return Message{}
	}
	least, most := born.Age(today)
	if least == most {
		return Count("casefile.age", least)
	}
	return Say("casefile.age.between", "Least", least, "Most", most)
}
