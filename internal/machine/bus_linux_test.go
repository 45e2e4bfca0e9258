package machine

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeBus is a system that says what it is told to say.
type fakeBus struct {
	mu      sync.Mutex
	says    map[string]any
	changed chan struct{}
	asked   chan struct{} // one for each time that everything was read
}

func newFakeBus() *fakeBus {
	return &fakeBus{says: map[string]any{}, changed: make(chan struct{}), asked: make(chan struct{}, 100)}
}

func (b *fakeBus) get(_, _, _, property string) (any, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if property == "State" { // the last that is read
		defer func() { b.asked <- struct{}{} }()
	}
	v, ok := b.says[property]
	return v, ok
}

func (b *fakeBus) changes() <-chan struct{} { return b.changed }
func (b *fakeBus) close()                   {}

func (b *fakeBus) say(all map[string]any) {
	b.mu.Lock()
	for k, v := range all {
		b.says[k] = v
	}
	b.mu.Unlock()
}

func TestWhatTheBusSays(t *testing.T) {
	for _, row := range []struct {
		name string
		says map[string]any
		want State
	}{
		{"nothing", nil, State{}},
		{"a charger and an empty battery", map[string]any{"OnBattery": false, "WarningLevel": uint32(4), "Percentage": 2.0, "IsPresent": true}, State{}},
		{"a full battery", map[string]any{"OnBattery": true, "WarningLevel": uint32(1), "Percentage": 90.0, "IsPresent": true}, State{}},
		{"a warning", map[string]any{"OnBattery": true, "WarningLevel": uint32(3)}, State{Low: true}},
		{"few percent without a warning", map[string]any{"OnBattery": true, "Percentage": 11.0, "IsPresent": true}, State{Low: true}},
		{"a battery that is not there", map[string]any{"OnBattery": true, "Percentage": 0.0, "IsPresent": false}, State{}},
		{"another type than it should be", map[string]any{"OnBattery": "yes", "Metered": "no"}, State{}},
		{"a meter", map[string]any{"Metered": uint32(1)}, State{Metered: true}},
		{"probably a meter", map[string]any{"Metered": uint32(3)}, State{Metered: true}},
		{"no meter", map[string]any{"Metered": uint32(2)}, State{}},
		{"probably no meter", map[string]any{"Metered": uint32(4)}, State{}},
		{"nobody knows", map[string]any{"Metered": uint32(0)}, State{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			b, m := newFakeBus(), newMachine()
			b.say(row.says)
			m.ask(b, 0, true)
			assert.Equal(t, row.want, m.State())
		})
	}
}

func TestItWakesWhenALineComesUpAndWhenAMeterOrALowBatteryIsGone(t *testing.T) {
	b, m := newFakeBus(), newMachine()
	b.say(map[string]any{"State": uint32(70)})
	m.close = m.listen(b)
	<-b.asked
	woke := func(all map[string]any) bool {
		t.Helper()
		b.say(all)
		b.changed <- struct{}{}
		<-b.asked
		b.changed <- struct{}{} // what was said before has been acted on when this is heard
		<-b.asked
		select {
		case <-m.Woke():
			return true
		default:
			return false
		}
	}
	require.False(t, woke(nil), "that it is connected at the start is no news")
	assert.False(t, woke(map[string]any{"State": uint32(20)}), "the line went")
	assert.True(t, woke(map[string]any{"State": uint32(70)}), "the line came up")
	assert.False(t, woke(map[string]any{"Metered": uint32(1)}), "a meter")
	assert.True(t, m.State().Metered)
	assert.True(t, woke(map[string]any{"Metered": uint32(2)}), "no meter any more")
	assert.False(t, woke(map[string]any{"OnBattery": true, "WarningLevel": uint32(4)}), "the battery runs out")
	assert.True(t, m.State().Low)
	assert.True(t, woke(map[string]any{"OnBattery": false}), "the charger")
	m.Close()
	assert.Equal(t, State{}, m.State())
}

func TestAMachineThatCannotBeAskedSaysNothing(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
	m := Open()
	assert.Equal(t, State{}, m.State())
	m.Close()
}
