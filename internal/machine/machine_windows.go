package machine

import (
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	getPower     = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetSystemPowerStatus")
	createObject = windows.NewLazySystemDLL("ole32.dll").NewProc("CoCreateInstance")
	addrChange   = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("NotifyAddrChange")
)

// powerStatus is Windows' SYSTEM_POWER_STATUS.
type powerStatus struct {
	line, flag, percent, saver byte
	left, full                 uint32
}

const (
	onBattery      = 0
	batteryLow     = 2 | 4 // low, critical
	batteryNone    = 128   // of flag
	batteryUnknown = 255   // of flag and percent
	askEvery       = 30 * time.Second
)

// The network list: its cost is a set of bits, of which these mean a meter.
var (
	networkList = windows.GUID{Data1: 0xDCB00C01, Data2: 0x570F, Data3: 0x4A9B, Data4: [8]byte{0x8D, 0x69, 0x19, 0x9F, 0xDB, 0xA5, 0x72, 0x3B}}
	costFace    = windows.GUID{Data1: 0xDCB00008, Data2: 0x570F, Data3: 0x4A9B, Data4: [8]byte{0x8D, 0x69, 0x19, 0x9F, 0xDB, 0xA5, 0x72, 0x3B}}
)

const (
	costFixed, costVariable  = 0x2, 0x4
	costOver, costRoaming    = 0x10000, 0x40000
	contextAll               = 0x17
	methodRelease, methodGet = 2, 3
)

// watch asks now and then: Windows tells of a change of addresses, and of nothing else
// without a window.
func (m *Machine) watch() (close func()) {
	ended, changed := make(chan struct{}), make(chan struct{}, 1)
	go func() { // blocks in the system until the process ends
		for {
			if r, _, _ := addrChange.Call(0, 0); r != 0 {
				return
			}
			select {
			case <-ended:
				return
			case changed <- struct{}{}:
			default:
			}
		}
	}()
	var done sync.WaitGroup
	done.Go(func() {
		runtime.LockOSThread() // COM is a thread's
		if windows.CoInitializeEx(0, windows.COINIT_MULTITHREADED) == nil {
			defer windows.CoUninitialize()
		}
		tick := time.NewTicker(askEvery)
		defer tick.Stop()
		up := false
		for {
			m.is(State{Low: low(), Metered: metered()}, up)
			select {
			case <-ended:
				return
			case <-tick.C:
				up = false
			case <-changed:
				up = true
			}
		}
	})
	return func() { shut(ended); done.Wait() }
}

func shut(c chan struct{}) { close(c) }

func low() bool {
	var s powerStatus
	if ok, _, _ := getPower.Call(uintptr(unsafe.Pointer(&s))); ok == 0 || s.line != onBattery || s.flag == batteryUnknown || s.flag&batteryNone != 0 {
		return false
	}
	return s.flag&batteryLow != 0 || s.percent != batteryUnknown && s.percent < LowPercent
}

// metered asks INetworkCostManager for what the line costs.
func metered() bool {
	var object *struct{ methods *[4]uintptr }
	r, _, _ := createObject.Call(uintptr(unsafe.Pointer(&networkList)), 0, contextAll, uintptr(unsafe.Pointer(&costFace)), uintptr(unsafe.Pointer(&object)))
	if int32(r) < 0 || object == nil {
		return false
	}
	defer func() { _, _, _ = syscall.SyscallN(object.methods[methodRelease], uintptr(unsafe.Pointer(object))) }()
	var cost uint32
	if r, _, _ := syscall.SyscallN(object.methods[methodGet], uintptr(unsafe.Pointer(object)), uintptr(unsafe.Pointer(&cost)), 0); int32(r) < 0 {
		return false
	}
	return cost&(costFixed|costVariable|costOver|costRoaming) != 0
}
