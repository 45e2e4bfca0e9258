package casework

// Flag says what somebody should look at again. It is a message key. Flags never
// refuse anything: they bring it to the supervisor.
type Flag string

// Flags that Judge raises, on a change.
const (
	FlagBeforeHandover Flag = "casework.flag.before_handover" // written before the handover or withdrawal was known to its author
	FlagNotAssigned    Flag = "casework.flag.not_assigned"    // by a colleague of the office to whom the case is not assigned
	FlagBasisUnknown   Flag = "casework.flag.basis_unknown"   // rests on an assignment that has not arrived here
	FlagAuthorLeft     Flag = "casework.flag.author_left"     // arrived after its author had left
)

var allFlags = []Flag{
	FlagBeforeHandover, FlagNotAssigned, FlagBasisUnknown, FlagAuthorLeft,
}
