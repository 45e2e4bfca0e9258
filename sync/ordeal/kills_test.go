package ordeal

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/sync/hub/storetest"
)

// place is where hubs are, and how many serve there.
type place struct {
	name  string
	share int // of the kills, in hundredths
	make  func(t testing.TB) ground
}

type ground struct {
	hubs     [][]string // for each hub the flags that say where it is; the first has the keys
	disaster func()     // happens once, half way; may be nil
}

func one(t testing.TB) ground {
	return ground{hubs: [][]string{{"-db", filepath.Join(t.TempDir(), "hub", "hub.db")}}}
}

// two hubs serve one database of PostgreSQL.
func two(t testing.TB, url string) ground {
	dir := t.TempDir()
	return ground{hubs: [][]string{{"-db", url, "-keys", filepath.Join(dir, "one")}, {"-db", url, "-keys", filepath.Join(dir, "two")}}}
}

// failover is PostgreSQL with a synchronous standby, which takes over when the
// primary is killed.
func failover(t testing.TB) ground {
	primary, err := storetest.Start()
	require.NoError(t, err)
	fallen := false
	t.Cleanup(func() {
		if !fallen {
			primary.Kill()
		}
	})
	_, err = primary.Schema(t.Context())
	require.NoError(t, err)
	standby, err := primary.Standby(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { standby.Kill() })
	g := two(t, primary.Either(standby, "t1"))
	g.disaster = func() {
		primary.Kill()
		fallen = true
		require.NoError(t, standby.Promote(t.Context()))
	}
	return g
}

var places = []place{
	{"sqlite", 50, one},
	{"two hubs on postgres", 30, func(t testing.TB) ground { return two(t, storetest.Postgres(t)) }},
	{"a primary that is killed", 20, failover},
}

// town is a village, the line it has, and the hubs at its other end.
type town struct {
	t        testing.TB
	r        *rand.Rand
	line     *line
	at       [][]string // where the hubs are, see ground
	hubs     []*hubProcess
	disaster func()
	dir      string // the devices' folder
	invite   string
	village  *process
	changes  int // that each device is to record by now
	devices  int
	fell     map[string]int // who was killed how often
}

func newTown(t testing.TB, p place, seed uint64) *town {
	g := p.make(t)
	v := &town{t: t, r: rand.New(rand.NewPCG(seed, 5)), line: newLine(t), at: g.hubs, disaster: g.disaster, dir: filepath.Join(t.TempDir(), "devices"),
		devices: 3, fell: map[string]int{}}
	for i, at := range v.at {
		if i > 0 {
			lend(t, v.at[0], at)
		}
		v.hubs = append(v.hubs, startHub(t, at))
	}
	v.lead()
	v.invite = lastLine(run(t, "hubserver", append([]string{"invite", "-office", "Village", "-uses", fmt.Sprint(v.devices), "-url", v.line.url()}, v.at[0]...)...))
	return v
}

// lend copies the key file of one hub to another: two that share a database are one.
func lend(t testing.TB, from, to []string) {
	source, target := from[len(from)-1], to[len(to)-1]
	require.NoError(t, os.MkdirAll(target, 0o700))
	b, err := os.ReadFile(filepath.Join(source, "hub.keys"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(target, "hub.keys"), b, 0o600))
}

// lead tells the line where the hubs are now.
func (v *town) lead() {
	var up []string
	for _, h := range v.hubs {
		up = append(up, h.address)
	}
	v.line.lead(up...)
}

func (v *town) args(more ...string) []string {
	return append([]string{"-hub", v.line.url(), "-invite", v.invite, "-dir", v.dir, "-resume",
		"-devices", fmt.Sprint(v.devices), "-size", "900", "-changes", fmt.Sprint(v.changes)}, more...)
}

// live starts the village if it does not run, with more to record than it has.
func (v *town) live() {
	v.changes += 4 + v.r.IntN(20)
	v.village = start(v.t, "village", v.args("-compare=false")...)
}

// killHub kills one hub and starts it again.
func (v *town) killHub() {
	i := v.r.IntN(len(v.hubs))
	v.hubs[i].kill()
	v.fell["hub"]++
	v.hubs[i] = startHub(v.t, v.at[i])
	v.lead()
}

