// Command village simulates devices: many laptops in one process, each with its own
// sealed store and the engine the desktop has, against a real hub.
//
//	village -hub URL -invite CODE -devices N -changes M -size BYTES -dir DIR [-docs FILE] [-resume] [-verify] [-compare=false]
//
// Every device enrols by the invitation, records M changes of about BYTES bytes,
// each in a transaction of its own as a counsellor's would be, and exchanges until
// the hub gave a receipt for every one. -docs takes the texts from a file of JSON
// lines instead, repeated as needed. -resume goes on with the devices in DIR after
// the village was stopped or killed; with -verify devices that are there record
// nothing more. Any role that writes cases will do for the invitation: a supervisor
// has the others' cases besides, and they are compared too.
//
// Then both ends are compared in full: for every device a second one is made with
// the same keys and an empty store, as if the laptop had been restored from nothing;
// what the hub gives it must be, change for change and byte for byte, what the first
// one recorded. Seconds and bytes are those of sending, not of recording and comparing.
//
// The last line on stdout is
//
//	devices= changes= seconds= bytes_up= bytes_down= batches= retries= peak_rss_mb= verified=
//
// and the exit code is 0 only if verified=true. Everything else goes to stderr. With
// -compare=false it is 0 when all was sent, and verified=false: nobody looked.
//
// The data keys lie beside the vaults: what is here is made up, and nobody's secret.
package main
