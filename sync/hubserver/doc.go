// Command hubserver is the hub as a program: serve runs it, the other commands look
// after it. They talk to the hub that runs over a socket in its folder, which only
// its own user can open, or open the store themselves when none runs. Results go to
// stdout, everything else to stderr; logs hold no case data.
//
//	hubserver serve   -listen HOST:PORT -db FILE|postgres://... [-cert FILE -key FILE] [-private HOST:PORT] [-empty]
//	hubserver invite  -db ... [-role R] [-office NAME] [-uses N] [-hours H] [-url URL] [-file OUT]
//	hubserver devices -db ...
//	hubserver report  -db ... [DEVICE]
//	hubserver wipe    -db ... -from organisation.keys DEVICE
//	hubserver revoke  -db ... [-because WHY] DEVICE
//	hubserver inspect [-db ...] FILE
//	hubserver drop    -db ... DIR
//	hubserver backup  -db ... OUT
//	hubserver restore -db ... FILE
//	hubserver keys    [export [-plain] OUT | open -from organisation.keys SEALED OUT | rotate] -db ...
//	hubserver unit    [-user U] [-dir DIR] [-- flags of serve]
//
// The hub's folder is that of its database file or, with PostgreSQL, the one given
// by -keys. Its keys are in hub.keys there (or in -keys DIR); a hub starts without
// keys only where there is no database yet, and then makes organisation.keys too,
// which is to be taken off the machine: whoever has it can make hubs that every
// device believes.
//
// A lost laptop: report says what was on it and whose, revoke shuts it out. A laptop
// that is only to be given back is wiped: the organisation's key and the hub's sign the
// order, the laptop first seals to the hub what the hub has not receipted, and is
// revoked when that is in.
//
// Not solved: the keys lie beside the database unless -keys says otherwise. Who
// copies the whole folder of a hub has everything but what is sealed to circles.
package main
