package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"unicode/utf8"

	"waymark/internal/casework"
)

// texts gives every change its text: the same one whenever it is asked, so that what
// a killed village recorded can be compared after it.
type texts struct {
	size  int
	lines []string // of -docs; else texts are made
}

func openTexts(o options) (*texts, error) {
	t := &texts{size: o.size}
	if o.docs == "" {
		return t, nil
	}
	file, err := os.ReadFile(o.docs)
	if err != nil {
		return nil, fmt.Errorf("read -docs: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, casework.MaxValue)
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimSpace(lines.Text())
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("read -docs: line %d is not UTF-8", number)
		}
		if line != "" {
			t.lines = append(t.lines, line)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("read -docs: line %d has %d KiB or more, the most a field holds: split it into several lines", number+1, casework.MaxValue>>10)
	} else if err != nil {
		return nil, fmt.Errorf("read -docs: %w", err)
	}
	if len(t.lines) == 0 {
		return nil, errors.New("read -docs: the file has no lines")
	}
	return t, nil
}

// of returns the text of change n of a device.
func (t *texts) of(device, n int) casework.Value {
	if t.lines != nil {
		return casework.Value(t.lines[(device*7919+n)%len(t.lines)])
	}
	r := rand.New(rand.NewPCG(uint64(device), uint64(n)))
	var b strings.Builder
	for b.Len() < t.size {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if r.IntN(12) == 0 {
			fmt.Fprintf(&b, "%d", r.IntN(100000)) // dates, file numbers, telephone numbers
			continue
		}
		b.WriteString(vocabulary[r.IntN(len(vocabulary))])
	}
	return casework.Value(b.String())
}

// vocabulary is what notes are about, in the scripts they are written in.
var vocabulary = strings.Fields(`
gespräch dolmetscher termin anwältin frist bescheid rückkehr familie kinder schule wohnung arbeit ausbildung krankheit medikament arzt
sagt fragt möchte weiß nicht noch nachdenken bruder mutter schwester vater dorf stadt reise pass ausweis geburtsurkunde schulden geld
werkstatt nähmaschine laden markt hilfe beratung gericht klage hoffnung angst sicherheit grenze flughafen gepäck vertrauen gesundheit
interview lawyer appeal deadline letter family children school housing work training illness medicine doctor says asks wants knows
still thinking brother mother sister father village town journey passport certificate debts money workshop shop market help advice
العائلة الأطفال المدرسة العمل السكن المحامي الموعد القرار العودة الطبيب الدواء الأم الأب القرية المدينة السفر الجواز الديون المال
خانواده کودکان مکتب کار خانه وکیل وقت فیصله بازگشت داکتر دوا مادر پدر قریه شهر سفر پاسپورت قرض پول دکان بازار کمک مشوره
ስድራቤት ቆልዑ ቤትትምህርቲ ስራሕ ገዛ ጠበቓ ቆጸራ ውሳነ ምምላስ ሓኪም መድሃኒት ኣደ ኣቦ ዓዲ ከተማ ጉዕዞ ፓስፖርት ዕዳ ገንዘብ
ოჯახი ბავშვები სკოლა სამუშაო სახლი ადვოკატი ვადა გადაწყვეტილება დაბრუნება ექიმი წამალი დედა მამა სოფელი ქალაქი
`)
