package screen

import (
	"context"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/words"
)

// Filing reads what the screens about a case show. Its methods are called off the
// UI goroutine, and what they return belongs to the caller.
type Filing interface {
	Namer
	// State is everything kept here about a subject.
	State(ctx context.Context, s casework.Subject) (*casework.State, error)
	// History is every change about a subject that can be read here, in the order of
	// display.
	History(ctx context.Context, s casework.Subject) ([]Written, error)
	// Colleagues are those of the same organisation, whoever works there now or did.
	Colleagues(ctx context.Context) ([]Colleague, error)
}

// Written is a change as a history shows it.
type Written struct {
	casework.Change
	Class casework.Class
	Where Whereto
}

// Colleague is somebody of the organisation, under the name its directory gives.
type Colleague struct {
	Name  string
	Staff casework.Staff
}

// Act is one command of casework.
type Act func(ctx context.Context, service *casework.Service) (casework.Done, error)

// Maker does acts that are done rather than typed. Make is called off the UI
// goroutine; when it returns nil a power cut does not take away what was done.
type Maker interface {
	Make(ctx context.Context, act Act) (casework.Done, error)
}

// Line is one fact with its name. Value is a string, a [Message], a time.Time (a
// day), an [AsMoment], a casework.Amount, a [Country] or a [Tongue].
type Line struct {
	Place casework.Field // where it is written
	Label Message
	Value any
	Own   bool // somebody's own words, in whatever language they are
}

// Country is a country by its code, Tongue a language by its tag.
type (
	Country string
	Tongue  string
)

// valueOf says what a field holds. It is nil for what is of no interest to people.
func valueOf(k casework.Kind, f casework.Field, v casework.Value) (value any, own bool) {
	info := casework.FieldOf(k, f)
	if info == nil {
		return Say("frame.newer"), false
	}
	switch info.Type {
	case casework.EnumOf:
		if key := casework.EnumKey(info.Enum, v); spoken[key] {
			return Say(key), false
		}
		return Say("frame.newer"), false
	case casework.YesNo:
		if v == casework.Yes {
			return Say("button.yes"), false
		}
		return Say("button.no"), false
	case casework.Date:
		if t, ok := v.Date(); ok {
			return t, false
		}
	case casework.Time:
		if t, ok := v.Time(); ok {
			return AsMoment(t), false
		}
	case casework.Money:
		if a, ok := v.Amount(); ok {
			return a, false
		}
	case casework.Language:
		return Tongue(v), false
	case casework.Country:
		return Country(v), false
	case casework.Ref, casework.Key:
		return nil, false
	case casework.Approx:
		return bornValue(v), false
	}
	return string(v), info.Use == casework.Words || info.Use == casework.Name
}

// placeName names a field: as closely as there is a text for it, and at least by
// the kind of its item.
func placeName(k casework.Kind, f casework.Field) Message {
	key := fieldKey(k, f)
	if key == "" {
		return kindName(k)
	}
	return Say(key)
}

// kindName names a kind; one that a newer version made has no name here.
func kindName(k casework.Kind) Message {
	if !spoken[k.Key()] {
		return Say("frame.newer")
	}
	return Say(k.Key())
}

// fieldKey is the key of a field's name: that of its kind, or the one that the kinds
// share; "" if there is neither.
func fieldKey(k casework.Kind, f casework.Field) string {
	info := casework.FieldOf(k, f)
	if info == nil {
		return ""
	}
	var path []byte
	for _, r := range []byte(info.Path) {
		switch r {
		case '*':
		case '.':
			if n := len(path); n > 0 && path[n-1] == '_' {
				continue
			}
			path = append(path, '_')
		default:
			path = append(path, r)
		}
	}
	for len(path) > 0 && path[len(path)-1] == '_' {
		path = path[:len(path)-1]
	}
	for _, key := range []string{"field." + strings.ReplaceAll(string(k), ".", "_") + "." + string(path), "field." + string(path)} {
		if spoken[key] {
			return key
		}
	}
	return ""
}

// spoken are the keys that have a text.
var spoken = func() map[string]bool {
	all := map[string]bool{}
	for _, k := range words.Keys(words.English) {
		all[k] = true
	}
	return all
}()

// writers are the names of colleagues by who they are.
type writers map[casework.StaffID]string

func writersOf(all []Colleague) writers {
	w := writers{}
	for _, c := range all {
		w[c.Staff.ID] = c.Name
	}
	return w
}

// name says who somebody is: a name, oneself, or that the directory does not say.
func (w writers) name(me, who casework.StaffID) Message {
	switch {
	case who == me && !me.IsZero():
		return Say("casefile.you")
	case w[who] != "":
		return Say("casefile.who", "Name", w[who])
	}
	return Say("casefile.somebody")
}
