// Package vault keeps a folder of SQLite databases sealed: whoever finds the laptop, the stick or the backup sees file
// sizes and times, and nothing else. (Full text follows below once the package is complete.)
package vault
