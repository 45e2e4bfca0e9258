package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// display is a virtual display with nothing on it but one window.
type display struct {
	name   string // ":7"
	w, h   int
	x      *exec.Cmd
	memory string // folder of the file that the screen's pixels are in
}

// newDisplay starts an X server with its memory below dir. Its keyboard is a German one: it has every key that
// the demo types.
func newDisplay(dir string, w, h int) *display {
	r, out, err := os.Pipe()
	must(err, "make a pipe")
	d := &display{w: w, h: h}
	d.memory, err = os.MkdirTemp(dir, "screen")
	must(err, "make folder")
	d.x = exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", w, h), "-nolisten", "tcp", "-dpi", "96", "-fbdir", d.memory)
	d.x.ExtraFiles = []*os.File{out}
	must(bound(d.x), "start Xvfb")
	out.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	r.Close()
	must(err, "read the display's number")
	d.name = ":" + strings.TrimSpace(number)
	d.run("setxkbmap", "-layout", "de")
	return d
}

func (d *display) close() {
	d.x.Process.Kill()
	d.x.Wait()
}

func (d *display) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "DISPLAY="+d.name, "WAYLAND_DISPLAY=", "LC_ALL=C.UTF-8")
	return c
}

func (d *display) run(name string, args ...string) {
	if out, err := d.command(name, args...).CombinedOutput(); err != nil {
		fail("%s %s: %v: %s", name, args[0], err, out)
	}
}

func (d *display) keys(keys ...string) {
	d.run("xdotool", append([]string{"key", "--delay", "30"}, keys...)...)
}

// write types text that the keyboard has keys for.
func (d *display) write(text string, delay int) {
	d.run("xdotool", "type", "--delay", strconv.Itoa(delay), "--", text)
}

func (d *display) click(x, y float32) {
	d.run("xdotool", "mousemove", pixel(x), pixel(y), "click", "1")
}

// wheel turns the mouse's wheel over a place: down for steps above zero.
func (d *display) wheel(x, y float32, steps int) {
	button := "5"
	if steps < 0 {
		button, steps = "4", -steps
	}
	d.run("xdotool", "mousemove", pixel(x), pixel(y), "click", "--repeat", strconv.Itoa(steps), "--delay", "15", button)
}

func pixel(v float32) string { return strconv.Itoa(int(v + 0.5)) }

// copy puts text into the display's clipboard.
func (d *display) copy(text string) {
	c := d.command("xclip", "-selection", "clipboard", "-i")
	c.Stdin = strings.NewReader(text)
	must(c.Run(), "copy")
}
