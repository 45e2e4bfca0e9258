package courier_test

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/courier/couriertest"
)

func TestWhichAddressesAreAHubs(t *testing.T) {
	for address, want := range map[string]error{
		"https://hub.example":            nil,
		"https://hub.example:8443/sync/": nil,
		" https://hub.example ":          nil,
		"http://127.0.0.1:8080":          nil,
		"http://[::1]:8080":              nil,
		"http://localhost":               nil,
		"http://hub.example":             courier.ErrPlain,
		"http://192.168.1.5:8080":        courier.ErrPlain,
		"http://localhost.example":       courier.ErrPlain,
		"http://127.0.0.1.example":       courier.ErrPlain,
		"ftp://hub.example":              courier.ErrAddress,
		"hub.example":                    courier.ErrAddress,
		"hub.example:8443":               courier.ErrAddress,
		"https://":                       courier.ErrAddress,
		"https://:8443":                  courier.ErrAddress,
		"https://name:word@hub.example":  courier.ErrAddress,
		"https://hub.example/?a=b":       courier.ErrAddress,
		"https://hub.example:port":       courier.ErrAddress,
		"":                               courier.ErrAddress,
	} {
		t.Run(address, func(t *testing.T) {
			w, err := courier.NewWeb(address, courier.WebOptions{})
			require.ErrorIs(t, err, want)
			if want == nil {
				w.Close()
			}
		})
	}
}

// serve starts a server that answers every exchange by handler.
func serve(t *testing.T, handler http.HandlerFunc) *courier.Web {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return connect(t, srv.URL, courier.WebOptions{})
}

func connect(t *testing.T, url string, o courier.WebOptions) *courier.Web {
	t.Helper()
	w, err := courier.NewWeb(url, o)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

func two(t *testing.T) []batch.Sealed {
	return []batch.Sealed{couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 100),
		couriertest.Batch(t, couriertest.Device, couriertest.Hub, 2, 100)}
}

func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }

func TestWhatAServerMayAnswerAndHowItIsCalled(t *testing.T) {
	down := couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 100)
	answer := func(kind string, b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(b)
		}
	}
	for name, row := range map[string]struct {
		handler http.HandlerFunc
		want    error
		got     int
	}{
		"a hotel's login page":  {answer("text/html", []byte("<html>Welcome, guest")), courier.ErrAnswer, 0},
		"no type":               {answer("", nil), courier.ErrAnswer, 0},
		"type with a parameter": {answer(courier.BatchType+"; v=1", framed(down.Bytes)), nil, 2},
		"a batch of 4 GiB":      {answer(courier.BatchType, []byte{0xff, 0xff, 0xff, 0xff}), courier.ErrAnswer, 0},
		"half a length":         {answer(courier.BatchType, append(framed(down.Bytes), 0, 0)), courier.ErrBroken, 1},
		"a batch cut off":       {answer(courier.BatchType, framed(down.Bytes)[:50]), courier.ErrBroken, 0},
		"redirected to another": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
		}, courier.ErrRefused, 0},
		"an error of the server's": {func(w http.ResponseWriter, r *http.Request) { http.Error(w, "x", 500) }, courier.ErrRefused, 0},
		"no content":               {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) }, courier.ErrRefused, 0},
		"the line cut in the answer": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", courier.BatchType)
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(framed(down.Bytes))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, courier.ErrBroken, 1},
		"the line cut before the answer": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, courier.ErrBroken, 0},
	} {
		t.Run(name, func(t *testing.T) {
			out := two(t)
			take := couriertest.Exchange(t.Context(), serve(t, row.handler), couriertest.Device, out...)
			assert.ErrorIs(t, take.Err, row.want)
			assert.Len(t, take.Got, row.got)
			if row.want != nil {
				assert.Equal(t, []batch.ID{out[0].Header.ID, out[1].Header.ID}, take.Undelivered)
			}
		})
	}
}

