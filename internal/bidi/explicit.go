package bidi

import (
	xbidi "golang.org/x/text/unicode/bidi"
)

// matchIsolates pairs isolate initiators with their PDI (BD9). The partner of i is match[i], or -1.
func (p *Paragraph) matchIsolates() []int {
	match := make([]int, len(p.classes))
	var open []int
	for i, c := range p.classes {
		match[i] = -1
		switch {
		case opensIsolate(c):
			open = append(open, i)
		case c == xbidi.PDI && len(open) > 0:
			o := open[len(open)-1]
			open = open[:len(open)-1]
			match[o], match[i] = i, o
		case c == xbidi.B:
			open = open[:0]
		}
	}
	return match
}

// status is one entry of the directional status stack (X1).
type status struct {
	level    uint8
	override xbidi.Class // ON for none
	isolate  bool
}

// explicit is rules X1 to X8: it sets the levels that embeddings and isolates make, and applies overrides to classes.
func (p *Paragraph) explicit(classes []xbidi.Class, match []int) {
	stack := append(make([]status, 0, 8), status{level: p.base, override: xbidi.ON})
	overflowIsolates, overflowEmbeddings, validIsolates := 0, 0, 0
	for i, c := range p.classes {
		top := stack[len(stack)-1]
		odd, even := (top.level+1)|1, (top.level+2)&^1
		stand := func() {
			p.levels[i] = top.level
			if top.override != xbidi.ON {
				classes[i] = top.override
			}
		}
		switch {
		case c == xbidi.RLE || c == xbidi.LRE || c == xbidi.RLO || c == xbidi.LRO:
			p.levels[i] = top.level
			next := status{level: even, override: xbidi.ON}
			if c == xbidi.RLE || c == xbidi.RLO {
				next.level = odd
			}
			if c == xbidi.RLO {
				next.override = xbidi.R
			} else if c == xbidi.LRO {
				next.override = xbidi.L
			}
			if next.level <= maxDepth && overflowIsolates == 0 && overflowEmbeddings == 0 {
				stack = append(stack, next)
			} else if overflowIsolates == 0 {
				overflowEmbeddings++
			}
		case opensIsolate(c):
			stand()
			level := even
			if c == xbidi.RLI || c == xbidi.FSI && p.isolateRTL(i, match[i]) {
				level = odd
			}
			if level <= maxDepth && overflowIsolates == 0 && overflowEmbeddings == 0 {
				validIsolates++
				stack = append(stack, status{level: level, override: xbidi.ON, isolate: true})
			} else {
				overflowIsolates++
			}
		case c == xbidi.PDI:
			if overflowIsolates > 0 {
				overflowIsolates--
			} else if validIsolates > 0 {
				overflowEmbeddings = 0
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack = stack[:len(stack)-1]
				validIsolates--
			}
			top = stack[len(stack)-1]
			stand()
		case c == xbidi.PDF:
			p.levels[i] = top.level
			if overflowIsolates > 0 {
				break
			}
			if overflowEmbeddings > 0 {
				overflowEmbeddings--
			} else if !top.isolate && len(stack) >= 2 {
				stack = stack[:len(stack)-1]
			}
		case c == xbidi.B:
			p.levels[i] = p.base
			stack = stack[:1]
			overflowIsolates, overflowEmbeddings, validIsolates = 0, 0, 0
		case c == xbidi.BN:
			p.levels[i] = top.level
		default:
			stand()
		}
	}
}

// isolateRTL decides an FSI by what it encloses (X5c).
func (p *Paragraph) isolateRTL(fsi, pdi int) bool {
	end := pdi
	if end < 0 {
		end = len(p.classes)
	}
	level, _ := firstStrong(p.classes[fsi+1 : end])
	return level == 1
}

// sequences builds the isolating run sequences (X10) over the characters that X9 keeps, as indices into the paragraph.
func (p *Paragraph) sequences(match []int) [][]int {
	var runs [][]int
	runOf := make([]int, len(p.classes))
	kept := make([]int, 0, len(p.classes)) // all runs are slices of this
	for i, c := range p.classes {
		if removedByX9(c) {
			continue
		}
		if n := len(kept); n == 0 || p.levels[kept[n-1]] != p.levels[i] {
			runs = append(runs, kept[n:n:cap(kept)])
		}
		kept = append(kept, i)
		last := len(runs) - 1
		runs[last] = runs[last][:len(runs[last])+1]
		runOf[i] = last
	}
	var out [][]int
	for _, run := range runs {
		if p.classes[run[0]] == xbidi.PDI && match[run[0]] >= 0 {
			continue // the sequence of its initiator goes on here
		}
		seq := run[:len(run):len(run)]
		for {
			end := seq[len(seq)-1]
			if !opensIsolate(p.classes[end]) || match[end] < 0 {
				break
			}
			seq = append(seq, runs[runOf[match[end]]]...)
		}
		out = append(out, seq)
	}
	return out
}
