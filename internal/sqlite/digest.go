package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// content is how many rows a table has and what is in them, whatever their order.
type content struct {
	rows int64
	sum  [4]uint64 // of the digests of the rows, each word by itself
}

type asker interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// digest reads every row of every table that has pages, those that search is made of included.
func digest(ctx context.Context, q asker) (map[string]content, error) {
	tables, err := q.QueryContext(ctx, "SELECT name FROM sqlite_schema WHERE type='table' AND rootpage > 0")
	if err != nil {
		return nil, err
	}
	defer tables.Close()
	all := map[string]content{}
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			return nil, err
		}
		all[name] = content{}
	}
	if err := tables.Err(); err != nil {
		return nil, err
	}
	tables.Close()
	for name := range all {
		if all[name], err = digestTable(ctx, q, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func digestTable(ctx context.Context, q asker, name string) (c content, err error) {
	rows, err := q.QueryContext(ctx, `SELECT * FROM "`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return c, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var row []byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return c, err
		}
		row = row[:0]
		for _, v := range values {
			row = appendValue(row, v)
		}
		sum := sha256.Sum256(row)
		for i := range c.sum {
			c.sum[i] += binary.LittleEndian.Uint64(sum[8*i:])
		}
		c.rows++
	}
	clear(row)
	return c, rows.Err()
}

// appendValue writes a value so that no two different rows have the same bytes.
func appendValue(row []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(row, 'n')
	case int64:
		return binary.LittleEndian.AppendUint64(append(row, 'i'), uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(row, 'f'), math.Float64bits(v))
	case string:
		return append(binary.LittleEndian.AppendUint64(append(row, 't'), uint64(len(v))), v...)
	case []byte:
		return append(binary.LittleEndian.AppendUint64(append(row, 'b'), uint64(len(v))), v...)
	}
	return fmt.Appendf(append(row, 'x'), "%T %v", v, v) // the driver gives nothing else
}
