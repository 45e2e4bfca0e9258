package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// Standby makes a copy of the cluster that follows it, and has the cluster commit
// nothing from then on that the copy has not on its disk.
func (c *Cluster) Standby(ctx context.Context) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	s, err := made(bin, "pg_basebackup", "-h", c.dir, "-R", "-X", "stream", "-c", "fast")
	if err != nil {
		return nil, err
	}
	if err := s.serve(bin, nil); err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		return nil, fmt.Errorf("connect to the primary: %w", err)
	}
	defer conn.Close(ctx)
	for _, q := range []string{"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return nil, fmt.Errorf("make the standby synchronous: %w", err)
		}
	}
	return s, nil
}

// Promote makes a standby the primary, and waits until it is. It waits for no copy of
// its own.
func (c *Cluster) Promote(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		return fmt.Errorf("connect to the standby: %w", err)
	}
	defer conn.Close(ctx)
	var done bool
	err = conn.QueryRow(ctx, "SELECT pg_promote(true, 60)").Scan(&done)
	if err == nil && !done {
		err = errors.New("it is none after a minute")
	}
	if err != nil {
		return fmt.Errorf("promote the standby: %w", err)
	}
	return nil
}

// Either returns the URL of whichever of a cluster and its standby can be written to,
// leading into a schema of the cluster.
func (c *Cluster) Either(standby *Cluster, schema string) string {
	return "postgres://hub@/postgres?host=" + url.QueryEscape(c.dir+","+standby.dir) + "&target_session_attrs=read-write&search_path=" + schema
}
