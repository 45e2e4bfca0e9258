// Package locales holds every sentence a person reads on the screen, one folder
// per language (BCP 47; Dari is fa-AF) and one JSON file per area of the
// program. It is data: internal/words reads it and describes the format.
//
// Adding a language is adding files: a folder here, and its tag in complete
// (staff may work in it; it must have every key) or in person (only the person
// in front of the screen reads it; it must have the areas format, person and paper).
package locales

import "embed"

// FS holds <tag>/<area>.json, and the lists complete and person.
//
//go:embed complete person */*.json
var FS embed.FS
