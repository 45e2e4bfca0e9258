package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"
)

// frame is what stands on a display, as Xvfb keeps it in a file: an X window dump.
type frame struct {
	w, h, line int
	pixels     []byte // blue, green, red and one more for each
}

// Words of the head of an X window dump, the first byte most significant.
const (
	dumpHead, dumpWidth, dumpHeight, dumpBits, dumpLine, dumpColours = 0, 4, 5, 11, 12, 19
	dumpWords                                                        = 25
)

// frame reads what stands on the display now.
func (d *display) frame() frame {
	b, err := os.ReadFile(filepath.Join(d.memory, "Xvfb_screen0"))
	must(err, "read the display's memory")
	if len(b) < 4*dumpWords {
		fail("the display's memory has %d bytes", len(b))
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
	f := frame{w: word(dumpWidth), h: word(dumpHeight), line: word(dumpLine)}
	start := word(dumpHead) + 12*word(dumpColours)
	if word(dumpBits) != 32 || f.line < 4*f.w || len(b) < start+f.line*f.h {
		fail("the display's memory is not understood: %d bits, %d bytes", word(dumpBits), len(b))
	}
	f.pixels = b[start:]
	return f
}

// png writes it as a picture.
func (f frame) png() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, f.w, f.h))
	for y := range f.h {
		from, to := f.pixels[y*f.line:], m.Pix[y*m.Stride:]
		for x := range f.w {
			p := from[4*x:]
			copy(to[4*x:], []byte{p[2], p[1], p[0], 255})
		}
	}
	var b bytes.Buffer
	must(png.Encode(&b, m), "encode picture")
	return b.Bytes()
}

const calm = 300 * time.Millisecond // nothing moves for so long where nothing is going on

// picture takes a picture of the display once it stands still, or after a while.
func (d *display) picture(file string) {
	d.run("xdotool", "mousemove", pixel(float32(d.w-1)), pixel(float32(d.h-1))) // the pointer stands in no picture
	f := d.frame()
	for end, since := time.Now().Add(2*moment), time.Now(); time.Since(since) < calm && time.Now().Before(end); {
		time.Sleep(glance)
		now := d.frame()
		if !bytes.Equal(now.pixels, f.pixels) {
			since = time.Now()
		}
		f = now
	}
	must(os.MkdirAll(filepath.Dir(file), 0o755), "make folder of pictures")
	must(os.WriteFile(file, f.png(), 0o644), "write picture")
}

// wide is how many pixels lie between the first and the last column in which two
// frames differ within a part of them.
func wide(a, b frame, within part) int {
	first, last := a.w, -1
	for y := int(within.Y); y < int(within.Y+within.H) && y < a.h; y++ {
		for x := int(within.X); x < int(within.X+within.W) && x < a.w; x++ {
			at := y*a.line + 4*x
			if !bytes.Equal(a.pixels[at:at+3], b.pixels[at:at+3]) {
				first, last = min(first, x), max(last, x)
			}
		}
	}
	return last - first
}
