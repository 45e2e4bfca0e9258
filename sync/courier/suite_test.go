package courier_test

import (
	"crypto/x509"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/courier/couriertest"
)

func TestFolderKeepsItsPromises(t *testing.T) {
	couriertest.Run(t, func(t *testing.T) couriertest.Ends {
		f := courier.Folder{Dir: t.TempDir()}
		return couriertest.Ends{Device: f, Hub: f, Put: put(f.Dir)}
	})
}

func TestWebKeepsItsPromises(t *testing.T) {
	for name, tls := range map[string]bool{"http on this machine": false, "https with a pinned certificate": true} {
		t.Run(name, func(t *testing.T) {
			couriertest.Run(t, func(t *testing.T) couriertest.Ends {
				f := courier.Folder{Dir: t.TempDir()}
				srv := httptest.NewUnstartedServer(couriertest.Door{Folder: f})
				var o courier.WebOptions
				if tls {
					srv.EnableHTTP2 = true
					srv.StartTLS()
					o.Roots = x509.NewCertPool()
					o.Roots.AddCert(srv.Certificate())
				} else {
					srv.Start()
				}
				t.Cleanup(srv.Close)
				w, err := courier.NewWeb(srv.URL, o)
				require.NoError(t, err)
				t.Cleanup(w.Close)
				return couriertest.Ends{Device: w, Hub: f, Put: put(f.Dir)}
			})
		})
	}
}

func put(dir string) func(*testing.T, batch.NodeID, string, []byte) {
	return func(t *testing.T, to batch.NodeID, name string, data []byte) {
		dir := filepath.Join(dir, to.String())
		require.NoError(t, os.MkdirAll(dir, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
}
