package machine

import (
	"context"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is what is asked of the system's bus.
type bus interface {
	// get returns a property; false when nobody says it.
	get(dest, path, iface, property string) (any, bool)
	// changes is sent to when something that was subscribed to may have changed.
	changes() <-chan struct{}
	close()
}

// Names on the bus.
const (
	power       = "org.freedesktop.UPower"
	powerPath   = "/org/freedesktop/UPower"
	batteryPath = "/org/freedesktop/UPower/devices/DisplayDevice"
	batteryFace = "org.freedesktop.UPower.Device"
	network     = "org.freedesktop.NetworkManager"
	networkPath = "/org/freedesktop/NetworkManager"
)

// What they say, as their documentation numbers it.
const (
	warningLow      = uint32(3) // UPower: low, critical, action
	meteredYes      = uint32(1)
	meteredGuessYes = uint32(3)
	connectedSite   = uint32(60)
)

func (m *Machine) watch() (close func()) {
	b, err := systemBus()
	if err != nil {
		return func() {}
	}
	return m.listen(b)
}

// listen asks b now and whenever it says that something changed.
func (m *Machine) listen(b bus) (close func()) {
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		was := m.ask(b, 0, true)
		for {
			select {
			case <-ctx.Done():
				return
			case <-b.changes():
				was = m.ask(b, was, false)
			}
		}
	})
	return func() { stop(); b.close(); done.Wait() }
}

// ask reads everything once and returns how connected the machine is. The first
// answer is no news: nobody waits for it to wake up.
func (m *Machine) ask(b bus, was uint32, first bool) (connected uint32) {
	var s State
	if on, _ := word[bool](b, power, powerPath, power, "OnBattery"); on {
		level, _ := word[uint32](b, power, batteryPath, batteryFace, "WarningLevel")
		percent, said := word[float64](b, power, batteryPath, batteryFace, "Percentage")
		present, _ := word[bool](b, power, batteryPath, batteryFace, "IsPresent")
		s.Low = level >= warningLow || said && present && percent < LowPercent
	}
	meter, _ := word[uint32](b, network, networkPath, network, "Metered")
	s.Metered = meter == meteredYes || meter == meteredGuessYes
	connected, _ = word[uint32](b, network, networkPath, network, "State")
	m.is(s, !first && connected >= connectedSite && connected > was)
	return connected
}

func word[T any](b bus, dest, path, iface, property string) (v T, ok bool) {
	a, ok := b.get(dest, path, iface, property)
	if !ok {
		return v, false
	}
	v, ok = a.(T)
	return v, ok
}

// answerWithin is how long the bus may take for one answer.
const answerWithin = 2 * time.Second

type realBus struct {
	conn    *dbus.Conn
	changed chan struct{}
}

func systemBus() (*realBus, error) {
	conn, err := dbus.ConnectSystemBus()
	if err != nil {
		return nil, err
	}
	b := &realBus{conn, make(chan struct{}, 1)}
	for _, path := range []dbus.ObjectPath{powerPath, batteryPath, networkPath} {
		err := conn.AddMatchSignal(dbus.WithMatchObjectPath(path), dbus.WithMatchInterface("org.freedesktop.DBus.Properties"), dbus.WithMatchMember("PropertiesChanged"))
		if err != nil {
			conn.Close()
			return nil, err
		}
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go func() { // ends when the connection is closed, which closes the channel
		for range signals {
			select {
			case b.changed <- struct{}{}:
			default: // it is going to be asked anyway
			}
		}
	}()
	return b, nil
}

func (b *realBus) get(dest, path, iface, property string) (any, bool) {
	ctx, stop := context.WithTimeout(context.Background(), answerWithin)
	defer stop()
	var v dbus.Variant
	// Nobody is started to be asked: a machine without UPower has none.
	call := b.conn.Object(dest, dbus.ObjectPath(path)).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, iface, property)
	if call.Store(&v) != nil {
		return nil, false
	}
	return v.Value(), true
}

func (b *realBus) changes() <-chan struct{} { return b.changed }
func (b *realBus) close()                   { _ = b.conn.Close() } // nothing is lost with it
