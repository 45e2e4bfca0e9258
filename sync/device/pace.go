package device

import "time"

// pace says how large the next batches are made and how many are sent at once. It
// learns from what happens to them: batches shrink when transfers break, grow when
// they do not. Sizes are sealed bytes, about.
//
// A line that cuts every connection after so many bytes is the hard case: a batch
// larger than the cut never arrives, a small one wastes its header. So the size
// that broke is remembered and approached from below, and tried again only after
// calm.
type pace struct {
	size    int     // how large the next batch may be
	ahead   int     // how many at once
	ceiling int     // a size that broke; zero while none has
	calm    int     // rounds without a break since then
	wait    int     // how many of those before the size that broke is tried again
	good    int     // the largest size that arrived whole since a size broke
	rate    float64 // bytes a second, smoothed; zero until known
	ratio   float64 // content bytes for each sealed byte, smoothed
}

const (
	smallestBatch = 11 << 10  // one part and its wrapping
	firstBatch    = 128 << 10 // before anything is known of the line
	largestBatch  = 1 << 20
	mostAhead     = 4
	wrapping      = 2500 // sealed bytes of a batch that holds nothing: header, signature, two key capsules
	mostOpened    = 8 << 20
	longestSend   = 15 * time.Second // how long one batch may take on a slow line that does not break
	calmRounds    = 12               // before a size that broke is tried again for the first time
	calmLongest   = 200              // and after it broke again and again
)

func newPace() pace { return pace{size: firstBatch, ahead: 1, ratio: 2, wait: calmRounds} }

// content returns how many bytes of content fill a batch of the present size.
func (p *pace) content() int {
	return min(mostOpened, max(1, int(float64(p.size-wrapping)*p.ratio)))
}

// sealed learns from a batch that was sealed: content bytes became so many sealed
// ones. It reports whether the batch is small enough to be worth sending now.
func (p *pace) sealed(content, sealed int) bool {
	if content > 4<<10 {
		ratio := float64(content) / float64(max(1, sealed-wrapping))
		p.ratio = min(12, max(0.8, ratio))
	}
	return sealed <= p.size+p.size/4
}

// arrived learns from a round in which everything was answered.
func (p *pace) arrived(bytes int, took time.Duration) {
	if took > 0 && bytes > 8<<10 {
		rate := float64(bytes) / took.Seconds()
		if p.rate == 0 {
			p.rate = rate
		}
		p.rate = (p.rate + rate) / 2
	}
	p.calm++
	switch {
	case p.ceiling == 0:
		if bytes*2 >= p.size || p.ahead < mostAhead { // small rounds prove little about large batches
			p.size *= 2
		}
		p.ahead = min(mostAhead, p.ahead*2)
	case p.calm < p.wait:
		p.good = max(p.good, min(bytes, p.size))
		p.size = max(p.size, min(p.size+p.size/8, p.ceiling*7/8))
	default:
		p.ceiling, p.calm = p.ceiling*2, 0
		p.ahead = min(mostAhead, p.ahead+1)
		if p.ceiling > largestBatch {
			p.ceiling, p.wait, p.good = 0, calmRounds, 0
		}
	}
	limit := largestBatch
	if p.rate > 0 {
		limit = min(limit, int(p.rate*longestSend.Seconds()))
	}
	p.size = max(smallestBatch, min(p.size, limit))
}

// broke learns from a round that ended in an error when the largest batch in it
// had so many sealed bytes. Batches of that round that were receipted all the same
// say that their size is right, and only their number was too high.
func (p *pace) broke(largest int, someArrived bool) {
	p.ahead, p.calm = 1, 0
	if someArrived {
		return
	}
	switch {
	case p.ceiling == 0:
		p.size = largest * 2 / 5
	case 0 < p.good && p.good < largest: // it was only tried whether the line has got better
		p.size, p.wait = p.good*15/16, min(2*p.wait, calmLongest)
	default:
		p.size, p.good = largest*3/5, 0
	}
	p.size, p.ceiling = max(smallestBatch, p.size), max(smallestBatch, largest)
}
