package ui

import "waymark/internal/screen"

// draw draws a screen. A screen that has no view here stays empty: the test of this
// package draws every one.
func draw(p Pen, s screen.Screen) View {
	switch s := s.(type) {
	case *screen.Today:
		return drawToday(p, s)
	case *screen.Caseload:
		return drawCaseload(p, s)
	case *screen.NewCase:
		return drawNewCase(p, s)
	case *screen.Activity:
		return drawActivity(p, s)
	case *screen.ShortContact:
		return drawContact(p, s)
	case *screen.Counselling:
		return drawCounselling(p, s)
	case *screen.CaseFile:
		return drawCaseFile(p, s)
	case *screen.Plan:
		return drawPlan(p, s)
	case *screen.Handout:
		return drawHandout(p, s)
	case *screen.Review:
		return drawReview(p, s)
	case *screen.Figures:
		return drawFigures(p, s)
	case *screen.Knowledge:
		return drawKnowledge(p, s)
	case *screen.Sync:
		return drawSync(p, s)
	case *screen.Settings:
		return drawSettings(p, s)
	case *screen.Copies:
		return drawCopies(p, s)
	}
	return View{}
}
