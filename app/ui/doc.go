// Package ui draws the screens with Fyne, one file per screen. A view copies what
// is typed and pressed into its screen's commands and draws the screen's fields
// again whenever they change; what may be done, when and why is decided below.
//
// A view is thrown away and drawn again when the language changes, so it keeps
// nothing that somebody typed. All of it runs on Fyne's one goroutine.
//
// Sentences come from [Pen.Say]; widgets and layouts, which are mirrored where the
// language is read from right to left, from the kit that every Pen carries.
package ui
