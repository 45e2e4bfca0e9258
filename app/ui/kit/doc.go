// Package kit is what Waymark's screens are built from: texts, entries, buttons, choices, lists and layouts that read
// right in every script and direction. Use it for everything with words; Fyne's own label, entry, form and dialog put
// mixed right-to-left text in the wrong order and never mirror.
//
//	e := kit.Env{RTL: words.RTL()}
//	record := e.Primary(words.Say("session.record"), s.Record).WithShortcut(words.Say("key.ctrl_enter"))
//	window.SetContent(e.Screen(
//		e.Heading(words.Say("session.title")),
//		kit.NewScroll(e.Column(
//			e.Form(
//				kit.Field{Label: words.Say("session.said"), Control: e.Note(s.Said, s.SetSaid)},
//				kit.Field{Label: words.Say("session.voluntary"), Control: e.Answer(yesNo, s.Voluntary, s.SetVoluntary)},
//			),
//		)),
//		e.Quiet(words.Say("kept", s.Kept)), record,
//	))
//
// # Direction
//
// An [Env] carries the reading direction and makes every widget; when the language changes, the window's content is built
// again. Start and End replace left and right. Rows and borders turn by placing, not by reordering, so Tab follows reading.
//
// Text goes in and comes out logical. [Env.Text] takes the program's own sentences, [Env.Words] what people wrote,
// [Env.Name] a name. Arguments inside sentences go through bidi.Isolate before they become part of the message.
//
// # Sizes
//
// Wrapping needs a height for a width, which Fyne does not ask. Our layouts do, among themselves: put our widgets into our
// layouts, and the outermost into a [Scroll]. In a Row a text takes its natural width first and wraps when there is no
// room; [Grow] takes what is left.
//
// # Keys
//
// Everything is reached by Tab and pressed by Space or Enter; focus is always drawn and scrolled into sight. Fyne gives a
// key to the focused widget alone: ours hand on what they do not use, so SetOnTypedKey and AddShortcut of the window's
// canvas hear Esc, F-keys and Ctrl combinations whatever has focus.
//
// # What it refuses to know
//
// Words (they come in), cases, screens, stores. It starts no goroutine. All of it is called on the UI goroutine.
//
// # Not solved
//
// Inline composition of input methods (Fyne has none: what they commit arrives), italics, vertical text.
package kit
