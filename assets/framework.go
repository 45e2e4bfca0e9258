package assets

import "embed"

// Framework holds the counselling framework under framework/: the list of topics,
// <topic>/<tag>.md, pictograms/<topic>.svg. internal/framework reads it and
// describes the format.
//
//go:embed framework
var Framework embed.FS
