// Package pdftest reads files that internal/handout/pdf has written, as a viewer does:
// from the bytes alone. Use it in tests to see what is really on paper.
//
// It knows only what our writer uses of the format and complains of anything else.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Show is one operation that paints text.
type Show struct {
	X, Y, Size float64
	Font       string // name of the resource
	Codes      []Code
}

// Text is the letters as they stand from left to right.
func (s Show) Text() string {
	var b strings.Builder
	for _, c := range s.Codes {
		b.WriteString(c.Text)
	}
	return b.String()
}

// Code is one code of a text: where it stands and the letters it says it writes.
type Code struct {
	X       float64
	Advance float64
	Text    string
	Glyph   int // of the embedded font
}

// Page is what a page shows.
type Page struct {
	Shows  []Show
	Marked int // stretches that belong to an element of the structure
}

// File is a file read.
type File struct {
	Pages    []Page
	Elements []string // kinds, in the order of their objects
	Fonts    map[string][]byte
}

type reader struct {
	objects map[int][]byte
	err     error
}

var (
	objectStart = regexp.MustCompile(`^(\d+) 0 obj\n`)
	length      = regexp.MustCompile(`/Length (\d+)`)
	kindOf      = regexp.MustCompile(`/Type /StructElem /S /(\w+)`)
)

// Read reads a file.
func Read(b []byte) (File, error) {
	r := &reader{objects: map[int][]byte{}}
	if !bytes.HasPrefix(b, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
		return File{}, errors.New("not a whole PDF file")
	}
	offsets, root, err := crossReferences(b)
	if err != nil {
		return File{}, err
	}
	for n, at := range offsets {
		m := objectStart.FindSubmatch(b[at:])
		if m == nil || string(m[1]) != strconv.Itoa(n) {
			return File{}, fmt.Errorf("object %d is not at %d", n, at)
		}
		body := b[at+len(m[0]):]
		end := bytes.Index(body, []byte("\nendobj\n"))
		if s := bytes.Index(body, []byte("stream\n")); s >= 0 && s < end {
			n, _ := strconv.Atoi(string(length.FindSubmatch(body[:s])[1]))
			end = s + len("stream\n") + n + len("\nendstream")
		}
		r.objects[n] = body[:end]
	}
	f := r.file(root)
	return f, r.err
}

func crossReferences(b []byte) (map[int]int, int, error) {
	i := bytes.LastIndex(b, []byte("startxref\n"))
	start, err := strconv.Atoi(strings.Fields(string(b[i:]))[1])
	if err != nil || start > len(b) || !bytes.HasPrefix(b[start:], []byte("xref\n")) {
		return nil, 0, fmt.Errorf("no table of objects at %d", start)
	}
	lines := strings.Split(string(b[start:]), "\n")
	var count int
	fmt.Sscanf(lines[1], "0 %d", &count)
	offsets := map[int]int{}
	for n := 1; n < count; n++ {
		if len(lines[2+n]) != 19 {
			return nil, 0, fmt.Errorf("line of object %d has %d letters", n, len(lines[2+n]))
		}
		offsets[n], _ = strconv.Atoi(lines[2+n][:10])
	}
	root := number(string(b[start:]), "/Root ")
	return offsets, root, nil
}

func number(s, after string) int {
	_, rest, ok := strings.Cut(s, after)
	if !ok {
		return 0
	}
	n, _ := strconv.Atoi(strings.FieldsFunc(rest, func(r rune) bool { return r < '0' || r > '9' })[0])
	return n
}

func (r *reader) fail(format string, args ...any) {
	r.err = errors.Join(r.err, fmt.Errorf(format, args...))
}

func (r *reader) stream(n int) []byte {
	_, rest, ok := bytes.Cut(r.objects[n], []byte("stream\n"))
	if !ok {
		r.fail("object %d is no stream", n)
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		r.fail("stream %d: %w", n, err)
		return nil
	}
	out, err := io.ReadAll(z)
	if err != nil {
		r.fail("stream %d: %w", n, err)
	}
	return out
}

type face struct {
	text   map[int]string
	glyphs []byte
	widths []float64
}

