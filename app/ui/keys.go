package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"waymark/internal/screen"
)

// Fyne's names of keys that a shortcut is written with in another way.
var keyNames = map[string]fyne.KeyName{
	"Esc": fyne.KeyEscape, "Enter": fyne.KeyReturn, "+": fyne.KeyPlus, "-": fyne.KeyMinus, ".": fyne.KeyPeriod, ",": fyne.KeyComma,
}

var modifiers = map[string]fyne.KeyModifier{
	"Ctrl": fyne.KeyModifierShortcutDefault, "Shift": fyne.KeyModifierShift, "Alt": fyne.KeyModifierAlt,
}

// keyOf takes a shortcut apart.
func keyOf(s screen.Shortcut) (fyne.KeyName, fyne.KeyModifier) {
	text, mods := string(s), fyne.KeyModifier(0)
	for {
		name, rest, ok := strings.Cut(text, "+")
		m, known := modifiers[name]
		if !ok || !known || rest == "" {
			break
		}
		mods |= m
		text = rest
	}
	if n, ok := keyNames[text]; ok {
		return n, mods
	}
	return fyne.KeyName(text), mods
}

// written is the shortcut of a key pressed alone.
func written(name fyne.KeyName) screen.Shortcut {
	switch name {
	case fyne.KeyEscape:
		return screen.KeyBack
	case fyne.KeyReturn, fyne.KeyEnter:
		return "Enter"
	}
	return screen.Shortcut(name)
}

// listen has press called for each of the program's shortcuts, whatever has the
// keyboard.
func listen(c fyne.Canvas, shortcuts []screen.Shortcut, press func(screen.Shortcut) bool) {
	for _, s := range shortcuts {
		name, mods := keyOf(s)
		if mods == 0 {
			continue // such keys come one by one
		}
		c.AddShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: mods}, func(fyne.Shortcut) { press(s) })
		switch name {
		case fyne.KeyReturn:
			c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: mods}, func(fyne.Shortcut) { press(s) })
		case fyne.KeyPlus: // beside the main keys it is another key's upper half
			c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: mods}, func(fyne.Shortcut) { press(s) })
			c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: mods | fyne.KeyModifierShift}, func(fyne.Shortcut) { press(s) })
		}
	}
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { press(written(ev.Name)) })
}

// shortcuts are those with a modifier that any screen may use. What a key means is
// decided when it is pressed.
var shortcuts = func() []screen.Shortcut {
	all := []screen.Shortcut{
		screen.KeyFind, screen.KeyLock, screen.KeyNewCase, screen.KeyRecord, screen.KeyUndo,
		"Ctrl++", "Ctrl+-", "Ctrl+.", "Ctrl+B", "Ctrl+D", "Ctrl+E", "Ctrl+G", "Ctrl+H", "Ctrl+I", "Ctrl+J", "Ctrl+M", "Ctrl+O", "Ctrl+P", "Ctrl+R", "Ctrl+S", "Ctrl+T",
		"Ctrl+Shift+A", "Ctrl+Shift+N", "Ctrl+Shift+P", "Ctrl+Shift+S",
	}
	for i := '1'; i <= '9'; i++ {
		all = append(all, screen.Shortcut("Alt+"+string(i)))
	}
	return all
}()
