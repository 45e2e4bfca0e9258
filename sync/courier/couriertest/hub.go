package couriertest

import (
	"encoding/binary"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Door is the hub's HTTP door with a folder behind it in place of a hub. It answers
// with the files in the sender's folder as they are, damaged or not: a courier must
// not rely on the other end.
type Door struct {
	Folder    courier.Folder
	Statement []byte
}

func (d Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET " + courier.HubPath:
		w.Header().Set("Content-Type", courier.HubType)
		_, _ = w.Write(d.Statement)
	case "POST " + courier.ExchangePath:
		d.exchange(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (d Door) exchange(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return // the line broke: there is nobody to answer
	}
	s, err := batch.Inspect(data)
	if err != nil || r.Header.Get("Content-Type") != courier.BatchType {
		http.Error(w, "not a batch", http.StatusBadRequest)
		return
	}
	if take := Exchange(r.Context(), d.Folder, s.Header.To, s); take.Err != nil {
		http.Error(w, "cannot keep it", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", courier.BatchType)
	dir := filepath.Join(d.Folder.Dir, s.Header.From.String())
	files, err := os.ReadDir(dir)
	if err != nil {
		return // nothing for the sender
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".batch") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return
		}
		_, _ = w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
		_, _ = w.Write(data)
	}
}
