// Package assets embeds what ships inside the program: fonts and content. It only hands out bytes: whoever uses them
// checks and parses them. One file of this package per folder. It imports nothing of the project.
package assets
