package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// hub is a running hubserver.
type hub struct {
	db, url string
	server  *exec.Cmd
}

func startHub(dir string) *hub {
	h := &hub{db: filepath.Join(dir, "hub.db")}
	must(os.MkdirAll(dir, 0o700), "make the hub's folder")
	must(os.MkdirAll(pictures, 0o755), "make folder")
	log, err := os.Create(filepath.Join(pictures, "hub.log"))
	must(err, "open log")
	defer log.Close()
	h.server = exec.Command(hubserver, "serve", "-listen", "127.0.0.1:0", "-db", h.db, "-v")
	h.server.Stderr = log
	out, err := h.server.StdoutPipe()
	must(err, "listen to the hub")
	must(bound(h.server), "start the hub")
	line, err := bufio.NewReader(out).ReadString('\n')
	must(err, "read where the hub listens")
	h.url = strings.TrimSpace(strings.TrimPrefix(line, "listening "))
	socket := filepath.Join(dir, "hub.sock")
	wait("the hub's socket", func() bool { _, err := os.Stat(socket); return err == nil })
	return h
}

// ask runs one of hubserver's commands and returns the last line of what it says.
func (h *hub) ask(command string, args ...string) string {
	c := exec.Command(hubserver, append([]string{command, "-db", h.db}, args...)...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	must(err, "hubserver "+command)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

func (h *hub) stop() {
	h.server.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { h.server.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		h.server.Process.Kill()
	}
}
