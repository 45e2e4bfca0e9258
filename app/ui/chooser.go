package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/app/ui/kit"
	"waymark/internal/bidi"
	"waymark/internal/screen"
)

// choose shows a chooser over the window. The person gets back to where they were,
// whether something was chosen or not.
func (p Pen) choose(title string, s *screen.Chooser) {
	c := p.Window.Canvas()
	view, path := drawChooser(p, s)
	take := p.NewButton(kit.ButtonOptions{Label: p.T("chooser.take"), Kind: kit.Primary, OnTapped: s.Take})
	make := p.Button(p.T("chooser.new"), func() { s.Name(true) })
	buttons := []fyne.CanvasObject{take, make}
	if s.Files {
		buttons = nil // a file is chosen by opening it
	}
	buttons = append(buttons, p.NewButton(kit.ButtonOptions{Label: p.T("button.cancel"), Shortcut: string(screen.KeyBack), OnTapped: s.Leave}))
	var dialog *kit.Dialog
	chosen := s.OnChosen
	s.OnChosen = func(path string) {
		dialog.Close()
		chosen(path)
	}
	s.OnLeft = func() { dialog.Close() }
	shown := ""
	s.OnChange = func() {
		view.Draw()
		enable(take, s.CanTake())
		enable(make, !s.AtDrives())
		if dialog == nil {
			return
		}
		dialog.Update()
		if where := s.Dir + "\n" + string(rune(s.List.Face)); where != shown && s.List.Face != screen.Quiet { // what had the keyboard may be gone
			shown = where
			switch {
			case s.List.Face == screen.Full:
				p.Focus(view.First)
			case s.CanTake():
				p.Focus(take)
			default:
				p.Focus(path)
			}
		}
	}
	s.OnChange()
	dialog = p.Dialog(c, kit.DialogOptions{Title: title, Content: view.Content, Buttons: buttons, OnEscape: func() { s.List.Cancel() },
		OnKey: func(ev *fyne.KeyEvent) {
			if ev.Name == fyne.KeyBackspace {
				s.Up()
			}
		}})
	s.Shown()
}

// chooseFolder is the button beside a folder's field.
func (p Pen) chooseFolder(chooser func() *screen.Chooser) *kit.Button {
	return p.Button(p.T("button.choose_folder"), func() { p.choose(p.T("chooser.folder"), chooser()) })
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// Heights of the list, in units: what a small window has room for, and enough.
const (
	chooserLeast  = 22
	chooserMost   = 56
	chooserAround = 44 // what stands above and below the list, with 22 pt text
)

var chooserColumns = []float32{1.5, 0, 12}

// drawChooser draws where one is and what is there; path is the field to go elsewhere.
func drawChooser(p Pen, s *screen.Chooser) (v View, path *kit.Entry) {
	path = p.NewEntry(kit.EntryOptions{Name: p.T("chooser.path"), OnChanged: s.Type, OnSubmitted: func(string) { s.Go() }})
	up := p.Button(p.T("chooser.up"), s.Up)
	list := p.NewList(kit.ListOptions{Name: p.T("chooser.list"), Length: func() int { return len(s.Rows) }, OnOpen: s.Open,
		Create: func() fyne.CanvasObject {
			return p.Columns(chooserColumns, widget.NewIcon(theme.FolderIcon()), p.Name(""), p.Line(""))
		},
		Update: func(i int, contents fyne.CanvasObject) { chooserRow(p, s.Rows[i], contents.(*fyne.Container)) }})
	faces := p.NewFaces(list, s.Again)
	free, trouble := p.Caption(""), p.Column()
	name := p.NewEntry(kit.EntryOptions{Name: p.T("chooser.name"), OnChanged: s.TypeName, OnSubmitted: func(string) { s.Make() }, OnEscape: func() { s.Name(false) }})
	naming := p.Row(p.Text(p.T("chooser.name")), kit.Grow(name), p.Button(p.T("chooser.make"), s.Make))
	height := float32(chooserLeast)
	if p.Window != nil {
		height = min(max(p.Window.Canvas().Size().Height/kit.Unit-chooserAround, chooserLeast), chooserMost)
	}
	content := p.Column(p.Row(up, kit.Grow(path)), kit.AtLeast(0, height*kit.Unit, faces.Content), naming, trouble, free)
	drawn := ""
	draw := func() {
		if path.Text() != s.Typed {
			path.SetText(s.Typed)
		}
		enable(up, !s.AtDrives())
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		show(trouble, !s.Trouble.None())
		named := naming.Visible()
		show(naming, s.Naming)
		if name.Text() != s.Named {
			name.SetText(s.Named)
		}
		free.SetText("")
		if s.Free >= 0 && !s.Files {
			free.SetText(p.Say(screen.Say("chooser.free", "Size", p.Words.Size(s.Free))))
		}
		faces.Draw(s.List)
		list.Update()
		if s.Dir != drawn {
			drawn = s.Dir
			list.Highlight(min(0, len(s.Rows)-1))
		}
		content.Refresh()
		switch {
		case s.Naming && !named:
			p.Focus(name)
		case !s.Naming && named:
			p.Focus(list)
		}
	}
	return View{Content: content, First: list, Draw: draw}, path
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// chooserRow fills a line: what it is, its name, and how large or how free.
func chooserRow(p Pen, r screen.ChooserRow, line *fyne.Container) {
	icon, beside := theme.FileIcon(), p.Words.Size(r.Bytes)
	switch {
	case r.Kind.Key != "":
		icon, beside = theme.StorageIcon(), p.Say(r.Kind)
		if r.Bytes >= 0 {
			beside = p.Say(screen.Say("chooser.drive", "Kind", r.Kind, "Size", p.Words.Size(r.Bytes)))
		}
	case r.Folder:
		icon, beside = theme.FolderIcon(), ""
	}
	line.Objects[0].(*widget.Icon).SetResource(icon)
	line.Objects[1].(*kit.Text).SetText(bidi.Clean(r.Name)) // anybody may have named it
	line.Objects[2].(*kit.Text).SetText(beside)
}
