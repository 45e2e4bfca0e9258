package main

import (
	"io/fs"
	"sync"

	"waymark/assets"
	"waymark/internal/programme"
)

// programmes are the rules of programmes, as built into the program.
var programmes = sync.OnceValues(func() (*programme.Book, error) {
	root, err := fs.Sub(assets.Programmes, "programmes")
	if err != nil {
		return nil, err
	}
	return programme.Load(root)
})