func (r *reader) file(root int) File {
	f := File{Fonts: map[string][]byte{}}
	faces := map[string]*face{}
	tree := string(r.objects[number(string(r.objects[root]), "/Pages ")])
	_, kids, _ := strings.Cut(tree, "/Kids [")
	refs := regexp.MustCompile(`(\d+) 0 R`)
	for _, m := range refs.FindAllStringSubmatch(kids, -1) {
		n, _ := strconv.Atoi(m[1])
		page := string(r.objects[n])
		_, fonts, _ := strings.Cut(page, "/Font <<")
		fonts, _, _ = strings.Cut(fonts, ">>")
		for _, m := range regexp.MustCompile(`/(F\d+) (\d+) 0 R`).FindAllStringSubmatch(fonts, -1) {
			if faces[m[1]] == nil {
				n, _ := strconv.Atoi(m[2])
				faces[m[1]] = r.face(string(r.objects[n]), m[1], f.Fonts)
			}
		}
		f.Pages = append(f.Pages, r.page(string(r.stream(number(page, "/Contents "))), faces))
	}
	for n := 1; n <= len(r.objects); n++ {
		if m := kindOf.FindSubmatch(r.objects[n]); m != nil && string(m[1]) != "Document" {
			f.Elements = append(f.Elements, string(m[1]))
		}
	}
	return f
}

var meaning = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`)

func (r *reader) face(font, name string, files map[string][]byte) *face {
	out := &face{text: map[int]string{}}
	table := string(r.stream(number(font, "/ToUnicode ")))
	_, table, _ = strings.Cut(table, "endcodespacerange")
	for _, m := range meaning.FindAllStringSubmatch(table, -1) {
		code, _ := strconv.ParseUint(m[1], 16, 16)
		var units []uint16
		for i := 0; i+4 <= len(m[2]); i += 4 {
			u, _ := strconv.ParseUint(m[2][i:i+4], 16, 16)
			units = append(units, uint16(u))
		}
		out.text[int(code)] = string(utf16.Decode(units))
	}
	child := string(r.objects[number(font, "/DescendantFonts [")])
	out.glyphs = r.stream(number(child, "/CIDToGIDMap "))
	_, widths, _ := strings.Cut(child, "/W [0 [")
	widths, _, _ = strings.Cut(widths, "]")
	for _, w := range strings.Fields(widths) {
		x, _ := strconv.ParseFloat(w, 64)
		out.widths = append(out.widths, x)
	}
	files[name] = r.stream(number(string(r.objects[number(child, "/FontDescriptor ")]), "/FontFile2 "))
	return out
}

func (r *reader) page(content string, faces map[string]*face) Page {
	var p Page
	var show Show
	var f *face
	for _, line := range strings.Split(content, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		n := func(i int) float64 {
			x, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				r.fail("operand in %q", line)
			}
			return x
		}
		switch operator := fields[len(fields)-1]; operator {
		case "BDC":
			p.Marked++
		case "Tf":
			f = faces[fields[1][1:]]
			show = Show{Font: fields[1][1:], Size: n(2)}
			if fields[0] == "BT" && f == nil {
				r.fail("font of %q", line)
			}
		case "Tm":
			show.X, show.Y = n(4), n(5)
		case "TJ":
			show.Codes = r.codes(strings.TrimSuffix(line, " TJ"), f, show.X, show.Size)
			p.Shows = append(p.Shows, show)
		case "BMC", "EMC", "ET", "g", "G", "w", "q", "Q", "m", "l", "c", "h", "f", "S", "B", "n", "j":
		default:
			r.fail("operator %q", operator)
		}
	}
	return p
}

var operand = regexp.MustCompile(`<([0-9A-F]*)>|(-?[0-9.]+)`)

func (r *reader) codes(array string, f *face, x, size float64) []Code {
	var out []Code
	for _, m := range operand.FindAllStringSubmatch(array, -1) {
		if m[2] != "" {
			d, _ := strconv.ParseFloat(m[2], 64)
			x -= d / 1000 * size
			continue
		}
		for i := 0; i+4 <= len(m[1]); i += 4 {
			n, _ := strconv.ParseUint(m[1][i:i+4], 16, 16)
			if int(n) >= len(f.widths) || 2*int(n)+1 >= len(f.glyphs) {
				r.fail("code %d is not in its font", n)
				return out
			}
			c := Code{X: x, Advance: f.widths[n] / 1000 * size, Text: f.text[int(n)], Glyph: int(f.glyphs[2*n])<<8 | int(f.glyphs[2*n+1])}
			x += c.Advance
			out = append(out, c)
		}
	}
	return out
}
