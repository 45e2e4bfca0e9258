package main

import (
	"io/fs"
	"sync"

	"waymark/assets"
	"waymark/internal/framework"
)

// topics are what a person is told about, as built into the program.
var topics = sync.OnceValues(func() (*framework.Framework, error) {
	root, err := fs.Sub(assets.Framework, "framework")
	if err != nil {
		return nil, err
	}
	return framework.Load(root)
})