func TestARefusalSaysWhenToComeAgain(t *testing.T) {
	for after, want := range map[string]time.Duration{"7": 7 * time.Second, "": 0, "soon": 0, "-3": 0, "99999999999": 0, "9999999": 24 * time.Hour} {
		t.Run(after, func(t *testing.T) {
			w := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", after)
				w.WriteHeader(http.StatusTooManyRequests)
			})
			var refused *courier.StatusError
			take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
			require.ErrorAs(t, take.Err, &refused)
			assert.Equal(t, 429, refused.Code)
			if after != "99999999999" { // either is right
				assert.Equal(t, want, refused.After)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	w := connect(t, "http://"+address, courier.WebOptions{})
	take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
	assert.ErrorIs(t, take.Err, courier.ErrUnreachable)
	_, err = w.Hub(t.Context())
	assert.ErrorIs(t, err, courier.ErrUnreachable)
	w = connect(t, "https://hub.invalid", courier.WebOptions{})
	take = couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
	assert.ErrorIs(t, take.Err, courier.ErrUnreachable)
}

func TestACertificateThatIsNotTrusted(t *testing.T) {
	srv := httptest.NewTLSServer(couriertest.Door{Folder: courier.Folder{Dir: t.TempDir()}})
	srv.Config.ErrorLog = nil
	t.Cleanup(srv.Close)
	for name, roots := range map[string]*x509.CertPool{"by the system": nil, "by those pinned": x509.NewCertPool()} {
		t.Run(name, func(t *testing.T) {
			w := connect(t, srv.URL, courier.WebOptions{Roots: roots})
			take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
			assert.ErrorIs(t, take.Err, courier.ErrCertificate)
		})
	}
	plain := httptest.NewServer(couriertest.Door{})
	t.Cleanup(plain.Close)
	w := connect(t, strings.Replace(plain.URL, "http:", "https:", 1), courier.WebOptions{})
	take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
	assert.ErrorIs(t, take.Err, courier.ErrAnswer)
}

// TestAHubThatFallsSilent uses real time, because it is about a real line: 50 ms of
// silence while the server waits until it is let go.
func TestAHubThatFallsSilent(t *testing.T) {
	for name, begin := range map[string]func(w http.ResponseWriter){
		"before it answers": func(http.ResponseWriter) {},
		"in its answer": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", courier.BatchType)
			_, _ = w.Write([]byte{0})
			w.(http.Flusher).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				begin(w)
				<-done
			}))
			t.Cleanup(srv.Close)
			t.Cleanup(func() { close(done) })
			w := connect(t, srv.URL, courier.WebOptions{Silence: 50 * time.Millisecond})
			take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
			assert.ErrorIs(t, take.Err, courier.ErrSlow)
			assert.Len(t, take.Undelivered, 2)
		})
	}
}

func TestAListenerThatTakesItsTimeIsNotSilence(t *testing.T) {
	down := couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 2_000_000)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", courier.BatchType)
		_, _ = w.Write(framed(down.Bytes))
		_, _ = w.Write(framed(down.Bytes))
	}))
	t.Cleanup(srv.Close)
	// Long enough that a busy machine which lets nobody run for a while is not silence.
	w := connect(t, srv.URL, courier.WebOptions{Silence: 2 * time.Second})
	n := 0
	for _, err := range w.Exchange(t.Context(), couriertest.Device, two(t)[:1]) {
		require.NoError(t, err)
		if n++; n == 1 {
			<-time.After(2500 * time.Millisecond) // storing it on a slow disk
		}
	}
	assert.Equal(t, 2, n)
}

func TestCancelledInTheMiddle(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	closing := errors.New("vault is locking")
	w := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel(closing)
		<-r.Context().Done()
	})
	take := couriertest.Exchange(ctx, w, couriertest.Device, two(t)...)
	assert.ErrorIs(t, take.Err, closing)
}

