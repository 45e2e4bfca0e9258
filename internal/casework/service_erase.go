package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// wholeErasing is the item of an order to erase a whole subject: there is one such
// order for a subject, so that a store finds it without searching.
var wholeErasing = ItemID{}

// WholeErased is the item that holds the order to erase a whole subject.
func WholeErased() ItemKey { return ItemKey{KindErase, wholeErasing} }

// AskErase asks for an erasing. Erasing needs two: somebody who asks, and a supervisor
// or the data protection officer who orders it. The store closes the list over whole
// entries first; no changes means the whole subject.
func (s *Service) AskErase(ctx context.Context, about Subject, reason Value, changes []ChangeID) (Done, error) {
	p := s.pen(ctx)
	ask := p.newItem()
	fields := map[Field]Value{"reason": reason}
	if len(changes) == 0 {
		fields["whole"] = Yes
	}
	for _, id := range changes {
		fields[F("change", id.String())] = Yes
	}
	if reason == "" {
		p.fail(fmt.Errorf("ask to erase: reason: %w", ErrValue))
	}
	p.write(Edit{Subject: about, Kind: KindEraseAsk, Item: ask, Fields: fields})
	return p.done(about, ask)
}

// RefuseErase says no to an asking.
func (s *Service) RefuseErase(ctx context.Context, about Subject, ask ItemID) (Done, error) {
	return s.Write(ctx, Edit{Subject: about, Kind: KindEraseAsk, Item: ask, Fields: map[Field]Value{"refused": Yes}})
}

// Erase orders what somebody else asked for. changes are the changes to be erased as
// the store has them; empty for a whole subject. keep writes again what stood in the
// same entries and is not meant: it is in the same transaction.
func (s *Service) Erase(ctx context.Context, about Subject, ask ItemID, changes []Change, keep ...Edit) (Done, error) {
	p, me := s.pen(ctx), s.desk.Staff
	asked := p.item(about, ItemKey{KindEraseAsk, ask})
	first, ok := asked.Head("reason")
	switch {
	case p.err != nil:
		return p.done(about, ask)
	case !ok:
		p.fail(fmt.Errorf("erase: %w", ErrUnknown))
		return p.done(about, ask)
	case first.By == me.ID:
		p.fail(fmt.Errorf("erase: %w", ErrSecondPerson))
		return p.done(about, ask)
	}
	common := map[Field]Value{"first": IDValue(first.By), "second": IDValue(me.ID), "reason": first.Value, "ask": IDValue(ask)}
	if asked.Is("whole") {
		fields := maps.Clone(common)
		fields["whole"] = Yes
		p.order(about, KindErase, Core, wholeErasing, fields, asked)
		return p.done(about, wholeErasing)
	}
	for _, e := range keep {
		p.decide(e)
	}
	byClass := map[Class]map[Field]Value{}
	for _, c := range changes {
		class := classOfChange(c)
		if byClass[class] == nil {
			byClass[class] = maps.Clone(common)
		}
		byClass[class][F("change", c.ID.String())] = SkeletonOf(c).Value()
	}
	if len(byClass) == 0 {
		p.fail(fmt.Errorf("erase: %w", ErrUnknown))
	}
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		p.order(about, EraseKind(class), class, ask, byClass[class], asked)
	}
	return p.done(about, ask)
}

// order writes the order, having asked Judge whether everybody would follow it.
func (p *pen) order(about Subject, k Kind, class Class, item ItemID, fields map[Field]Value, asked *Item) {
	if p.err != nil {
		return
	}
	c := p.change(about, k, item, fields)
	if !mayErase(Hearing{Change: c, Ask: asked}) {
		p.fail(fmt.Errorf("erase: %w", ErrNotAllowed))
		return
	}
	p.put(class, c)
}

// classOfChange is the class of the first field this version knows; Private otherwise.
func classOfChange(c Change) Class {
	for _, f := range slices.Sorted(maps.Keys(c.Body)) {
		if class, ok := ClassOf(c.Kind, f); ok {
			return class
		}
	}
	return Private
}
