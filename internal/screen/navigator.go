package screen

// Screen is what stands in the frame.
type Screen interface {
	// Title is for the frame's head. It holds no case data beyond what the screen
	// shows anyway, and never goes into a window's title.
	Title() Message
	// Commands are what can be done here, with their shortcuts, in the order of
	// the eye.
	Commands() []Command
	// Shown is called when the screen comes into sight, the first time and after
	// another stood over it.
	Shown()
	// Left is called when it goes out of sight for good. It keeps what was typed.
	Left()
}

// Opener makes the screen of a route, or nil if there is none for it.
type Opener func(Route) Screen

// depth is how many screens are kept alive to go back to.
const depth = 24

// Navigator is the way through the screens: where we are and how to go back. The
// screens behind stay alive with their search and their place, so that going back
// is seeing what was there.
type Navigator struct {
	OnChange func() // another screen stands in the frame
	// May says whether a route may be gone to now; nil: all may.
	May func(Route) bool

	home    Route
	openers map[Place]Opener
	stack   []visit
}

type visit struct {
	route  Route
	screen Screen
}

// NewNavigator starts nowhere; the first Go shows something. Home is where Back
// ends.
func NewNavigator(home Route) *Navigator {
	return &Navigator{OnChange: func() {}, home: home, openers: map[Place]Opener{}}
}

// Offer says how to open a place.
func (n *Navigator) Offer(p Place, open Opener) { n.openers[p] = open }

// Offers reports whether a place can be opened.
func (n *Navigator) Offers(p Place) bool { return n.openers[p] != nil }

// Here is where we are; zero before the first Go.
func (n *Navigator) Here() Route {
	if len(n.stack) == 0 {
		return Route{}
	}
	return n.stack[len(n.stack)-1].route
}

// Screen is the screen in the frame; nil before the first Go.
func (n *Navigator) Screen() Screen {
	if len(n.stack) == 0 {
		return nil
	}
	return n.stack[len(n.stack)-1].screen
}

// Go shows the screen of a route. Going where we are changes nothing; going
// somewhere we can go back to goes back there, so that the way never has a place
// twice. It reports whether the route leads anywhere.
func (n *Navigator) Go(r Route) bool {
	if n.May != nil && !n.May(r) {
		return false
	}
	for i := len(n.stack) - 1; i >= 0; i-- {
		if n.stack[i].route != r {
			continue
		}
		if i == len(n.stack)-1 {
			return true
		}
		v := n.stack[i]
		n.stack = append(append(n.stack[:i:i], n.stack[i+1:]...), v)
		n.show()
		return true
	}
	open := n.openers[r.Place]
	if open == nil {
		return false
	}
	s := open(r)
	if s == nil {
		return false
	}
	n.stack = append(n.stack, visit{r, s})
	if len(n.stack) > depth {
		gone := n.stack[0]
		n.stack = append([]visit(nil), n.stack[1:]...)
		gone.screen.Left()
	}
	n.show()
	return true
}

// Replace goes to r and forgets the screen that stood there, as when a form was
// recorded and leads to what it made.
func (n *Navigator) Replace(r Route) bool {
	was := n.Screen()
	if !n.Go(r) {
		return false
	}
	for i, v := range n.stack {
		if v.screen == was && i < len(n.stack)-1 {
			n.stack = append(n.stack[:i:i], n.stack[i+1:]...)
			was.Left()
			break
		}
	}
	return true
}

// Back shows the screen before this one; at the end of the way, home. Nothing
// typed is lost by it. It reports whether there was somewhere to go.
func (n *Navigator) Back() bool {
	if len(n.stack) == 0 {
		return false
	}
	if len(n.stack) == 1 {
		if n.Here() == n.home {
			return false
		}
		return n.Replace(n.home)
	}
	gone := n.stack[len(n.stack)-1]
	n.stack = n.stack[:len(n.stack)-1]
	gone.screen.Left()
	n.show()
	return true
}

// CanGoBack reports whether Back would do something.
func (n *Navigator) CanGoBack() bool {
	return len(n.stack) > 1 || len(n.stack) == 1 && n.Here() != n.home
}

// Close leaves every screen.
func (n *Navigator) Close() {
	for i := len(n.stack) - 1; i >= 0; i-- {
		n.stack[i].screen.Left()
	}
	n.stack = nil
}

func (n *Navigator) show() {
	n.Screen().Shown()
	n.OnChange()
}
