package screen

import (
	"context"
	"maps"
	"slices"

	"waymark/internal/casework"
)

// LeafRow is one leaf of the file as it is listed.
type LeafRow struct {
	casework.ItemKey
	Who    string  // the member it is about; "" for all
	What   Message // its kind of its kind, such as a passport; zero if nobody said
	Facts  []Line  // in the order in which they are to be read
	Drafts bool    // something typed at it is not recorded
}

// LeafGroup are the leaves of one kind.
type LeafGroup struct {
	*Leaf
	Name Message
	Rows []LeafRow
}

// LeafGroups are the leaves of the file, or of one member: first those that have a
// date that cannot be moved. Kinds of which there is nothing are left out.
func (s *CaseFile) LeafGroups() []LeafGroup {
	var all []LeafGroup
	for i := range Leaves {
		l := &Leaves[i]
		g := LeafGroup{Leaf: l, Name: kindName(l.Kind)}
		for _, it := range s.state.Of(l.Kind) {
			if of, _ := it.Get("member").Item(); s.Whose.IsZero() || of.IsZero() || of == s.Whose {
				g.Rows = append(g.Rows, s.leafRow(l, it))
			}
		}
		for _, d := range s.desk.Drafts.Unfinished() { // begun, and not in the file yet
			if leafKind(d.Route) == l.Kind && d.Route.Subject == s.route.Subject && s.state.Items[casework.ItemKey{Kind: l.Kind, ID: d.Route.Item}] == nil {
				g.Rows = append(g.Rows, LeafRow{ItemKey: casework.ItemKey{Kind: l.Kind, ID: d.Route.Item}, Drafts: true})
			}
		}
		if len(g.Rows) > 0 {
			all = append(all, g)
		}
	}
	return all
}

func (s *CaseFile) leafRow(l *Leaf, it *casework.Item) LeafRow {
	r := LeafRow{ItemKey: it.ItemKey, Who: s.whose(it.ItemKey), Drafts: s.drafted(leafRoute(s.route.Subject, l.Kind, it.ID))}
	if v := it.Get("kind"); v != "" {
		if m, ok := fieldValue(l.Kind, "kind", v).(Message); ok {
			r.What = m
		}
	}
	for _, f := range l.Listed {
		if v := it.Get(f); v != "" {
			value, own := valueOf(l.Kind, f, v)
			if value != nil {
				r.Facts = append(r.Facts, Line{Place: f, Label: placeName(l.Kind, f), Value: value, Own: own})
			}
		}
	}
	return r
}

func fieldValue(k casework.Kind, f casework.Field, v casework.Value) any {
	value, _ := valueOf(k, f, v)
	return value
}

// Only shows the leaves of one member; zero: of all.
func (s *CaseFile) Only(member casework.ItemID) {
	s.Whose = member
	s.OnChange()
}

// AddLeaf opens the form of a leaf that is not in the file yet, about the member whose
// leaves are shown. Nothing else is preset.
func (s *CaseFile) AddLeaf(k casework.Kind) { s.addLeaf(k, s.Whose, "") }

// addLeaf opens it with what is said of it already, before it is drawn.
func (s *CaseFile) addLeaf(k casework.Kind, member casework.ItemID, kind casework.Value) {
	if LeafOf(k) == nil {
		return
	}
	s.opens(func() {
		s.openLeaf(leafRoute(s.route.Subject, k, newItem()))
		if !member.IsZero() {
			s.Leaf.Type("member", member.String())
		}
		if kind != "" {
			s.Leaf.Type("kind", string(kind))
		}
	})
}

// EditLeaf opens the form over a leaf.
func (s *CaseFile) EditLeaf(key casework.ItemKey) {
	s.writeLeaf(leafRoute(s.route.Subject, key.Kind, key.ID))
}

func (s *CaseFile) writeLeaf(r Route) {
	s.opens(func() { s.openLeaf(r) })
}

