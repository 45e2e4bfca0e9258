package screen

import (
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
)

// sessionOrder is the order in which a recorded counselling session is read: who was
// there, what was told, what the person said, what follows. What has no place in it
// comes after.
var sessionOrder = []string{
	"started", "ended", "minutes", "entered", "kind", "setting", "place", "language", "member",
	"room", "private", "lawyer", "guardian", "interpreter", "topic", "stage", "options_shown", "legal_advice_shown", "stay_shown", "legal_aid_told",
	"said", "question", "concern", "rumour", "wants", "read_back", "withheld", "outcome", "voluntary", "cooling_off", "doubt", "danger", "next", "summary",
}

// sessionLines are what a counselling session holds, line by line, as it was
// recorded; addenda are not among them.
func sessionLines(d *Desk, c casework.Case, it *casework.Item) []Line {
	type placed struct {
		rank int
		line Line
	}
	var all []placed
	for f, v := range it.All() {
		first, rest, _ := strings.Cut(string(f), ".")
		if first == "addendum" || first == "open" || first == "late" || first == "asks_talk" || first == "moved_from" {
			continue
		}
		l := Line{Place: f, Label: placeName(casework.KindCounselling, f)}
		switch first {
		case "member":
			id, _ := casework.Value(rest).Item()
			m := c.Member(id)
			if m == nil || v != casework.Yes {
				continue
			}
			l.Value, l.Own = m.Name(), true
		case "stage":
			if v != casework.Yes {
				continue
			}
			l.Value = Say(casework.EnumKey("counselling_stage", casework.Value(rest)))
		case "topic":
			name, part, _ := strings.Cut(rest, ".")
			value, own := valueOf(it.Kind, f, v)
			switch tag, of := shownIn(part); {
			case of == "shown": // of a language; its version and hash are for the history
				at, ok := v.Time()
				if !ok {
					continue
				}
				value, f = ShownIn{Tongue(tag), at}, casework.F("topic", name, "language")
			case part == "language" && len(toldIn(it, name)) > 0:
				continue // said with each language
			case part != "language" && part != "understood" && part != "said_back" && part != "note":
				continue
			}
			l.Label, l.Value, l.Own = Say("casefile.session.topic", "Topic", d.topicTitle(name), "What", placeName(it.Kind, f)), value, own
		default:
			l.Value, l.Own = valueOf(it.Kind, f, v)
		}
		if l.Value == nil {
			continue
		}
		r := slices.Index(sessionOrder, first)
		if r < 0 {
			r = len(sessionOrder)
		}
		all = append(all, placed{r, l})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return a.rank - b.rank })
	lines := make([]Line, len(all))
	for i, p := range all {
		lines[i] = p.line
	}
	return lines
}

// ShownIn is a language that a topic was shown in, and when.
type ShownIn struct {
	Language Tongue
	At       time.Time
}

// shownIn takes apart the part of a topic's field that is of one language:
// in.<tag>.<field>.
func shownIn(part string) (tag, field string) {
	rest, ok := strings.CutPrefix(part, "in.")
	if !ok {
		return "", ""
	}
	tag, field, _ = strings.Cut(rest, ".")
	return tag, field
}

// toldIn are the languages that a session says a topic was shown in.
func toldIn(it *casework.Item, topic string) map[string]casework.ToldIn {
	return casework.CounsellingSessionOf(it).Topics[topic].In
}