func TestAKeptConnectionThatBreaksIsReplacedAndTheNextAreNotKept(t *testing.T) {
	type counter struct{}
	door := couriertest.Door{Folder: courier.Folder{Dir: t.TempDir()}}
	var cut atomic.Int32
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := r.Context().Value(counter{}).(*atomic.Int32).Add(1); n > 1 { // a kept connection
			cut.Add(1)
			panic(http.ErrAbortHandler)
		}
		door.ServeHTTP(w, r)
	}))
	srv.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, counter{}, new(atomic.Int32))
	}
	srv.Start()
	t.Cleanup(srv.Close)
	w := connect(t, srv.URL, courier.WebOptions{})
	take := couriertest.Exchange(t.Context(), w, couriertest.Device, append(two(t), two(t)...)...)
	require.NoError(t, take.Err)
	assert.Equal(t, int32(1), cut.Load(), "a kept connection was cut; after that none is kept")
}

func TestANewConnectionThatBreaksIsNotTriedAgain(t *testing.T) {
	var asked atomic.Int32
	w := serve(t, func(http.ResponseWriter, *http.Request) {
		asked.Add(1)
		panic(http.ErrAbortHandler)
	})
	take := couriertest.Exchange(t.Context(), w, couriertest.Device, two(t)...)
	require.ErrorIs(t, take.Err, courier.ErrBroken)
	assert.Equal(t, int32(1), asked.Load(), "when to try again is the caller's to say")
}

func TestAnAnswerThatLiesOrNeverEndsIsBounded(t *testing.T) {
	down := couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 1_000_000)
	w := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", courier.BatchType)
		for {
			if _, err := w.Write(framed(down.Bytes)); err != nil {
				return
			}
		}
	})
	n := 0
	var last error
	for _, err := range w.Exchange(t.Context(), couriertest.Device, two(t)[:1]) {
		n++
		last = err
	}
	assert.ErrorIs(t, last, courier.ErrAnswer)
	assert.Less(t, n, 70)

	w = serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", courier.BatchType)
		_, _ = w.Write(binary.BigEndian.AppendUint32(nil, 4<<20))
	})
	out := two(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	take := couriertest.Exchange(t.Context(), w, couriertest.Device, out[0])
	runtime.ReadMemStats(&after)
	assert.ErrorIs(t, take.Err, courier.ErrBroken)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20))
}

func TestTheHubsStatementIsFetched(t *testing.T) {
	door := couriertest.Door{Statement: []byte("waymark.hub/v1\n...")}
	w := serve(t, door.ServeHTTP)
	got, err := w.Hub(t.Context())
	require.NoError(t, err)
	assert.Equal(t, door.Statement, got)
	for name, long := range map[string]couriertest.Door{"endless": {Statement: make([]byte, 9<<10)}} {
		t.Run(name, func(t *testing.T) {
			_, err := serve(t, long.ServeHTTP).Hub(t.Context())
			assert.ErrorIs(t, err, courier.ErrAnswer)
		})
	}
	_, err = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }).Hub(t.Context())
	assert.ErrorIs(t, err, courier.ErrAnswer)
}

func TestAWebTellsItsProgress(t *testing.T) {
	var sent, received atomic.Int64
	f := courier.Folder{Dir: t.TempDir()}
	srv := httptest.NewServer(couriertest.Door{Folder: f})
	t.Cleanup(srv.Close)
	w := connect(t, srv.URL, courier.WebOptions{Progress: func(s, r int) { sent.Add(int64(s)); received.Add(int64(r)) }})
	up, down := couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 100_000), couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 50_000)
	require.NoError(t, couriertest.Exchange(t.Context(), f, couriertest.Hub, down).Err)
	require.NoError(t, couriertest.Exchange(t.Context(), w, couriertest.Device, up).Err)
	assert.Equal(t, int64(len(up.Bytes)), sent.Load())
	assert.Equal(t, int64(len(down.Bytes)+4), received.Load())
}
