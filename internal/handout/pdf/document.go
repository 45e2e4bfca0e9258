package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"
)

// Info is what a file says about itself.
type Info struct {
	Title    string
	Language string    // BCP 47, of the whole where nothing else is said
	Made     time.Time // the zero time for none
}

// Document gathers pages.
type Document struct {
	info     Info
	pages    []*Page
	subsets  []*subset
	elements []*Element
}

// New returns an empty document.
func New(info Info) *Document { return &Document{info: info} }

// Element is a part of the document as a screen reader finds it.
type Element struct {
	Kind     string // P, H1 to H6, L, LI, Table, TR, TH, TD, Figure
	Language string // "" for the document's
	Alt      string // what a picture shows
	parent   *Element
	kids     []kid
	number   int
}

// kid is a part of an element: another one, or what is marked on a page.
type kid struct {
	element *Element
	page    *Page
	mark    int
}

// Element adds a part after the others within parent; nil for the document itself.
func (d *Document) Element(parent *Element, kind, language, alt string) *Element {
	e := &Element{Kind: kind, Language: language, Alt: alt, parent: parent}
	d.elements = append(d.elements, e)
	if parent != nil {
		parent.kids = append(parent.kids, kid{element: e})
	}
	return e
}

// Page adds a page of a size in points.
func (d *Document) Page(width, height float64) *Page {
	p := &Page{doc: d, width: width, height: height}
	d.pages = append(d.pages, p)
	return p
}

func (d *Document) subset(f *Font) (int, *subset) {
	for i, s := range d.subsets {
		if s.Font == f {
			return i, s
		}
	}
	s := newSubset(f)
	d.subsets = append(d.subsets, s)
	return len(d.subsets) - 1, s
}

// objects writes numbered objects and remembers where they begin.
type objects struct {
	out     bytes.Buffer
	offsets []int
}

func (o *objects) reserve() int {
	o.offsets = append(o.offsets, 0)
	return len(o.offsets)
}

func (o *objects) put(n int, body string) {
	o.offsets[n-1] = o.out.Len()
	fmt.Fprintf(&o.out, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (o *objects) add(body string) int {
	n := o.reserve()
	o.put(n, body)
	return n
}

// stream writes compressed content; more is further entries of its dictionary.
func (o *objects) stream(content []byte, more string) int {
	var packed bytes.Buffer
	w, _ := zlib.NewWriterLevel(&packed, zlib.BestCompression) // the level is one it knows
	w.Write(content)                                           // a buffer takes everything
	w.Close()
	return o.add(fmt.Sprintf("<</Length %d /Filter /FlateDecode%s>>\nstream\n%s\nendstream", packed.Len(), more, packed.Bytes()))
}

// WriteTo writes the file.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	o := &objects{}
	o.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalogue, tree := o.reserve(), o.reserve()
	var pages []int
	for _, p := range d.pages {
		p.Unmark()
		pages = append(pages, o.reserve())
	}
	var fonts []int
	for _, s := range d.subsets {
		fonts = append(fonts, s.write(o))
	}
	for i, p := range d.pages {
		content := o.stream(p.out.Bytes(), "")
		var used strings.Builder
		for _, f := range p.usedFonts() {
			fmt.Fprintf(&used, "/F%d %d 0 R ", f, fonts[f])
		}
		o.put(pages[i], fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources <</Font <<%s>>>> /StructParents %d /Tabs /S>>",
			tree, num(p.width), num(p.height), content, used.String(), i))
	}
	var refs strings.Builder
	for _, n := range pages {
		fmt.Fprintf(&refs, "%d 0 R ", n)
	}
	o.put(tree, fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(pages), refs.String()))
	root := d.structure(o, pages)
	o.put(catalogue, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R /MarkInfo <</Marked true>> /Lang %s /ViewerPreferences <</DisplayDocTitle true>>>>",
		tree, root, literal(d.info.Language)))
	about := "<</Producer (Waymark) /Title " + utf16Hex(d.info.Title)
	if !d.info.Made.IsZero() {
		about += d.info.Made.UTC().Format(" /CreationDate (D:20060102150405Z)")
	}
	info := o.add(about + ">>")

	start := o.out.Len()
	fmt.Fprintf(&o.out, "xref\n0 %d\n0000000000 65535 f \n", len(o.offsets)+1)
	for _, at := range o.offsets {
		fmt.Fprintf(&o.out, "%010d 00000 n \n", at)
	}
	sum := sha256.Sum256(o.out.Bytes())
	fmt.Fprintf(&o.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(o.offsets)+1, catalogue, info, sum[:16], sum[:16], start)
	n, err := w.Write(o.out.Bytes())
	return int64(n), err
}

