package main

import (
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// unit prints a systemd unit that serves with the flags given after it, as a user of
// its own who can write nothing but the hub's folder.
func unit(args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("unit", flag.ContinueOnError)
	name := f.String("user", "waymark", "the user it runs as")
	dir := f.String("dir", "/var/lib/waymark", "the only folder it can write")
	f.SetOutput(stderr)
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	flags := f.Args()
	if len(flags) == 0 {
		flags = []string{"-listen", "127.0.0.1:8650", "-db", filepath.Join(*dir, "hub.db"), "-private", "127.0.0.1:8651", "-forwarded"}
	}
	for _, a := range append(flags, *name, *dir) {
		if strings.ContainsAny(a, "\n\"\\%$' ") {
			fmt.Fprintln(stderr, "unit: an argument that systemd would read as more than one:", a)
			return errUsage
		}
		if u, err := url.Parse(a); err == nil && hasPassword(u) {
			fmt.Fprintln(stderr, "unit: everybody on the machine reads a unit, and the password in it: use peer authentication or a .pgpass file")
			return errUsage
		}
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, unitText, program, strings.Join(flags, " "), *name, *name, *dir)
	return err
}

func hasPassword(u *url.URL) bool {
	_, set := u.User.Password()
	return set || u.Query().Has("password")
}

const unitText = `[Unit]
Description=Waymark hub
After=network-online.target postgresql.service
Wants=network-online.target

[Service]
ExecStart=%s serve %s
User=%s
Group=%s
# Answers that are being given come to their end.
KillSignal=SIGTERM
TimeoutStopSec=30
Restart=on-failure
RestartSec=2
UMask=0077
# It writes its folder and speaks to the network, and nothing else.
ReadWritePaths=%s
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
SystemCallFilter=@system-service
LimitNOFILE=65536
# Keys are in its memory.
LimitCORE=0

[Install]
WantedBy=multi-user.target
`
