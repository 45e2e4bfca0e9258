package assets

import "embed"

// Surveys holds questionnaires under surveys/, one file each. internal/survey reads
// them and describes the format.
//
//go:embed surveys
var Surveys embed.FS
