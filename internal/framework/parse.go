package framework

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// A text is read line by line and strictly: what a translator's program put in by
// itself must not reach the person, and a mistake is found at the desk.

const fence = "---"

// parse reads one file. name is for the errors, which are name:line: what.
func parse(name string, raw []byte) (Text, error) {
	content := strings.ReplaceAll(string(raw), "\r\n", "\n")
	lines := strings.Split(content, "\n")
	for i, line := range lines {
		if err := checkLine(line); err != nil {
			return Text{}, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	t, body, at, err := parseFront(lines)
	if err != nil {
		return Text{}, fmt.Errorf("%s:%d: %w", name, at, err)
	}
	if at, err = t.parseBody(lines, body); err != nil {
		return Text{}, fmt.Errorf("%s:%d: %w", name, at, err)
	}
	return t, nil
}

func checkLine(line string) error {
	if !utf8.ValidString(line) {
		return errors.New("not UTF-8")
	}
	if !norm.NFC.IsNormalString(line) {
		return errors.New("not in Unicode normal form C")
	}
	for _, r := range line {
		// U+200C and U+200D belong to the spelling of Persian and Indic words.
		if unicode.Is(unicode.C, r) && r != '\u200c' && r != '\u200d' || r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return fmt.Errorf("has the control character %U", r)
		}
	}
	return nil
}

// parseFront reads the front matter and returns the index of the first line
// after it. at is the line (from 1) an error is about.
func parseFront(lines []string) (t Text, body, at int, err error) {
	if lines[0] != fence {
		return t, 0, 1, errors.New("no front matter")
	}
	end := slices.Index(lines[1:], fence)
	if end < 0 {
		return t, 0, len(lines), errors.New("the front matter does not end")
	}
	end++
	seen := map[string]bool{}
	for i := 1; i < end; i++ {
		key, value, ok := strings.Cut(lines[i], ": ")
		if value = strings.TrimSpace(value); !ok || value == "" {
			return t, 0, i + 1, errors.New("not of the form key: value")
		}
		if seen[key] && key != "law" && key != "source" {
			return t, 0, i + 1, fmt.Errorf("%s is there twice", key)
		}
		seen[key] = true
		if err := t.set(key, value); err != nil {
			return t, 0, i + 1, err
		}
	}
	for _, key := range []string{"topic", "language", "version", "date", "status", "translator", "source"} {
		if !seen[key] {
			return t, 0, end + 1, fmt.Errorf("no %s in the front matter", key)
		}
	}
	if (t.Status == Reviewed) != (t.Reviewer != "") {
		return t, 0, end + 1, errors.New("a reviewed text has a reviewer, a drafted one has none")
	}
	return t, end + 1, 0, nil
}

func (t *Text) set(key, value string) (err error) {
	switch key {
	case "topic":
		t.Topic.ID = value
	case "language":
		tag, err := language.Parse(value)
		if err != nil || tag.String() != value {
			return fmt.Errorf("%q is not a canonical BCP 47 tag", value)
		}
		t.Language = value
	case "version":
		if t.Version, err = strconv.Atoi(value); err != nil || t.Version < 1 {
			return fmt.Errorf("version %q is not a number from 1", value)
		}
	case "date":
		if t.Date, err = time.Parse(time.DateOnly, value); err != nil {
			return fmt.Errorf("date %q is not of the form 2026-11-22", value)
		}
	case "status":
		if t.Status = Status(value); t.Status != Drafted && t.Status != Reviewed {
			return fmt.Errorf("status %q is neither drafted nor reviewed", value)
		}
	case "translator":
		t.Translator = value
	case "reviewer":
		t.Reviewer = value
	case "source":
		t.Sources = append(t.Sources, value)
	case "law":
		parts := strings.Split(value, " | ")
		if len(parts) != 3 {
			return errors.New("law is not of the form where | what | 2026-11-22")
		}
		seen, err := time.Parse(time.DateOnly, parts[2])
		if err != nil {
			return fmt.Errorf("date %q is not of the form 2026-11-22", parts[2])
		}
		if where := parts[0]; len(where) != 2 || strings.ToUpper(where) != where {
			return fmt.Errorf("%q is neither EU nor a country's code", where)
		}
		t.Laws = append(t.Laws, Law{Where: parts[0], What: parts[1], Seen: seen})
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

func (t *Text) parseBody(lines []string, from int) (at int, err error) {
	step := 0
	for i := from; i < len(lines); i++ {
		line := lines[i]
		if line == "" {
			continue
		}
		if strings.TrimSpace(line) != line {
			return i + 1, errors.New("begins or ends with a space")
		}
		if title, ok := strings.CutPrefix(line, "# "); ok {
			if t.Title != "" {
				return i + 1, errors.New("a second title")
			}
			if spans, err := parseSpans(title); err != nil || len(spans) != 1 || spans[0].Strong || spans[0].Emphasis {
				return i + 1, errors.New("the title has markup or numerals")
			}
			t.Title = title
			continue
		}
		if t.Title == "" {
			return i + 1, errors.New("text before the title")
		}
		b, err := parseBlock(line)
		if err != nil {
			return i + 1, err
		}
		if b.Kind != Step {
			step = 0
		} else if step++; b.Number != step {
			return i + 1, fmt.Errorf("step %d where %d is due", b.Number, step)
		}
		b.line = i + 1
		b.ID = "b" + strconv.Itoa(len(t.Blocks)+1)
		t.Blocks = append(t.Blocks, b)
	}
	if t.Title == "" || len(t.Blocks) == 0 {
		return len(lines), errors.New("no title or no text")
	}
	return 0, nil
}

func parseBlock(line string) (Block, error) {
	b := Block{Kind: Paragraph}
	rest := line
	if after, ok := strings.CutPrefix(line, "## "); ok {
		b.Kind, rest = Heading, after
	} else if after, ok := strings.CutPrefix(line, "- "); ok {
		b.Kind, rest = Item, after
	} else if number, after, ok := strings.Cut(line, ". "); ok && len(number) <= 2 {
		if n, err := strconv.Atoi(number); err == nil && n > 0 && strconv.Itoa(n) == number {
			b.Kind, b.Number, rest = Step, n, after
		}
	}
	if strings.TrimSpace(rest) != rest {
		return b, errors.New("begins or ends with a space")
	}
	var err error
	b.Spans, err = parseSpans(rest)
	return b, err
}

// parseSpans splits a line at its emphasis and refuses any other markup.
func parseSpans(s string) ([]Span, error) {
	if s == "" {
		return nil, errors.New("empty")
	}
	if strings.ContainsAny(s, "<>[]{}|`_\\~^") || strings.HasPrefix(s, "#") || strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "+ ") {
		return nil, errors.New("markup that is not known here")
	}
	if i := strings.IndexFunc(s, unicode.IsNumber); i >= 0 {
		return nil, errors.New("a numeral: no text names days, amounts or dates")
	}
	var spans []Span
	for s != "" {
		open := strings.IndexByte(s, '*')
		if open < 0 {
			spans = append(spans, Span{Text: s})
			break
		}
		if open > 0 {
			spans = append(spans, Span{Text: s[:open]})
		}
		mark := "*"
		if strings.HasPrefix(s[open:], "**") {
			mark = "**"
		}
		inner, rest, closed := strings.Cut(s[open+len(mark):], mark)
		if !closed || inner == "" || strings.Contains(inner, "*") || strings.TrimSpace(inner) != inner || strings.HasPrefix(rest, "*") {
			return nil, errors.New("emphasis that does not end, or is empty or nested")
		}
		spans = append(spans, Span{Text: inner, Strong: mark == "**", Emphasis: mark == "*"})
		s = rest
	}
	return spans, nil
}
