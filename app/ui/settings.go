package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
	"waymark/internal/words"
)

var lookKeys = map[screen.Look]string{screen.LookLight: "light", screen.LookDark: "dark", screen.LookContrast: "contrast"}

// drawSettings draws the settings.
func drawSettings(p Pen, s *screen.Settings) View {
	var languages, looks []kit.Option
	for _, tag := range s.Languages {
		languages = append(languages, kit.Option{Key: tag, Label: words.OwnName(tag)})
	}
	for _, l := range []screen.Look{screen.LookLight, screen.LookDark, screen.LookContrast} {
		looks = append(looks, kit.Option{Key: lookKeys[l], Label: p.T("settings.look." + lookKeys[l])})
	}
	language := p.NewChoice(kit.ChoiceOptions{Options: languages, Selected: s.Preferences.Language, Must: true, Name: p.T("settings.language"), OnChanged: s.Speak})
	look := p.NewChoice(kit.ChoiceOptions{Options: looks, Selected: lookKeys[s.Preferences.Look], Must: true, Name: p.T("settings.look"),
		OnChanged: func(key string) {
			for l, k := range lookKeys {
				if k == key {
					s.Show(l)
				}
			}
		}})
	size := p.Strong(p.Words.Digits(strconv.Itoa(s.Preferences.TextSize)))
	sizes, drawSizes := p.Commands(s.Commands)
	general := p.Form(
		kit.Field{Label: p.T("settings.language"), Control: language},
		kit.Field{Label: p.T("settings.size"), Control: p.Flow(size, sizes)},
		kit.Field{Label: p.T("settings.look"), Control: look},
	)

	var old, next, again *kit.Entry
	typed := func(string) { s.Type(old.Text(), next.Text(), again.Text()) }
	field := func(text, label string) *kit.Entry {
		return p.NewEntry(kit.EntryOptions{Text: text, Password: true, Name: p.T(label), OnChanged: typed})
	}
	old, next, again = field(s.Old, "settings.old"), field(s.New, "settings.new"), field(s.Again, "start.again")
	strength, done, trouble := p.Text(""), p.Text(""), p.Column()
	change := p.Button(p.T("settings.change"), s.ChangePassphrase)
	suggested := p.NewText(kit.TextOptions{Style: kit.Subheading, Own: true})
	offer := p.Column(p.Card(suggested), p.Text(p.T("start.phrase.hint")))
	passphrase := p.Column(p.Flow(p.Button(p.T("start.suggest"), s.Suggest)), offer, p.Form(
		kit.Field{Label: p.T("settings.old"), Control: old},
		kit.Field{Label: p.T("settings.new"), Control: next},
		kit.Field{Label: p.T("start.again"), Control: again},
	), strength, p.Flow(change), done, trouble)

	ways := p.Column()
	faces := p.NewFaces(ways, s.Shown)
	about := p.Form(
		kit.Field{Label: p.T("settings.version"), Control: p.Text(s.About.Version)},
		kit.Field{Label: p.T("settings.folder"), Control: p.Env.Words(s.About.Folder)},
	)
	var sheet *kit.Scroll
	draw := func() {
		drawSizes()
		size.SetText(p.Words.Digits(strconv.Itoa(s.Preferences.TextSize)))
		strength.SetText(p.Say(s.Strength.Message()))
		done.SetText(p.Say(s.Done))
		suggested.SetText(s.Suggested)
		if s.Suggested == "" {
			offer.Hide()
		} else {
			offer.Show()
		}
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		trouble.Refresh()
		if s.Done.Key != "" && s.Old == "" && old.Text() != "" {
			old.SetText("")
			next.SetText("")
			again.SetText("")
		}
		if s.Busy {
			change.Disable()
		} else {
			change.Enable()
		}
		var rows []fyne.CanvasObject
		for _, w := range s.Ways {
			rows = append(rows, p.Strong(p.Say(w.Name)))
		}
		ways.Objects = rows
		ways.Refresh()
		faces.Draw(s.List)
		if sheet != nil {
			sheet.Refresh() // what stands below moves
		}
	}
	s.OnChange = draw
	draw()
	keeping := p.Column(faces.Content)
	if s.HasCopies() {
		keeping.Add(p.Flow(p.Button(p.T("copies.title"), s.Copies)))
	}
	body := p.Loose(general, p.Section(p.T("settings.passphrase"), passphrase), p.Section(p.T("settings.who"), keeping), p.Section(p.T("settings.about"), about))
	sheet = p.Sheet(body)
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), sheet), First: language, Draw: draw}
}
