package main

import (
	"io/fs"
	"sync"

	"waymark/assets"
	"waymark/internal/programme"
	"waymark/internal/survey"
)

// programmes are the rules of programmes, as built into the program.
var programmes = sync.OnceValues(func() (*programme.Book, error) {
	root, err := fs.Sub(assets.Programmes, "programmes")
	if err != nil {
		return nil, err
	}
	return programme.Load(root)
})

// surveys are the questionnaires, as built into the program.
var surveys = sync.OnceValues(func() (*survey.Set, error) {
	root, err := fs.Sub(assets.Surveys, "surveys")
	if err != nil {
		return nil, err
	}
	return survey.Load(root)
})
