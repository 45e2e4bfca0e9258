package assets

import "embed"

// Programmes holds the rules of programmes under programmes/, one file each.
// internal/programme reads them and describes the format.
//
//go:embed programmes
var Programmes embed.FS
