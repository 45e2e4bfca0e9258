// Package handout makes what goes on paper: the summary a person takes home from a
// counselling session, their plan, a partner's copy of it, and what a counsellor takes
// along on a visit. In the person's language beside the staff's.
//
// Use it wherever something is printed or saved as a PDF; show what comes back
// ([Handout.Image]) before it leaves, and let it leave through internal/disclose.
//
// # What it promises
//
// On no paper stands more than its kind may say:
//
//   - A summary names nobody and says nothing of what the person said, wants or fears:
//     topics, the next appointment, whom to call. Topics about protection
//     (detention, danger, trafficking) are left out whole, their titles too, and [Handout.LeftOut]
//     tells the counsellor. A text that may not be printed unchecked is replaced by its
//     title and "ask us".
//   - A plan says of every page and every line where it stands. Only what somebody with
//     the power to approve has approved is called promised, only there an amount
//     stands without "estimate", and a conflict is said to be one.
//   - A partner's copy takes from the plan only what casework lets into a referral
//     without a further consent: class core.
//   - What is taken on a visit has the file number and no name.
//
// A draft says on paper, in both languages, that nobody has checked it. The same
// content gives the same bytes. Everything is readable in black and white: states are
// words, with a sign before them for who looks and does not read.
//
// # Refuses to know
//
// Who may print what (screens ask casework and disclose), printers, files, Fyne.
//
// # Not solved
//
// Free text (a line's activity, a next step) stands on paper as it was typed, in one
// language: nothing here translates, and nothing here can tell what a word gives away.
// That is what the preview is for.
package handout
