package device

import (
	"encoding/binary"
	"fmt"

	"waymark/sync/batch"
)

// Statements of the hub are kept one after the other, each after its length in two bytes.

func putStatement(b, statement []byte) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(statement))), statement...)
}

func readStatements(b []byte) (all []batch.HubStatement, err error) {
	for len(b) > 0 {
		one, rest, ok := cutStatement(b)
		if !ok {
			return nil, fmt.Errorf("read hub statements: %w", batch.ErrFormat)
		}
		s, err := batch.ParseHubStatement(one)
		if err != nil {
			return nil, fmt.Errorf("read hub statements: %w", err)
		}
		all, b = append(all, s), rest
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("read hub statements: %w", ErrNotEnrolled)
	}
	return all, nil
}

func cutStatement(b []byte) (one, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}

// firstStatements returns the first n of b, which is well formed.
func firstStatements(b []byte, n int) []byte {
	rest := b
	for range n {
		if _, r, ok := cutStatement(rest); ok {
			rest = r
		}
	}
	return b[:len(b)-len(rest)]
}
