package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/hub"
	"waymark/sync/hub/httpapi"
	"waymark/sync/hub/hubtest"
)

// counting counts what the server reads from its connections.
type counting struct {
	net.Listener
	read atomic.Int64
}

func (c *counting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	return &countedConn{conn, c}, err
}

type countedConn struct {
	net.Conn
	of *counting
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.of.read.Add(int64(n))
	return n, err
}

// open serves a hub's door on loopback and returns its address.
func open(t *testing.T, p *hubtest.Place, o httpapi.Options) (address string, l *counting, stop func() error) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l = &counting{Listener: inner}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- httpapi.New(p.Hub, o).Serve(ctx, l, nil) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { require.NoError(t, stop()) })
	return inner.Addr().String(), l, stop
}

func post(t *testing.T, address string, body io.Reader) (*http.Response, string) {
	t.Helper()
	resp, err := http.Post("http://"+address+courier.ExchangePath, courier.BatchType, body)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(b)
}

func TestADeviceEnrolsAndExchangesOverHTTP(t *testing.T) {
	p := hubtest.New(t)
	address, _, _ := open(t, p, httpapi.Options{})
	web, err := courier.NewWeb("http://"+address, courier.WebOptions{})
	require.NoError(t, err)
	defer web.Close()
	inv := p.Invite(hub.Invite{Role: casework.Counsellor, Office: "Berlin"})
	statement, err := web.Hub(context.Background())
	require.NoError(t, err)
	_, err = inv.Trust(statement)
	require.NoError(t, err)
	l := hubtest.NewLaptop(p, inv)
	l.Line = over(web, l.ID)
	l.Exchange()
	require.False(t, l.Staff.IsZero())
	l.Open()
	l.Sync()
	require.Empty(t, l.Outbox)
}

func over(web *courier.Web, me batch.NodeID) func(context.Context, batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(ctx context.Context, s batch.Sealed) iter.Seq2[batch.Sealed, error] {
		return web.Exchange(ctx, me, []batch.Sealed{s})
	}
}

func TestAStrangerCostsAHeaderAndNoSeal(t *testing.T) {
	p := hubtest.New(t)
	inside := p.Join(casework.Counsellor, "Berlin")
	address, l, _ := open(t, p, httpapi.Options{})
	stranger := hubtest.NewLaptop(p, p.Invite(hub.Invite{Role: casework.Counsellor}))
	stranger.Intro, stranger.Says = nil, nil
	unknown := stranger.Pack().Bytes
	// Somebody who uses an enrolled device's name without its key.
	_, other, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	forged, err := batch.Seal(batch.Header{From: inside.ID, To: p.Hub.Node()}, batch.Content{}, other, nil)
	require.NoError(t, err)
	for name, header := range map[string][]byte{"unknown": unknown, "forged": forged.Bytes, "noise": bytes.Repeat([]byte("noise"), 2000)} {
		t.Run(name, func(t *testing.T) {
			sealed, before := p.Hub.Meter.Answers.Load(), l.read.Load()
			// It says that much follows, and sends it as long as anybody reads.
			conn, err := net.Dial("tcp", address)
			require.NoError(t, err)
			defer conn.Close()
			const much = 200 << 10 // so little that a server would swallow it to keep the connection
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: hub\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
				courier.ExchangePath, courier.BatchType, len(header)+much)
			go func() {
				_, _ = conn.Write(header)
				_, _ = conn.Write(make([]byte, much)) // ends with an error: nobody reads
			}()
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusBadRequest}, resp.StatusCode)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.Less(t, len(body), 100)
			require.LessOrEqual(t, l.read.Load()-before, int64(8<<10), "header of HTTP and of the batch, through a buffer of 4 KiB")
			require.Equal(t, sealed, p.Hub.Meter.Answers.Load(), "nothing was sealed")
		})
	}
}

func TestABatchSentAgainYieldsItsReceiptAndNoMore(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	address, _, _ := open(t, p, httpapi.Options{})
	for range 50 {
		anna.Open()
	}
	anna.Sync()
	captured := boss.Pack()
	_, whole := post(t, address, bytes.NewReader(captured.Bytes))
	require.Greater(t, len(whole), 5000, "with its turn it was answered with entries")
	resp, again := post(t, address, bytes.NewReader(captured.Bytes))
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Less(t, len(again), 1<<10)
	answer, err := batch.Inspect([]byte(again[4:]))
	require.NoError(t, err)
	require.Equal(t, []batch.ID{captured.Header.ID}, answer.Header.Receipts)
	require.Zero(t, answer.Header.Length)
	// A new batch without a turn, or with an old one, gets receipts only as well.
	for name, turn := range map[string][]byte{"none": nil, "old": boss.Turn, "another's": anna.Turn} {
		if name == "old" {
			p.Now = p.Now.Add(2 * time.Hour)
		}
		boss.Turn = turn
		_, got := post(t, address, bytes.NewReader(boss.Pack().Bytes))
		require.Less(t, len(got), 1<<10, name)
	}
}

