package main

import (
	"io/fs"
	"sync"

	"waymark/assets"
	"waymark/internal/framework"
	"waymark/internal/screen"
)

// topics are what a person is told about, as built into the program.
var topics = sync.OnceValues(func() (*framework.Framework, error) {
	root, err := fs.Sub(assets.Framework, "framework")
	if err != nil {
		return nil, err
	}
	return framework.Load(root)
})

// leaflet shows the topics to anybody; nil without topics.
func (p *program) leaflet() *screen.Leaflet { return p.read(screen.NewLeaflet) }

// cover is what lies over everything when somebody comes in.
func (p *program) cover() *screen.Leaflet { return p.read(screen.NewCover) }

func (p *program) read(begin func(screen.Runner, *framework.Framework, string) *screen.Leaflet) *screen.Leaflet {
	t, err := topics()
	if err != nil {
		return nil
	}
	return begin(p.run, t, p.prefer.Language)
}
