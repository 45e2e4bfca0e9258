package batch

import "fmt"

// Content is what a batch carries to its addressee.
type Content struct {
	Entries []Entry
	Parts   []Part
	Notes   []Note
}

// Empty reports whether there is nothing to carry.
func (c Content) Empty() bool { return len(c.Entries)+len(c.Parts)+len(c.Notes) == 0 }

// Size is how many bytes c takes opened; there is room for [MaxOpened].
func (c Content) Size() (n int) {
	for i := range c.Entries {
		n += c.Entries[i].Size()
	}
	for i := range c.Parts {
		n += c.Parts[i].Size()
	}
	for i := range c.Notes {
		n += c.Notes[i].Size()
	}
	return n
}

const frameHead = 5 // tag and length

const (
	frameEntry = 1
	framePart  = 2
	frameNote  = 3
)

func (c Content) encode() ([]byte, error) {
	size := c.Size()
	if size > MaxOpened {
		return nil, fmt.Errorf("content of %d bytes: %w", size, ErrTooLarge)
	}
	b := make([]byte, 0, size)
	head := func(tag byte, size int) { b = put32(append(b, tag), uint32(size-frameHead)) }
	for i := range c.Entries {
		e := &c.Entries[i]
		if err := e.valid(); err != nil {
			return nil, err
		}
		head(frameEntry, e.Size())
		b = append(e.appendEnvelope(b), e.Body...)
	}
	for i := range c.Parts {
		p := &c.Parts[i]
		if err := p.valid(); err != nil {
			return nil, err
		}
		head(framePart, p.Size())
		b = p.append(b)
	}
	for i := range c.Notes {
		n := &c.Notes[i]
		head(frameNote, n.Size())
		b = append(put16(b, uint16(n.Kind)), n.Bytes...)
	}
	return b, nil
}

// parseContent reads frames. The bodies it returns lie in b.
func parseContent(b []byte) (Content, error) {
	var n [4]int
	for c := (&cursor{b: b}); len(c.b) > 0; {
		tag := c.u8()
		c.take(int(c.u32()))
		switch {
		case c.bad:
			return Content{}, fmt.Errorf("content: %w", ErrFormat)
		case tag < frameEntry || tag > frameNote:
			return Content{}, fmt.Errorf("content frame %d: %w", tag, ErrNewer)
		}
		for later := tag + 1; later <= frameNote; later++ {
			if n[later] > 0 { // one order, so one encoding
				return Content{}, fmt.Errorf("content out of order: %w", ErrFormat)
			}
		}
		n[tag]++
	}
	var out Content
	if n[frameEntry] > 0 {
		out.Entries = make([]Entry, 0, n[frameEntry])
	}
	for c := (&cursor{b: b}); len(c.b) > 0; {
		tag := c.u8()
		f := &cursor{b: c.take(int(c.u32()))}
		var err error
		switch tag {
		case frameEntry:
			e := f.envelope()
			e.Body = f.rest()
			if err = e.valid(); err == nil {
				out.Entries = append(out.Entries, e)
			}
		case framePart:
			p := f.part()
			if err = p.valid(); err == nil {
				out.Parts = append(out.Parts, p)
			}
		case frameNote:
			out.Notes = append(out.Notes, Note{NoteKind(f.u16()), f.rest()})
		}
		if f.bad || err != nil {
			if f.bad {
				err = ErrFormat
			}
			return Content{}, fmt.Errorf("content: %w", err)
		}
	}
	return out, nil
}