func TestEveryBadInputHasItsOwnAnswer(t *testing.T) {
	p := hubtest.New(t)
	l := p.Join(casework.Counsellor, "Berlin")
	revoked := p.Join(casework.Counsellor, "Berlin")
	require.NoError(t, p.Hub.Revoke(context.Background(), revoked.ID, "lost"))
	address, _, _ := open(t, p, httpapi.Options{})
	seal := func(h batch.Header, c batch.Content, to *batch.Recipient) []byte {
		h.From = l.ID
		s, err := batch.Seal(h, c, l.Keys.Signing, to)
		require.NoError(t, err)
		return s.Bytes
	}
	note := batch.Content{Notes: []batch.Note{{Kind: 999, Bytes: []byte("x")}}}
	other, err := batch.NewIdentity()
	require.NoError(t, err)
	good := l.Pack().Bytes
	flipped := seal(batch.Header{To: p.Hub.Node()}, note, l.Statement.Recipient)
	flipped[len(flipped)-1] ^= 1
	cut := seal(batch.Header{To: p.Hub.Node()}, note, l.Statement.Recipient)
	newer := bytes.Replace(bytes.Clone(good), []byte("batch/v1"), []byte("batch/v2"), 1)
	uninvited := hubtest.NewLaptop(p, batch.NewInvitation(p.Keys.Trusts, "", nil))
	for _, x := range []struct {
		name   string
		bytes  []byte
		status int
		word   string
	}{
		{"nothing", nil, 400, "length"},
		{"no batch", []byte("GET / HTTP/1.1 and so on"), 400, "format"},
		{"of a newer version", newer, 501, "newer"},
		{"for another hub", seal(batch.Header{To: batch.NodeID{1}}, batch.Content{}, nil), 421, "another-hub"},
		{"sealed to another key", seal(batch.Header{To: p.Hub.Node()}, note, other.Recipient()), 422, "sealed-to-another-key"},
		{"one bit flipped", flipped, 400, "damaged"},
		{"cut off", cut[:len(cut)-10], 400, "length"},
		{"of a revoked device", revoked.Pack().Bytes, 403, "revoked"},
		{"introduced by no invitation", uninvited.Pack().Bytes, 410, "invitation"},
		{"a header larger than allowed", append([]byte("waymark.batch/v1\n\xff\xff"), make([]byte, 70_000)...), 413, "too-large"},
	} {
		t.Run(x.name, func(t *testing.T) {
			resp, body := post(t, address, bytes.NewReader(x.bytes))
			require.Equal(t, x.status, resp.StatusCode)
			require.Equal(t, x.word+"\n", body)
		})
	}
	resp, err := http.Post("http://"+address+courier.ExchangePath, "text/plain", bytes.NewReader(good))
	require.NoError(t, err)
	require.Equal(t, 415, resp.StatusCode)
	require.NoError(t, resp.Body.Close())
	resp, _ = post(t, address, bytes.NewReader(good))
	require.Equal(t, 200, resp.StatusCode, "after all that the hub still answers")
}

func TestWhoComesTooOftenIsAskedToWait(t *testing.T) {
	p := hubtest.New(t)
	p.Limits = hub.Limits{AddressRate: 0.001, AddressBurst: 5, DeviceRate: 0.001, DeviceBurst: 2}
	p.Start()
	l := p.Join(casework.Counsellor, "Berlin")
	address, _, _ := open(t, p, httpapi.Options{})
	var got []int
	for i := range 6 {
		resp, _ := post(t, address, bytes.NewReader(l.Pack().Bytes))
		got = append(got, resp.StatusCode)
		if i >= 2 {
			require.NotEmpty(t, resp.Header.Get("Retry-After"))
		}
	}
	require.Equal(t, []int{200, 200, 429, 429, 429, 429}, got)
	require.EqualValues(t, 0, p.Hub.Meter.Strangers.Load())
}

func TestStoppingLetsAnAnswerComeToItsEnd(t *testing.T) {
	p := hubtest.New(t)
	l := p.Join(casework.Counsellor, "Berlin")
	address, counted, stop := open(t, p, httpapi.Options{})
	l.Open()
	b := l.Pack().Bytes
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: hub\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", courier.ExchangePath, courier.BatchType, len(b))
	half, err := conn.Write(b[:len(b)/2])
	require.NoError(t, err)
	for counted.read.Load() < int64(half) { // until the server works on it
		runtime.Gosched()
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for { // until it takes nobody any more
		c, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		c.Close()
	}
	_, err = conn.Write(b[half:])
	require.NoError(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.Equal(t, 200, resp.StatusCode)
	_, err = io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, <-ended)
}

func TestHealthAndMetricsNameNobody(t *testing.T) {
	p := hubtest.New(t)
	l := p.Join(casework.Counsellor, "Berlin")
	l.Open()
	l.Sync()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- httpapi.New(p.Hub, httpapi.Options{}).ServePrivate(ctx, inner) }()
	get := func(path string) string {
		resp, err := http.Get("http://" + inner.Addr().String() + path)
		require.NoError(t, err)
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return string(b)
	}
	require.Equal(t, "ok\n", get("/health"))
	metrics := get("/metrics")
	require.Contains(t, metrics, "\nwaymark_hub_batches_total ")
	require.NotContains(t, metrics, "Berlin")
	require.False(t, strings.Contains(metrics, l.ID.String()))
	require.NoError(t, p.Store.Close())
	require.Contains(t, get("/health"), "does not answer")
	cancel()
	require.NoError(t, <-done)
}
