// Package machine says what the laptop knows of its battery and its line, and when a
// line came up: so that nothing is sent on the last of a battery or over a line that
// somebody pays for by the byte, and what waits goes at once when it can.
//
//	m := machine.Open()
//	defer m.Close()
//	if s := m.State(); s.Low || s.Metered { ... wait ... }
//	for range m.Woke() { ... try again now ... }
//
// Linux is asked over D-Bus (UPower, NetworkManager), Windows by its API. Promised:
// asking never fails and never blocks; what the system does not say counts as a good
// battery and a line without a meter, because not to send is the greater danger.
//
// Refuses to know: what is to be done about it.
//
// Not solved: other systems say nothing. A telephone's line that the system takes for
// an ordinary one is an ordinary one.
package machine

import "sync"

// State is how the machine is now. The zero value is that of one that says nothing.
type State struct {
	Low     bool // it runs on a battery that is nearly empty
	Metered bool // what goes over the line costs money
}

// LowPercent is how full a battery is that counts as nearly empty, where the system
// has no word for it.
const LowPercent = 12

// Machine watches this machine. Make it with [Open].
type Machine struct {
	mu    sync.Mutex
	state State
	woke  chan struct{}
	close func()
}

// Open begins to watch. It does not fail: a system that cannot be asked says nothing.
func Open() *Machine {
	m := newMachine()
	m.close = m.watch()
	return m
}

// Silent is a machine that says nothing, for a vault that sends nothing.
func Silent() *Machine { return newMachine() }

func newMachine() *Machine {
	return &Machine{woke: make(chan struct{}, 1), close: func() {}}
}

// Close ends the watching.
func (m *Machine) Close() { m.close() }

// State is what was heard last.
func (m *Machine) State() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state
}

// Woke is sent to when there may be something to gain from trying now: a line came up,
// a meter or a low battery is gone. It is never closed.
func (m *Machine) Woke() <-chan struct{} { return m.woke }

// is notes a state, and that a line came up.
func (m *Machine) is(s State, up bool) {
	m.mu.Lock()
	better := m.state.Low && !s.Low || m.state.Metered && !s.Metered
	m.state = s
	m.mu.Unlock()
	if !up && !better {
		return
	}
	select {
	case m.woke <- struct{}{}:
	default: // nobody heard the last one yet
	}
}
