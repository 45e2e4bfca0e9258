package screen

import "errors"

// errPage says that a page has another number of rows than were asked for.
var errPage = errors.New("page is not what was asked for")

// pageRows is how many rows are read at once, and pagesKept how many pages stay
// in memory: a list of 100,000 costs its identifiers and a few pages.
const (
	pageRows  = 64
	pagesKept = 12
)

// pages are the rows of a long list, read a page at a time where somebody looks.
type pages[No, Row any] struct {
	all    []No
	rows   map[int][]Row
	used   []int // the latest used last
	asked  map[int]bool
	answer int // counts answers: a page of an older one is dropped
}

// fill begins anew with the numbers of all rows and the first page of them.
func (p *pages[No, Row]) fill(all []No, first []Row) {
	p.answer++
	p.all, p.rows, p.used, p.asked = all, map[int][]Row{}, nil, map[int]bool{}
	if len(all) > 0 {
		p.keep(0, first)
	}
}

// row returns row i and whether it has been read; fetch is called for the page of one
// that has not, unless it is under way.
func (p *pages[No, Row]) row(i int, fetch func(page int, wanted []No)) (r Row, known bool) {
	if i < 0 || i >= len(p.all) {
		return r, false
	}
	page := i / pageRows
	if rows, ok := p.rows[page]; ok {
		p.touch(page)
		return rows[i%pageRows], true
	}
	if !p.asked[page] {
		p.asked[page] = true
		fetch(page, p.all[page*pageRows:min((page+1)*pageRows, len(p.all))])
	}
	if rows, ok := p.rows[page]; ok { // the answer may come at once
		return rows[i%pageRows], true
	}
	return r, false
}

// read reads a page on run and calls done when it is kept, or with what went wrong.
func (p *pages[No, Row]) read(run Runner, page int, wanted []No, ask func([]No) ([]Row, error), done func(error)) {
	answer := p.answer
	run.Run(func() func() {
		rows, err := ask(wanted)
		return func() {
			if answer != p.answer {
				return
			}
			delete(p.asked, page)
			if err == nil && len(rows) != len(wanted) {
				err = errPage
			}
			if err == nil {
				p.keep(page, rows)
			}
			done(err)
		}
	})
}

func (p *pages[No, Row]) keep(page int, rows []Row) {
	p.rows[page] = rows
	p.touch(page)
	for len(p.used) > pagesKept {
		delete(p.rows, p.used[0])
		p.used = p.used[1:]
	}
}

func (p *pages[No, Row]) touch(page int) {
	if n := len(p.used); n > 0 && p.used[n-1] == page {
		return
	}
	for i, u := range p.used {
		if u == page {
			p.used = append(p.used[:i], p.used[i+1:]...)
			break
		}
	}
	p.used = append(p.used, page)
}
