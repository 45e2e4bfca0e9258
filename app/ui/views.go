package ui

import "waymark/internal/screen"

// draw draws a screen. A screen that has no view here cannot be opened: the test of
// this package looks.
func draw(p Pen, s screen.Screen) View {
	switch s := s.(type) {
	case *screen.Caseload:
		return drawCaseload(p, s)
	}
	return View{}
}
