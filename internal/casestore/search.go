package casestore

import (
	"context"
	"database/sql"
	"strings"

	"waymark/internal/casework"
)

// storeTerms puts an item's words into the two indexes of search.
func (t *tx) storeTerms(no int64, it *casework.Item, fresh bool) error {
	var names, words []string
	for _, term := range casework.SearchText(it) {
		if term.Use == casework.Words {
			words = append(words, term.Text)
		} else {
			names = append(names, term.Text)
		}
	}
	for _, index := range []struct {
		terms        []string
		remove, keep string
	}{
		{names, `DELETE FROM names WHERE rowid = ?`, `INSERT INTO names (rowid, text) VALUES (?, ?)`},
		{words, `DELETE FROM words WHERE rowid = ?`, `INSERT INTO words (rowid, text) VALUES (?, ?)`},
	} {
		if !fresh {
			if _, err := t.exec(index.remove, no); err != nil {
				return err
			}
		}
		if len(index.terms) > 0 {
			if _, err := t.exec(index.keep, no, strings.Join(index.terms, " ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// tidySearch rewrites both indexes without the rows that were removed: a removed row
// is only marked, its words stay where they were until then.
func (t *tx) tidySearch() error {
	for _, q := range []string{`INSERT INTO names (names) VALUES ('optimize')`, `INSERT INTO words (words) VALUES ('optimize')`} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// Hit is an item in which something was found.
type Hit struct {
	Subject casework.Subject
	Item    casework.ItemKey
	Name    bool   // found by a name or a number, not by words in a text
	Day     string // of the item, as 2006-01-02; empty if it has none
}

// Search finds items in which every word of query occurs, or begins a word if it is the last:
// names and numbers first, then texts, newest first, at most limit of each. The query
// is normalised as the texts were. An empty query finds nothing.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	match := matchOf(query)
	if match == "" {
		return nil, nil
	}
	var hits []Hit
	err := s.read(ctx, func(q *sql.Tx) error {
		hits = hits[:0]
		for _, index := range []string{"names", "words"} {
			rows, err := q.QueryContext(ctx, `SELECT i.subject_kind, i.subject, i.kind, i.item, i.day FROM
				(SELECT rowid AS no FROM `+index+` WHERE `+index+` MATCH ? ORDER BY rowid DESC LIMIT ?) f JOIN items i ON i.no = f.no`, match, limit)
			if err != nil {
				return err
			}
			for rows.Next() {
				h := Hit{Name: index == "names"}
				if err := rows.Scan(&h.Subject.Kind, &h.Subject.ID, &h.Item.Kind, &h.Item.ID, &h.Day); err != nil {
					rows.Close()
					return err
				}
				hits = append(hits, h)
			}
			if err := rows.Close(); err != nil {
				return err
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	return hits, err
}

// matchOf writes an FTS5 expression. Words are quoted, so nothing a person types is
// taken for an operator.
func matchOf(query string) string {
	words := strings.Fields(casework.Normalise(query))
	if len(words) == 0 {
		return ""
	}
	for i, w := range words {
		words[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
	}
	return strings.Join(words, " ") + "*"
}
