package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// demo is one run.
type demo struct {
	ctx      context.Context
	dir      string
	hub      *hub
	displays []*display
	laptops  []*laptop

	counsellor, supervisor     *laptop
	passphrase, bossPassphrase string
	number                     string // of the case in whose session everything happens
	measured                   []string
}

const office = "Graz"

func (d *demo) play() {
	d.hub = startHub(filepath.Join(d.dir, "hub"))
	say("hub at %s", d.hub.url)
	d.counsellor = d.laptop("counsellor", 1280, 800, "en")
	took := d.counsellor.start()
	d.measure("start to first window, cold: %.2f s", took.Seconds())
	d.passphrase = d.enrol(d.counsellor, "counsellor", "Lena Vogt", true)
	d.seed()
	d.lockAndUnlock()
	d.receive()
	d.search()
	d.newCase()
	d.shortContact()
	d.topicShown()
	d.counsel()
	d.plan()
	d.counsellor.settled()
	d.supervisor = d.laptop("supervisor", 1280, 800, "en")
	took = d.supervisor.start()
	d.measure("start to first window: %.2f s", took.Seconds())
	d.bossPassphrase = d.enrol(d.supervisor, "supervisor", "Ingrid Falk", false)
	d.review()
	d.answer()
	d.check()
	d.hub.stop()
	d.hub = nil
	d.speed()
	d.walk()
	fmt.Println("measured:")
	for _, m := range d.measured {
		fmt.Println("  " + m)
	}
}

func (d *demo) laptop(name string, w, h int, language string) *laptop {
	screen := newDisplay(d.dir, w, h)
	d.displays = append(d.displays, screen)
	home := filepath.Join(d.dir, "home-"+name)
	mkdir(home)
	l := newLaptop(name, filepath.Join(d.dir, "data-"+name), home, screen, language)
	d.laptops = append(d.laptops, l)
	return l
}

func (d *demo) measure(format string, args ...any) {
	say(format, args...)
	d.measured = append(d.measured, fmt.Sprintf(format, args...))
}

func (d *demo) close() {
	for _, l := range d.laptops {
		l.close()
	}
	for _, s := range d.displays {
		s.close()
	}
	if d.hub != nil {
		d.hub.stop()
	}
}

// timed counts the keys and the seconds of a piece of work.
func (l *laptop) timed(work func()) (keys int, took time.Duration) {
	l.pressed = 0
	began := time.Now()
	work()
	return l.pressed, time.Since(began)
}