func (s *CaseFile) openLeaf(r Route) {
	l := LeafOf(leafKind(r))
	if l == nil {
		return // of a newer version
	}
	if s.Leaf != nil {
		s.Leaf.Leave()
	}
	f := s.form(r, FormLeaf, s.leafDone)
	s.Tab = TabSituation
	s.Leaf = &LeafForm{Edits: newEdits(f, l.Kind, s.state.Items[casework.ItemKey{Kind: l.Kind, ID: r.Item}]), Leaf: l, Item: r.Item}
}

// AboutCase are the facts of the case itself.
func (s *CaseFile) AboutCase() []Line { return s.leafRow(&CaseLeaf, s.Case.Item).Facts }

// EditCase opens the form over the case itself.
func (s *CaseFile) EditCase() {
	s.writeLeaf(leafRoute(s.route.Subject, casework.KindCase, casework.ItemID{}))
}

// Closed reports whether the case is closed.
func (s *CaseFile) Closed() bool { return !s.Case.Closed.IsZero() }

// ComeBack opens a closed case again for somebody who came back. What was before
// becomes an episode of its own.
func (s *CaseFile) ComeBack() {
	if !s.Closed() {
		return
	}
	about, now := s.route.Subject.ID, s.desk.Run.Now()
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.OpenEpisode(ctx, about, now)
	}, func() {})
}

// Episodes are the times before this one, the latest first.
func (s *CaseFile) Episodes() [][]Line {
	var all [][]Line
	for _, it := range slices.Backward(s.state.Of(casework.KindEpisode)) {
		var lines []Line
		for _, f := range []casework.Field{"opened", "closed", "closing", "note"} {
			if v := it.Get(f); v != "" {
				value, own := valueOf(it.Kind, f, v)
				lines = append(lines, Line{Place: f, Label: placeName(it.Kind, f), Value: value, Own: own})
			}
		}
		all = append(all, lines)
	}
	return all
}

// LeaveLeaf goes back to the list; what was typed is kept.
func (s *CaseFile) LeaveLeaf() {
	if s.Leaf != nil {
		s.Leaf.Leave()
		s.leafDone()
	}
	s.OnChange()
}

// leafDone goes back to where the form was opened from.
func (s *CaseFile) leafDone() {
	if s.Leaf != nil && s.Leaf.Leaf.Kind == casework.KindCase {
		s.Tab = TabOverview
	}
	s.Leaf = nil
}

// TakeOut takes the leaf being written out of the file. It can be brought back.
func (s *CaseFile) TakeOut() {
	if s.Leaf == nil || !s.Leaf.Open() {
		return
	}
	f, about := s.Leaf, s.route.Subject
	if f.New() {
		f.Drop()
		s.LeaveLeaf()
		return
	}
	key := casework.ItemKey{Kind: f.Leaf.Kind, ID: f.Item}
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Delete(ctx, about, key, f.seen)
	}, func() {
		f.Drop()
		s.Leaf = nil
	})
}

func (s *CaseFile) leafOut() Message {
	if s.Leaf.New() {
		return Say("casefile.leaf.drop")
	}
	return Say("casefile.leaf.out")
}

// TakenOut are the leaves that were taken out of the file.
func (s *CaseFile) TakenOut() []LeafRow {
	var all []LeafRow
	keys := slices.SortedFunc(maps.Keys(s.state.Items), casework.ItemKey.Compare)
	for _, key := range keys {
		it := s.state.Items[key]
		if l := LeafOf(key.Kind); l != nil && it.Written() && it.Deleting() == casework.Deleted {
			r := s.leafRow(l, it)
			if r.What.Key == "" {
				r.What = kindName(key.Kind)
			}
			all = append(all, r)
		}
	}
	return all
}

// BringBack puts a leaf that was taken out back into the file.
func (s *CaseFile) BringBack(key casework.ItemKey) {
	about := s.route.Subject
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Undelete(ctx, about, key)
	}, func() {})
}
