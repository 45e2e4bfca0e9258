package casework

import (
	"context"
	"time"
)

// KindRecoveryCode is the code that opens one device's vault when its passphrase is
// forgotten, sealed to the organisation's recovery recipient: nobody else can read it,
// although everybody is given it. The item is the device's identifier.
const KindRecoveryCode Kind = "recovery.code"

func (t kinds) addRecovery() {
	t.add(KindRecoveryCode, on(SubjectStaff), Core, []row{key("sealed"), moment("made")})
}

// KeepRecoveryCode gives the organisation the code of the device in hand; it replaces
// the one before.
func (s *Service) KeepRecoveryCode(ctx context.Context, sealed []byte) (Done, error) {
	return s.Write(ctx, Edit{Subject: Subject{SubjectStaff, s.desk.Staff.ID}, Kind: KindRecoveryCode, Item: ItemID(s.desk.Device),
		Fields: map[Field]Value{"sealed": KeyValue(sealed), "made": TimeValue(s.desk.Clock.Now())}})
}

// RecoveryCode is the view of a device's recovery code.
type RecoveryCode struct {
	Sealed []byte // nil if there is none
	Made   time.Time
}

// RecoveryCodeOf reads the code of a device of a member of staff. While two were kept
// at once there is none: nobody can tell which one the vault has.
func RecoveryCodeOf(st *State, d DeviceID) (c RecoveryCode) {
	it := st.Item(KindRecoveryCode, ItemID(d))
	if _, undecided := it.Conflict("sealed"); undecided {
		return c
	}
	if sealed, ok := it.Get("sealed").Bytes(); ok {
		c.Sealed = sealed
	}
	c.Made, _ = it.Get("made").Time()
	return c
}
