package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Write is the command beneath the others: it writes edits as they are. It knows no
// rule but the table of kinds and who may write; use the command of the noun where
// there is one.
func (s *Service) Write(ctx context.Context, edits ...Edit) (Done, error) {
	p := s.pen(ctx)
	for _, e := range edits {
		p.write(e)
	}
	if len(edits) == 0 {
		return p.done(Subject{}, ItemID{})
	}
	return p.done(edits[0].Subject, edits[0].Item)
}

// Add writes a new item of a kind; its identifier is in Done.
func (s *Service) Add(ctx context.Context, about Subject, k Kind, fields map[Field]Value) (Done, error) {
	p := s.pen(ctx)
	item := p.newItem()
	p.write(Edit{Subject: about, Kind: k, Item: item, Fields: fields})
	return p.done(about, item)
}

// Delete deletes an item as the person saw it; nil: as it is now. What others write to
// it meanwhile makes it a conflict. Nothing of it is lost: see Undelete and Erase.
func (s *Service) Delete(ctx context.Context, about Subject, key ItemKey, seen *Item) (Done, error) {
	p := s.pen(ctx)
	if seen == nil {
		seen = p.item(about, key)
	}
	p.remove(about, key, seen)
	return p.done(about, key.ID)
}

func (p *pen) remove(about Subject, key ItemKey, seen *Item) {
	info := KindOf(key.Kind)
	if p.err != nil {
		return
	}
	if info == nil || !seen.Written() || key.ID.IsZero() {
		p.fail(fmt.Errorf("delete %s: %w", key.Kind, ErrUnknown))
		return
	}
	over := map[Class]map[Field][]ChangeID{info.Class: {}}
	for f, fs := range seen.Fields {
		c, known := ClassOf(key.Kind, f)
		if !known {
			c = info.Class
		}
		if len(fs.Heads) == 0 {
			continue
		}
		if over[c] == nil {
			over[c] = map[Field][]ChangeID{}
		}
		over[c][f] = seen.Heads(f)
	}
	for _, class := range slices.Sorted(maps.Keys(over)) {
		f := deletedIn(info.Class, class)
		c := p.change(about, key.Kind, key.ID, map[Field]Value{f: Yes})
		c.Replaces = over[class]
		p.put(class, c)
	}
}

// Undelete brings a deleted item back, or keeps one that was deleted and written to at once.
func (s *Service) Undelete(ctx context.Context, about Subject, key ItemKey) (Done, error) {
	p := s.pen(ctx)
	it := p.item(about, key)
	fields := map[Field]Value{}
	if it != nil {
		for f, fs := range it.Fields {
			if isDeleted(f) && len(fs.Heads) > 0 {
				fields[f] = No
			}
		}
	}
	if len(fields) == 0 {
		p.fail(fmt.Errorf("undelete %s: %w", key.Kind, ErrUnknown))
	}
	p.decide(Edit{Subject: about, Kind: key.Kind, Item: key.ID, Fields: fields})
	return p.done(about, key.ID)
}

// DecideConflict settles a conflict: v replaces the heads that the person saw, or all
// heads there are when seen is nil. For one between deleting and writing, the field is
// FieldDeleted, and v is Yes or No.
func (s *Service) DecideConflict(ctx context.Context, about Subject, key ItemKey, f Field, v Value, seen *Item) (Done, error) {
	if f == FieldDeleted && v != Yes {
		return s.Undelete(ctx, about, key)
	}
	p := s.pen(ctx)
	if seen == nil {
		seen = p.item(about, key)
	}
	if f == FieldDeleted {
		p.remove(about, key, seen)
	} else {
		p.decide(Edit{Subject: about, Kind: key.Kind, Item: key.ID, Fields: map[Field]Value{f: v}, Seen: seen})
	}
	return p.done(about, key.ID)
}

// AddFile keeps a document: its class is that of what is on it.
func (s *Service) AddFile(ctx context.Context, about Subject, class Class, fields map[Field]Value, content []byte) (Done, error) {
	if len(content) == 0 || len(content) > MaxAttachment {
		return Done{}, said(fmt.Errorf("document of %d bytes: %w", len(content), ErrValue))
	}
	p := s.pen(ctx)
	item := p.newItem()
	all := maps.Clone(fields)
	if all == nil {
		all = map[Field]Value{}
	}
	all["sha256"], all["bytes"] = digest(content), NumberValue(len(content))
	p.write(Edit{Subject: about, Kind: FileKind(class), Item: item, Fields: all, Attachment: content})
	return p.done(about, item)
}
