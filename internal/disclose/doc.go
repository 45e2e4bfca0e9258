// Package disclose is the door through which readable text leaves the program: paper, a file in clear, the clipboard.
// Use a [Door] to print and to save, and a [Clip] for what was copied. Nothing else in the program starts the system's
// printing, writes case text to a file in clear, or decides how long something stays in the clipboard; a test of
// internal/meta looks who imports and calls what would make that possible.
//
//	door := disclose.NewDoor(log)
//	list, err := door.Printers(ctx)
//	err = door.Print(ctx, errand, disclose.Job{Printer: list[0].Name, Fetcher: disclose.FetchedByMe}, disclose.Paper{PDF: pdf, Pages: 2})
//	err = door.Save(ctx, errand, path, pdf)
//
// # Promises
//
// Every way out is asked for a reason and is in the [Log], durably, before the first byte leaves; when it cannot be
// written there, nothing leaves. A line in the log may therefore be about paper that never came out of the printer, but
// no paper comes out without a line.
//
// Printing goes to the system's printing interface through a pipe or by calls; no file of ours is made, and the print
// queue shows the program's name in place of a title. The printer is named by the caller and never chosen here, because
// the usual one of a laptop often stands in another room, and who fetches the paper is asked for.
//
// Saving replaces a file whole or not at all, readable by its owner only, and refuses folders that a cloud program
// or the network takes further, unless the caller says that the person knows.
//
// The clipboard is cleared a minute after something was copied and when the program locks, if what was copied is still
// in it. Only a digest of it is remembered.
//
// Errors carry their words for a person (package usererr); none holds a word of what was printed or saved.
//
// # Why so
//
// On Linux and macOS the interface is the command lp of CUPS, fed through its standard input: what IPP does behind it
// changes with versions, queues and drivers, the command does not. On Windows PDF is no language of printers, so the
// pages are drawn as pictures through GDI; [Paper].Picture draws them.
//
// # Refuses to know
//
// What is on the paper, who may give what to whom (casework decides that, screens ask for it), where the log is kept,
// and windows: previews are screens.
//
// # Not solved
//
// What the system's spooler keeps: CUPS holds jobs readable for root alone and forgets them after a day, Windows until
// they are printed; printers with disks keep what they like. Programs that keep a history of the clipboard have copied
// it before it is cleared. A file saved on a stick stays there when it is deleted.
//
// BUG: printing on Windows was compiled and vetted, and never tried on a printer.
package disclose