// killVillage kills all devices and starts them again.
func (v *town) killVillage() {
	v.village.kill()
	v.fell["village"]++
	v.live()
}

var weathers = []weather{
	{},
	{delay: 10 * time.Millisecond},
	{cut: 200 << 10, some: true},
	{cut: 40 << 10, some: true, delay: time.Millisecond},
	{rate: 400 << 10, delay: 5 * time.Millisecond},
}

// suffer lets somebody be killed every moment until there were so many kills.
func (v *town) suffer(kills int) {
	v.live()
	for n := 0; n < kills; {
		moment := time.NewTimer(time.Duration(30+v.r.IntN(500)) * time.Millisecond)
		select {
		case <-moment.C:
		case <-v.village.gone:
			moment.Stop()
			require.NoError(v.t, v.village.err, "a village that nobody killed gave up: %s", v.village.log)
			v.live()
			continue
		}
		if v.disaster != nil && n >= kills/2 {
			v.disaster()
			v.disaster = nil
			v.fell["primary"]++
			n++
		}
		v.line.becomes(weathers[v.r.IntN(len(weathers))])
		switch k := v.r.IntN(10); {
		case k < 5:
			v.killHub()
			n++
		case k < 9:
			v.killVillage()
			n++
		default:
			v.line.drop()
		}
	}
}

// settle has everything arrive in good weather, and compared in full.
func (v *town) settle() error {
	v.village.kill()
	v.line.becomes(weather{})
	p := start(v.t, "village", v.args("-verify", "-compare=false")...)
	if _, err := p.wait(); err != nil {
		return fmt.Errorf("send what waits: %w\n%s", err, p.log)
	}
	// Before comparing: a second device that the hub fills from nothing is a difference.
	if said := v.report(); strings.Contains(said, "reconciled") {
		return fmt.Errorf("a hub or a device forgot what it had:\n%s", said)
	}
	p = start(v.t, "village", v.args("-verify")...)
	out, err := p.wait()
	if err != nil || !strings.Contains(lastLine(out), "verified=true") {
		return fmt.Errorf("compare: %w: %s\n%s", err, out, p.log)
	}
	v.t.Log(lastLine(out))
	return nil
}

func (v *town) report() string {
	return run(v.t, "hubserver", append([]string{"report"}, v.at[0]...)...)
}

func TestNothingAcknowledgedIsLostAndNothingDoubledByKills(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			v := newTown(t, p, seed)
			v.suffer(max(1, *killsFlag*p.share/100))
			require.NoError(t, v.settle())
			t.Logf("killed %v, %d connections", v.fell, v.line.opened.Load())
		})
	}
}

// What the checks must find out: whoever goes back to an older copy forgets what it
// had acknowledged.
func TestAnOlderCopyPutBackIsFoundOut(t *testing.T) {
	for _, row := range []struct {
		name, says string
		folder     func(v *town) string
	}{
		{"of the hub", "forgot what it had", func(v *town) string { return filepath.Dir(v.at[0][1]) }},
		{"of a device", "were acknowledged", func(v *town) string { return filepath.Join(v.dir, "device-0000", "vault") }},
	} {
		t.Run(row.name, func(t *testing.T) {
			v := newTown(t, places[0], 1)
			image := filepath.Join(t.TempDir(), "image")
			// Twice something is recorded and sent, and then nobody runs.
			for i, do := range []func(){
				func() { require.NoError(t, os.CopyFS(image, os.DirFS(row.folder(v)))) },
				func() {
					require.NoError(t, os.RemoveAll(row.folder(v)))
					require.NoError(t, os.CopyFS(row.folder(v), os.DirFS(image)))
				},
			} {
				v.live()
				_, err := v.village.wait()
				require.NoError(t, err, "%d: %s", i, v.village.log)
				v.hubs[0].stop() // a socket is no file to copy
				do()
				v.hubs[0] = startHub(t, v.at[0])
				v.lead()
			}
			require.ErrorContains(t, v.settle(), row.says)
		})
	}
}
