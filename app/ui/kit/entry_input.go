package kit

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// TypedRune implements fyne.Focusable.
func (n *Entry) TypedRune(r rune) {
	if n.disabled || unicode.IsControl(r) {
		return
	}
	n.after(n.editor.insert(string(r), typing))
}

// KeyDown implements desktop.Keyable.
func (n *Entry) KeyDown(ev *fyne.KeyEvent) {
	if isShift(ev) {
		n.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (n *Entry) KeyUp(ev *fyne.KeyEvent) {
	if isShift(ev) {
		n.shift = false
	}
}

// TypedKey implements fyne.Focusable.
func (n *Entry) TypedKey(ev *fyne.KeyEvent) {
	if n.disabled {
		passKey(n, ev)
		return
	}
	d := &n.editor
	switch name := ev.Name; {
	case n.completionKey(name):
	case name == fyne.KeyBackspace:
		n.after(d.backspace())
	case name == fyne.KeyDelete:
		n.after(d.erase())
	case name == fyne.KeyLeft, name == fyne.KeyRight:
		n.sideways(name == fyne.KeyRight)
	case name == fyne.KeyUp, name == fyne.KeyDown:
		n.upDown(name == fyne.KeyDown, 1, ev)
	case name == fyne.KeyPageUp, name == fyne.KeyPageDown:
		n.upDown(name == fyne.KeyPageDown, max(1, n.box.rows()-1), ev)
	case name == fyne.KeyHome, name == fyne.KeyEnd:
		n.lineEdge(name == fyne.KeyEnd)
	case isEnter(name):
		n.enter()
	case name == fyne.KeySpace: // the rune comes by itself
	case name == fyne.KeyEscape && n.options.OnEscape != nil:
		n.options.OnEscape()
	default:
		if !printable(name) {
			passKey(n, ev)
		}
	}
}

// printable reports whether a key also arrives as a rune: it is text here, not a command of the window.
func printable(name fyne.KeyName) bool {
	return len([]rune(string(name))) == 1
}

func (n *Entry) enter() {
	if n.options.Lines > 0 {
		n.after(n.editor.insert("\n", asOne))
		return
	}
	if n.Valid() && n.options.OnSubmitted != nil {
		n.options.OnSubmitted(n.Text())
	}
}

func (n *Entry) move(to int, extend bool) {
	n.editor.moveTo(to, extend)
	n.show()
}

// sideways moves the caret as it is seen: Right goes right in every script.
func (n *Entry) sideways(right bool) {
	d := &n.editor
	room := n.box.room()
	if from, to := d.selection(); from != to && !n.shift {
		_, a := n.page.caretX(from, room)
		_, b := n.page.caretX(to, room)
		if la, lb := n.page.locate(from), n.page.locate(to); la != lb {
			a, b = float32(la), float32(lb)
		}
		if (a < b) == right {
			from = to
		}
		n.move(from, false)
		return
	}
	if to, ok := n.page.beside(d.caret, right, room, d.boundaryFrom); ok {
		n.move(to, n.shift)
		return
	}
	// At the edge of a line the caret goes on in the line before or after, whichever lies that way in reading order.
	line := n.page.locate(d.caret)
	s, _ := n.page.line(line)
	if right != s.RTL() {
		if line+1 < n.page.lines {
			next, after := n.page.line(line + 1)
			n.move(d.boundaryFrom(next.start+after.start), n.shift)
		}
		return
	}
	if line > 0 {
		before, last := n.page.line(line - 1)
		n.move(d.boundaryFrom(before.start+last.lastCaret(before)), n.shift)
	}
}

// upDown keeps to the same place across lines, also over short ones between.
func (n *Entry) upDown(down bool, lines int, ev *fyne.KeyEvent) {
	if n.options.Lines == 0 {
		passKey(n, ev)
		return
	}
	room := n.box.room()
	line, x := n.page.caretX(n.editor.caret, room)
	if n.goal >= 0 {
		x = n.goal
	}
	if !down {
		lines = -lines
	}
	switch to := line + lines; {
	case to < 0 && line == 0:
		n.move(0, n.shift)
	case to >= n.page.lines && line == n.page.lines-1:
		n.move(len(n.editor.text), n.shift)
	default:
		n.move(n.page.hit(min(max(to, 0), n.page.lines-1), x, room, n.editor.boundaryFrom), n.shift)
	}
	n.goal = x
}

// lineEdge goes to where reading the line begins or ends.
func (n *Entry) lineEdge(end bool) {
	s, l := n.page.line(n.page.locate(n.editor.caret))
	if end {
		n.move(n.editor.boundaryFrom(s.start+l.lastCaret(s)), n.shift)
	} else {
		n.move(s.start+l.start, n.shift)
	}
}

// word jumps over words: right is forward in a paragraph that reads to the right.
func (n *Entry) word(right, extend bool) {
	s, _ := n.page.line(n.page.locate(n.editor.caret))
	if right != s.RTL() {
		n.move(n.editor.boundaryFrom(n.editor.wordAfter(n.editor.caret)), extend)
	} else {
		n.move(n.editor.wordBefore(n.editor.caret), extend)
	}
}

// TypedShortcut implements fyne.Shortcutable. What is no editing goes to the window.
func (n *Entry) TypedShortcut(s fyne.Shortcut) {
	if n.disabled {
		passShortcut(n, s)
		return
	}
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		n.SelectAll()
	case *fyne.ShortcutCopy:
		n.copy()
	case *fyne.ShortcutCut:
		if n.copy() {
			n.after(n.editor.insert("", asOne))
		}
	case *fyne.ShortcutPaste:
		n.after(n.editor.insert(fyne.CurrentApp().Clipboard().Content(), asOne))
	case *fyne.ShortcutUndo:
		n.Undo()
	case *fyne.ShortcutRedo:
		n.Redo()
	case *desktop.CustomShortcut:
		if !n.editingShortcut(s) {
			passShortcut(n, s)
		}
	default:
		passShortcut(n, s)
	}
}

// copy puts the selection on the clipboard, unless it is a password.
func (n *Entry) copy() bool {
	text := n.editor.selected()
	if text == "" || n.options.Password {
		return false
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
	if n.env.Copied != nil {
		n.env.Copied()
	}
	return true
}

func (n *Entry) editingShortcut(s *desktop.CustomShortcut) bool {
	extend := s.Modifier&fyne.KeyModifierShift != 0
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierShortcutDefault {
		return false
	}
	d := &n.editor
	switch s.KeyName {
	case fyne.KeyLeft, fyne.KeyRight:
		n.word(s.KeyName == fyne.KeyRight, extend)
	case fyne.KeyHome:
		n.move(0, extend)
	case fyne.KeyEnd:
		n.move(len(d.text), extend)
	case fyne.KeyBackspace:
		if from, to := d.selection(); from == to {
			d.anchor = d.wordBefore(d.caret)
		}
		n.after(d.insert("", asOne))
	case fyne.KeyDelete:
		if from, to := d.selection(); from == to {
			d.anchor = d.boundaryFrom(d.wordAfter(d.caret))
		}
		n.after(d.insert("", asOne))
	case fyne.KeyZ: // Ctrl+Shift+Z
		if !extend {
			return false
		}
		n.Redo()
	default:
		return false
	}
	return true
}

// offsetAt is the caret place nearest to a point of the entry.
func (n *Entry) offsetAt(p fyne.Position) int {
	line := int((p.Y - entryPadY + n.scrollY) / n.page.face.lineHeight())
	if p.Y-entryPadY+n.scrollY < 0 {
		line = 0
	}
	return n.page.hit(line, p.X-entryPadX+n.scrollX, n.box.room(), n.editor.boundaryFrom)
}

// MouseDown implements desktop.Mouseable.
func (n *Entry) MouseDown(ev *desktop.MouseEvent) {
	if n.disabled {
		return
	}
	focus(n)
	if ev.Button == desktop.MouseButtonSecondary && n.Selected() != "" {
		return // the menu is about what is selected
	}
	n.move(n.offsetAt(ev.Position), ev.Modifier&fyne.KeyModifierShift != 0)
}

// MouseUp implements desktop.Mouseable.
func (n *Entry) MouseUp(*desktop.MouseEvent) {}

// Tapped implements fyne.Tappable: a touch gives focus where there is no mouse.
func (n *Entry) Tapped(*fyne.PointEvent) {
	if !n.disabled && !n.focused {
		focus(n)
	}
}

// DoubleTapped implements fyne.DoubleTappable: it selects a word.
func (n *Entry) DoubleTapped(ev *fyne.PointEvent) {
	if n.disabled {
		return
	}
	d := &n.editor
	from, to := d.wordAt(n.offsetAt(ev.Position))
	d.anchor, d.caret = from, d.boundaryFrom(to)
	n.show()
}

// Dragged implements fyne.Draggable.
func (n *Entry) Dragged(ev *fyne.DragEvent) {
	if !n.disabled {
		n.move(n.offsetAt(ev.Position), true)
	}
}

// DragEnd implements fyne.Draggable.
func (n *Entry) DragEnd() {}

// Cursor implements desktop.Cursorable.
func (n *Entry) Cursor() desktop.Cursor {
	if n.disabled {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

// MouseIn implements desktop.Hoverable.
func (n *Entry) MouseIn(*desktop.MouseEvent) { n.hovered = true; n.box.sync(false) }

// MouseMoved implements desktop.Hoverable.
func (n *Entry) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (n *Entry) MouseOut() { n.hovered = false; n.box.sync(false) }
