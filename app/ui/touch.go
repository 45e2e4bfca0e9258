package ui

import "waymark/app/ui/kit"

// Fyne tells a window of the keys that nobody else wanted, so whoever types in a
// field would seem to be away. These stand in front of the kit's own and say that
// somebody is there.

func (p Pen) touch() {
	if p.Touched != nil {
		p.Touched()
	}
}

// NewEntry is the kit's.
func (p Pen) NewEntry(o kit.EntryOptions) *kit.Entry {
	changed, focus := o.OnChanged, o.OnFocus
	o.OnChanged = func(text string) {
		p.touch()
		if changed != nil {
			changed(text)
		}
	}
	o.OnFocus = func(gained bool) {
		p.touch()
		if focus != nil {
			focus(gained)
		}
	}
	return p.Env.NewEntry(o)
}

// Entry is the kit's.
func (p Pen) Entry(text string, onChanged func(string)) *kit.Entry {
	return p.NewEntry(kit.EntryOptions{Text: text, OnChanged: onChanged})
}

// Note is the kit's.
func (p Pen) Note(text string, onChanged func(string)) *kit.Entry {
	return p.NewEntry(kit.EntryOptions{Text: text, Lines: 3, OnChanged: onChanged})
}

// NewButton is the kit's.
func (p Pen) NewButton(o kit.ButtonOptions) *kit.Button {
	tapped := o.OnTapped
	o.OnTapped = func() {
		p.touch()
		if tapped != nil {
			tapped()
		}
	}
	return p.Env.NewButton(o)
}

// Button is the kit's.
func (p Pen) Button(label string, onTapped func()) *kit.Button {
	return p.NewButton(kit.ButtonOptions{Label: label, OnTapped: onTapped})
}

// Flat is the kit's.
func (p Pen) Flat(label string, onTapped func()) *kit.Button {
	return p.NewButton(kit.ButtonOptions{Label: label, Kind: kit.Flat, OnTapped: onTapped})
}

// NewList is the kit's.
func (p Pen) NewList(o kit.ListOptions) *kit.List {
	highlighted := o.OnHighlighted
	o.OnHighlighted = func(row int) {
		p.touch()
		if highlighted != nil {
			highlighted(row)
		}
	}
	return p.Env.NewList(o)
}
