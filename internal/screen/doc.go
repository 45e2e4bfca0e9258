// Package screen holds the state and the commands of each screen, without a
// window: what Fyne draws, what a test presses, what a person can do.
//
// A screen is a struct whose exported fields say what is to be seen and whose
// methods are what can be done. A view in app/ui passes on what was typed and
// pressed and draws the fields again whenever OnChange is called; it decides
// nothing and keeps nothing, so that changing the language while somebody types is
// throwing the view away and drawing another. Sentences leave a screen as
// [Message]: a key and what to put into it.
//
// # Goroutines
//
// Every field and method of this package belongs to the UI goroutine, except
// where it says otherwise. Slow work (databases, keys, networks) goes through
// [Runner.Run]; its first half runs elsewhere and touches no screen, its second
// half comes back. A newer question makes the answer to an older one worthless:
// screens number their questions and drop late answers.
//
// # What is typed
//
// Forms are [Form]s. What is typed is in the vault within a second through
// [Drafts], comes back on its screen after a power cut, and becomes changes only
// by the deliberate act "record", which can be taken back for [UndoTime].
//
// # Promises
//
// Leaving a screen by any way loses nothing typed. A list shows one of four
// faces ([List]). A failure is shown as what happened and what is safe, never as
// an empty list.
//
// # Refuses to know
//
// Fyne, SQL, files of the vault, the network, and the rules of counselling: those
// are in casework, which makes the changes. What a screen needs from below it
// names in a small interface of its own.
package screen
