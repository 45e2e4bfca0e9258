package screen

import (
	"errors"
	"fmt"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/id"
)

// Place is a kind of screen. Its text is kept in drafts: never rename.
type Place string

// The places.
const (
	PlaceToday        Place = "today"
	PlaceCaseload     Place = "cases"
	PlaceNewCase      Place = "newcase"
	PlaceShortContact Place = "contact"
	PlaceCase         Place = "case"
	PlaceCounselling  Place = "counselling"
	PlacePlan         Place = "plan"
	PlaceReview       Place = "review"
	PlaceRequests     Place = "requests"
	PlaceKnowledge    Place = "knowledge"
	PlaceSync         Place = "sync"
	PlaceSettings     Place = "settings"
)

// Route says which screen about what. It is a value: compare it, keep it, write
// it down.
type Route struct {
	Place   Place
	Subject casework.Subject // the case or other subject; zero where the place is about none
	Item    casework.ItemID  // the counselling session, plan line ...; zero where there is none
	Part    string           // a part of the screen ("household"); never case data
}

// ErrRoute is returned for text that is no route.
var ErrRoute = errors.New("not a route")

// String writes the route down for [ParseRoute].
func (r Route) String() string {
	var b strings.Builder
	b.WriteString(string(r.Place))
	b.WriteByte('/')
	if r.Subject != (casework.Subject{}) {
		fmt.Fprintf(&b, "%d-%s", r.Subject.Kind, r.Subject.ID)
	}
	b.WriteByte('/')
	if !r.Item.IsZero() {
		b.WriteString(r.Item.String())
	}
	b.WriteByte('/')
	b.WriteString(r.Part)
	return b.String()
}

// ParseRoute reads what [Route.String] wrote.
func ParseRoute(s string) (r Route, err error) {
	parts := strings.SplitN(s, "/", 4)
	if len(parts) != 4 || parts[0] == "" {
		return r, ErrRoute
	}
	r.Place, r.Part = Place(parts[0]), parts[3]
	if parts[1] != "" {
		var kind uint8
		number, text, ok := strings.Cut(parts[1], "-")
		if !ok {
			return Route{}, ErrRoute
		}
		if _, err := fmt.Sscanf(number, "%d", &kind); err != nil {
			return Route{}, ErrRoute
		}
		if r.Subject.ID, err = parseID[casework.SubjectID](text); err != nil {
			return Route{}, ErrRoute
		}
		r.Subject.Kind = casework.SubjectKind(kind)
	}
	if parts[2] != "" {
		if r.Item, err = parseID[casework.ItemID](parts[2]); err != nil {
			return Route{}, ErrRoute
		}
	}
	if r.String() != s {
		return Route{}, ErrRoute
	}
	return r, nil
}

func parseID[T id.Of[K], K any](s string) (T, error) {
	i, err := id.Parse[K](s)
	return T(i), err
}

// CaseRoute leads to a case's file.
func CaseRoute(c casework.SubjectID) Route {
	return Route{Place: PlaceCase, Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}}
}

// NewCaseRoute leads to the form of a case that is not there yet, an empty one each
// time.
func NewCaseRoute() Route {
	return Route{Place: PlaceNewCase, Item: casework.ItemID(id.New[draftMark]())}
}

// ShortContactRoute leads to the form of a short contact, with somebody's case or
// with nobody's yet.
func ShortContactRoute(c casework.Subject) Route {
	return Route{Place: PlaceShortContact, Subject: c, Item: casework.ItemID(id.New[draftMark]())}
}
