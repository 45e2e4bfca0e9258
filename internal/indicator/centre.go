package indicator

import (
	"slices"
	"time"

	"waymark/internal/casework"
)

// book is a centre's book: what it may hold, who came and who left, without names.
type book struct {
	id       casework.SubjectID
	office   casework.OfficeID
	name     string
	capacity []capacity
	moves    []move
}

type capacity struct {
	from   time.Time
	places int
}

type move struct {
	on      time.Time
	in      bool
	kind    string // of a departure
	persons int
	nights  int // each of them stayed; 0 where nobody said
}

func (f *Facts) addCentre(st *casework.State) {
	root := st.Root()
	b := &book{id: st.Subject.ID, name: string(root.Get("name"))}
	b.office, _ = root.Get("office").SubjectID()
	for _, it := range st.Of(casework.KindCapacity) {
		if from, ok := it.Get("from").Date(); ok {
			if n, ok := it.Get("places").Int(); ok {
				b.capacity = append(b.capacity, capacity{from, n})
			}
		}
	}
	slices.SortFunc(b.capacity, func(x, y capacity) int { return x.from.Compare(y.from) })
	for _, it := range st.Of(casework.KindMovement) {
		if on, ok := it.Get("on").Date(); ok {
			m := move{on: on, in: it.Get("direction") == "arrival", kind: string(it.Get("kind")), persons: 1}
			if n, ok := it.Get("persons").Int(); ok {
				m.persons = n
			}
			m.nights, _ = it.Get("nights").Int()
			b.moves = append(b.moves, m)
		}
	}
	slices.SortFunc(b.moves, func(x, y move) int { return x.on.Compare(y.on) })
	if f.books == nil {
		f.books = map[casework.SubjectID]*book{}
	}
	f.books[b.id] = b
}

// Centre is a centre that has a book.
type Centre struct {
	ID   casework.SubjectID
	Name string
}

// Centres are all centres with a book, in the order of their names.
func (f *Facts) Centres() []Centre {
	var all []Centre
	for _, b := range f.books {
		all = append(all, Centre{b.id, b.name})
	}
	slices.SortFunc(all, func(x, y Centre) int {
		if x.Name != y.Name {
			if x.Name < y.Name {
				return -1
			}
			return 1
		}
		return x.ID.Compare(y.ID)
	})
	return all
}

// occupancy is the person-nights of a span and the nights there were places for.
// since is the first day without a known capacity; zero if there is none.
func (b *book) occupancy(from, to time.Time) (nights, places int, since time.Time) {
	here := 0
	next := 0
	for next < len(b.moves) && b.moves[next].on.Before(from) {
		here = b.moved(here, next)
		next++
	}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		for next < len(b.moves) && !b.moves[next].on.After(day) {
			here = b.moved(here, next)
			next++
		}
		n, known := b.placesOn(day)
		if !known && since.IsZero() {
			since = day
		}
		nights, places = nights+here, places+n
	}
	return nights, places, since
}

func (b *book) moved(here, i int) int {
	if b.moves[i].in {
		return here + b.moves[i].persons
	}
	return max(0, here-b.moves[i].persons)
}

func (b *book) placesOn(day time.Time) (places int, known bool) {
	for _, c := range b.capacity {
		if !c.from.After(day) {
			places, known = c.places, true
		}
	}
	return places, known
}

// exits are the departures of a span, by kind, and the nights of those who said.
func (b *book) exits(from, to time.Time) (all int, byKind map[string]int, nights, stayed int) {
	byKind = map[string]int{}
	for _, m := range b.moves {
		if m.in || m.on.Before(from) || m.on.After(to) {
			continue
		}
		all += m.persons
		byKind[m.kind] += m.persons
		if m.nights > 0 {
			nights += m.nights * m.persons
			stayed += m.persons
		}
	}
	return all, byKind, nights, stayed
}
