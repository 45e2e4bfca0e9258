package screen

// Command is something a person can do on a screen, by a button or by a key.
type Command struct {
	Name Message  // what it is called
	Key  Shortcut // "" for none
	Do   func()
	Off  bool // cannot be done now; shown, but dead
	Main bool // the one most likely next; drawn in the accent
}

// Shortcut is a key with its modifiers, written as it is shown: "Ctrl+N", "F4",
// "Ctrl+Enter", "Esc". It is the same in every language.
type Shortcut string

// The shortcuts that are the same everywhere.
const (
	KeyFind    Shortcut = "Ctrl+K"
	KeyLock    Shortcut = "Ctrl+L"
	KeyBack    Shortcut = "Esc"
	KeyNewCase Shortcut = "Ctrl+N"
	KeyContact Shortcut = "F4"
	KeySync    Shortcut = "F5"
	KeyRecord  Shortcut = "Ctrl+Enter"
	KeyUndo    Shortcut = "Ctrl+Shift+Z"
	KeyHelp    Shortcut = "F1"
	KeyReveal  Shortcut = "Ctrl+H" // held
)

// Press does the command of a shortcut, if one of them has it and it is not off.
// It reports whether one had it.
func Press(commands []Command, key Shortcut) bool {
	for _, c := range commands {
		if c.Key == key && key != "" {
			if !c.Off && c.Do != nil {
				c.Do()
			}
			return true
		}
	}
	return false
}
