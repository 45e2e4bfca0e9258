package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"waymark/internal/bidi"
	"waymark/internal/words"
)

// dialogWords are the keys of Fyne's own words, which its file dialog and menus show,
// and of our texts for them.
var dialogWords = map[string]string{
	"Advanced": "fyne.advanced", "Cancel": "fyne.cancel", "Confirm": "fyne.confirm", "Copy": "fyne.copy",
	"Create Folder": "fyne.create_folder", "Cut": "fyne.cut", "Enter filename": "fyne.enter_filename", "Error": "fyne.error",
	"Favourites": "fyne.favourites", "File": "fyne.file", "Folder": "fyne.folder", "New Folder": "fyne.new_folder",
	"No": "fyne.no", "OK": "fyne.ok", "Open": "fyne.open", "Paste": "fyne.paste", "Quit": "fyne.quit", "Redo": "fyne.redo",
	"Save": "fyne.save", "Select all": "fyne.select_all", "Show Hidden Files": "fyne.show_hidden", "Undo": "fyne.undo", "Yes": "fyne.yes",
	"file.name": "fyne.name", "file.parent": "fyne.parent",
	"monday": "fyne.monday", "tuesday": "fyne.tuesday", "wednesday": "fyne.wednesday", "thursday": "fyne.thursday",
	"friday": "fyne.friday", "saturday": "fyne.saturday", "sunday": "fyne.sunday",
	"monday.short": "fyne.monday_short", "tuesday.short": "fyne.tuesday_short", "wednesday.short": "fyne.wednesday_short",
	"thursday.short": "fyne.thursday_short", "friday.short": "fyne.friday_short", "saturday.short": "fyne.saturday_short",
	"sunday.short": "fyne.sunday_short",
}

// speakDialogs makes Fyne's own words those of a language. Fyne asks the machine for
// the language and nobody else, so ours are put in the place of the machine's, under
// each name by which Fyne may look for it: as the machine says it, without its region,
// and English, which stands in for what Fyne does not know. Fyne paints from left to
// right, so it gets the words in the order they are painted in.
func speakDialogs(tag string) error {
	w, err := words.New(tag)
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for theirs, ours := range dialogWords {
		texts[theirs] = bidi.Visual(w.Text(ours), bidi.Auto)
	}
	b, err := json.Marshal(texts)
	if err != nil {
		return err
	}
	machine := lang.SystemLocale()
	names := []string{words.English, machine.LanguageString(), machine.String()}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if name == "" || name == "und" {
			continue // the machine has no language: English stands in
		}
		if err := lang.AddTranslationsForLocale(b, fyne.Locale(name)); err != nil {
			return fmt.Errorf("words of dialogs: %w", err)
		}
	}
	return nil
}