// structure writes the tree of elements and returns its root.
func (d *Document) structure(o *objects, pages []int) int {
	root, whole := o.reserve(), o.reserve()
	number := map[*Page]int{}
	for i, p := range d.pages {
		number[p] = pages[i]
	}
	for _, e := range d.elements {
		e.number = o.reserve()
	}
	var top strings.Builder
	for _, e := range d.elements {
		parent := whole
		if e.parent != nil {
			parent = e.parent.number
		} else {
			fmt.Fprintf(&top, "%d 0 R ", e.number)
		}
		var kids strings.Builder
		for _, k := range e.kids {
			if k.element != nil {
				fmt.Fprintf(&kids, "%d 0 R ", k.element.number)
			} else {
				fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", number[k.page], k.mark)
			}
		}
		more := ""
		if e.Language != "" {
			more += " /Lang " + literal(e.Language)
		}
		if e.Alt != "" {
			more += " /Alt " + utf16Hex(e.Alt)
		}
		o.put(e.number, fmt.Sprintf("<</Type /StructElem /S /%s /P %d 0 R%s /K [%s]>>", e.Kind, parent, more, kids.String()))
	}
	var nums strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range p.marks {
			fmt.Fprintf(&nums, "%d 0 R ", e.number)
		}
		nums.WriteString("] ")
	}
	parents := o.add("<</Nums [" + nums.String() + "]>>")
	o.put(whole, fmt.Sprintf("<</Type /StructElem /S /Document /P %d 0 R /K [%s]>>", root, top.String()))
	o.put(root, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>", whole, parents, len(d.pages)))
	return root
}

// literal writes a short text of letters, digits and hyphens.
func literal(s string) string {
	return "(" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s) + ")"
}

// write writes the subset with what its codes mean.
func (s *subset) write(o *objects) int {
	file := s.file()
	name := s.tag(file) + "+" + s.name
	embedded := o.stream(file, fmt.Sprintf(" /Length1 %d", len(file)))
	weight := 80
	if s.bold {
		weight = 140
	}
	descriptor := o.add(fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s %s %s %s] /ItalicAngle 0 /Ascent %s /Descent %s /CapHeight %s /StemV %d /FontFile2 %d 0 R>>",
		name, num(s.em(s.box[0])), num(s.em(s.box[1])), num(s.em(s.box[2])), num(s.em(s.box[3])), num(s.em(s.ascent)), num(s.em(s.descent)), num(714), weight, embedded))
	var to bytes.Buffer
	var widths strings.Builder
	for code, k := range s.codes {
		put(&to, k.form)
		fmt.Fprintf(&widths, "%s ", num(s.em(s.width(uint16(code)))))
	}
	glyphs := o.stream(to.Bytes(), "")
	meaning := o.stream(s.meaning(), "")
	child := o.add(fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /CIDToGIDMap %d 0 R /W [0 [%s]]>>",
		name, descriptor, glyphs, widths.String()))
	return o.add(fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, child, meaning))
}

// tag is the six letters a subset's name begins with: they follow from what is in it.
func (s *subset) tag(file []byte) string {
	sum := sha256.Sum256(file)
	b := make([]byte, 6)
	for i := range b {
		b[i] = 'A' + sum[i]%26
	}
	return string(b)
}

// meaning is the table that says which letters each code stands for.
func (s *subset) meaning() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	var lines []string
	for c, k := range s.codes {
		if k.text != "" {
			lines = append(lines, fmt.Sprintf("<%04X> <%s\n", c, utf16Hex(k.text)[len("<FEFF"):]))
		}
	}
	const most = 100 // in one block
	for len(lines) > 0 {
		n := min(most, len(lines))
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", n, strings.Join(lines[:n], ""))
		lines = lines[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
