package survey

import (
	"math/big"
)

// NoAnswer is the answer of somebody who does not wish to answer.
const NoAnswer = "no-answer"

// Score is a score in thousandths, from 0 to 1000, and of how many answers it is made.
type Score struct {
	Thousandths int
	Answered    int
}

// Score makes the scores of answers, by dimension and [All]; what has too few answers
// has none. Answers are options by item; unknown ones count as not given.
func (s *Survey) Score(answers map[string]string) map[string]Score {
	type sum struct {
		scored, weights *big.Rat
		answered        int
	}
	sums := map[string]*sum{}
	for _, i := range s.Items {
		if sums[i.Dimension] == nil {
			sums[i.Dimension] = &sum{scored: new(big.Rat), weights: new(big.Rat)}
		}
		for _, o := range i.Options {
			if o.ID == answers[i.ID] {
				d := sums[i.Dimension]
				d.scored.Add(d.scored, new(big.Rat).Mul(i.Weight.r, o.Score.r))
				d.weights.Add(d.weights, i.Weight.r)
				d.answered++
			}
		}
	}
	out := map[string]Score{}
	all, answered := new(big.Rat), 0
	for name, d := range sums {
		if d.answered < s.Minimum {
			continue
		}
		mean := new(big.Rat).Quo(d.scored, d.weights)
		all.Add(all, mean)
		answered += d.answered
		out[name] = Score{thousandths(mean), d.answered}
	}
	if len(sums) > 0 && len(out) == len(sums) {
		out[All] = Score{thousandths(all.Quo(all, big.NewRat(int64(len(sums)), 1))), answered}
	}
	return out
}

// thousandths rounds half up.
func thousandths(r *big.Rat) int {
	n := new(big.Rat).Mul(r, big.NewRat(1000, 1))
	n.Add(n, big.NewRat(1, 2))
	return int(new(big.Int).Div(n.Num(), n.Denom()).Int64())
}
