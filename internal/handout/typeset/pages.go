package typeset

import (
	"io"
	"slices"
	"time"

	"waymark/internal/bidi"
	"waymark/internal/handout/pdf"
)

// A4, in points.
const (
	PageWidth  = 595.276
	PageHeight = 841.89
	margin     = 51.0
	least      = 9.0 // size of text that may be printed
)

// Document is what is to be set.
type Document struct {
	Title     string // for the file's properties: never a name
	Language  string
	Direction bidi.Direction
	Made      time.Time
	Size      float64 // of the text, in points; 0 is 10.5
	Head      []Block // at the top of each page
	Foot      func(page, of int) []Block
	Blocks    []Block
}

// Pages is a document set into pages.
type Pages struct {
	doc     Document
	marks   []*mark
	pages   [][]part
	missing []rune
}

// Set sets a document.
func Set(d Document) *Pages {
	if d.Size == 0 {
		d.Size = 10.5
	}
	d.Size = max(d.Size, least)
	s := &setter{shaper: newShaper(), size: d.Size}
	width := PageWidth - 2*margin
	body := s.blocks(d.Blocks, width, d.Direction, nil)
	small := &setter{shaper: s.shaper, size: max(least, d.Size*0.82)}
	running := func(blocks []Block) []strip {
		return decoration(small.blocks(blocks, width, d.Direction, nil))
	}
	head := running(d.Head)
	foot := func(page, of int) []strip {
		if d.Foot == nil {
			return nil
		}
		return running(d.Foot(page, of))
	}
	top := margin + height(head)
	bottom := PageHeight - margin*0.75 - height(foot(9, 9))
	p := &Pages{doc: d, marks: s.marks}
	flow := paginate(body, bottom-top)
	for i, strips := range flow {
		parts := place(nil, head, margin*0.75)
		parts = place(parts, strips, top)
		p.pages = append(p.pages, place(parts, foot(i+1, len(flow)), bottom+margin*0.25))
	}
	for r := range s.missing {
		p.missing = append(p.missing, r)
	}
	slices.Sort(p.missing)
	return p
}

func height(all []strip) float64 {
	h := 0.0
	for _, st := range all {
		h += st.height
	}
	return h
}

func place(parts []part, all []strip, y float64) []part {
	for _, st := range all {
		for _, p := range st.parts {
			parts = append(parts, p.moved(margin, y))
		}
		y += st.height
	}
	return parts
}

// paginate puts strips onto pages of a height. What is to stay together does, unless
// it is higher than a page.
func paginate(all []strip, room float64) [][]strip {
	pages := [][]strip{nil}
	used := 0.0
	turn := func() {
		pages, used = append(pages, nil), 0
	}
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end-1].keep {
			end++
		}
		group := all[i:end]
		i = end
		if used > 0 && used+height(group) > room && height(group)+height(group[0].head) <= room {
			turn()
		}
		for _, st := range group {
			if st.end {
				if used > 0 {
					turn()
				}
				continue
			}
			if used > 0 && used+st.height > room && !st.gap {
				turn()
			}
			if used == 0 {
				if st.gap {
					continue
				}
				if len(pages) > 1 {
					pages[len(pages)-1] = append(pages[len(pages)-1], st.head...)
					used += height(st.head)
				}
			}
			pages[len(pages)-1] = append(pages[len(pages)-1], st)
			used += st.height
		}
	}
	if n := len(pages); n > 1 && used == 0 {
		pages = pages[:n-1]
	}
	return pages
}

// Count is the number of pages.
func (p *Pages) Count() int { return len(p.pages) }

// Missing are the characters no font in the program has: they are boxes on the page.
func (p *Pages) Missing() []rune { return p.missing }

// Lines are what a page says, line by line, in logical order.
func (p *Pages) Lines(page int) []string {
	var out []string
	for _, part := range p.pages[page] {
		if part.text != "" {
			out = append(out, part.text)
		}
	}
	return out
}

// PDF writes the pages as a PDF file.
func (p *Pages) PDF(w io.Writer) error {
	doc := pdf.New(pdf.Info{Title: p.doc.Title, Language: p.doc.Language, Made: p.doc.Made})
	elements := map[*mark]*pdf.Element{}
	for _, m := range p.marks {
		elements[m] = doc.Element(elements[m.parent], m.kind, m.language, m.alt)
	}
	for _, parts := range p.pages {
		page := doc.Page(PageWidth, PageHeight)
		var last *mark
		begun := false
		for _, part := range parts {
			if !begun || part.mark != last {
				page.Mark(elements[part.mark])
				last, begun = part.mark, true
			}
			if part.path != nil {
				page.Path(upright(part.path), part.paint)
				continue
			}
			page.Text(weights()[part.weight].embed, part.size, part.x, PageHeight-part.y, part.grey, part.clusters)
		}
		page.Unmark()
	}
	_, err := doc.WriteTo(w)
	return err
}

// upright turns a path that grows downwards into one of a PDF page.
func upright(path []pdf.Segment) []pdf.Segment {
	out := make([]pdf.Segment, len(path))
	for i, s := range path {
		out[i].Move = s.Move
		for _, q := range s.To {
			out[i].To = append(out[i].To, pdf.Point{X: q.X, Y: PageHeight - q.Y})
		}
	}
	return out
}
