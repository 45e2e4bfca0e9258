package casestore

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"waymark/internal/casework"
)

// manyItems in one transaction are read for search afterwards.
const manyItems = 100

// storeTerms puts an item's names, and its words unless many items changed, into the
// two indexes of search.
func (t *tx) storeTerms(no int64, it *casework.Item, fresh bool) error {
	if !fresh {
		for _, q := range []string{`DELETE FROM names WHERE rowid = ?`, `DELETE FROM words WHERE rowid = ?`} {
			if _, err := t.exec(q, no); err != nil {
				return err
			}
		}
	}
	if t.many && !named(it.Kind) {
		_, err := t.exec(`INSERT INTO unread (item) VALUES (?) ON CONFLICT DO NOTHING`, no)
		return err
	}
	return t.index(no, it)
}

// index reads an item's words; the indexes have none of it.
func (t *tx) index(no int64, it *casework.Item) error {
	var names, words []string
	for _, term := range casework.SearchText(it) {
		if term.Use == casework.Words {
			words = append(words, term.Text)
		} else {
			names = append(names, term.Text)
		}
	}
	if len(names) > 0 {
		if _, err := t.exec(`INSERT INTO names (rowid, text) VALUES (?, ?)`, no, strings.Join(names, " ")); err != nil {
			return err
		}
	}
	if len(words) > 0 {
		if _, err := t.exec(`INSERT INTO words (rowid, text) VALUES (?, ?)`, no, strings.Join(words, " ")); err != nil {
			return err
		}
	}
	return nil
}

// named reports whether items of a kind have names or numbers, which are found at once.
func named(k casework.Kind) bool {
	info := casework.KindOf(k)
	return info == nil || slices.ContainsFunc(info.Fields, func(f casework.FieldInfo) bool { return f.Use == casework.Name || f.Use == casework.Code })
}

// readWords puts the words of items into the index that were put off.
func (s *Store) readWords(ctx context.Context) error {
	for {
		var waits bool
		err := s.read(ctx, func(q *sql.Tx) error {
			return q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM unread)`).Scan(&waits)
		})
		if err != nil || !waits {
			return err
		}
		if err := s.write(ctx, (*tx).readSome); err != nil {
			return err
		}
	}
}

func (t *tx) readSome() error {
	found := map[int64]*casework.Item{}
	err := t.each(func(r *sql.Rows) error {
		var no int64
		var key casework.ItemKey
		var row sql.RawBytes
		if err := r.Scan(&no, &key.Kind, &key.ID, &row); err != nil {
			return err
		}
		it, err := casework.UnmarshalItem(key, row)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		found[no] = it
		return nil
	}, `SELECT no, kind, item, state FROM items WHERE no IN (SELECT item FROM unread LIMIT 500)`)
	if err != nil {
		return err
	}
	for no, it := range found {
		if _, err := t.exec(`DELETE FROM words WHERE rowid = ?`, no); err != nil {
			return err
		}
		if err := t.index(no, it); err != nil {
			return err
		}
	}
	_, err = t.exec(`DELETE FROM unread WHERE item IN (SELECT item FROM unread LIMIT 500)`)
	return err
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
	match := map[string]string{"names": matchOf(query), "words": matchOf(beyondOneLetter(query))}
	if match["names"] == "" {
		return nil, nil
	}
	if err := s.readWords(ctx); err != nil {
		return nil, err
	}
	var hits []Hit
	err := s.read(ctx, func(q *sql.Tx) error {
		hits = hits[:0]
		for _, index := range []string{"names", "words"} {
			if match[index] == "" {
				continue
			}
			rows, err := q.QueryContext(ctx, `SELECT i.subject_kind, i.subject, i.kind, i.item, i.day FROM
				(SELECT rowid AS no FROM `+index+` WHERE `+index+` MATCH ? ORDER BY rowid DESC LIMIT ?) f JOIN items i ON i.no = f.no`, match[index], limit)
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

// beyondOneLetter leaves out a last word of one letter: too many texts have a word
// that begins with it, and nobody looks for that.
func beyondOneLetter(query string) string {
	words := strings.Fields(casework.Normalise(query))
	if n := len(words) - 1; n >= 0 && utf8.RuneCountInString(words[n]) == 1 {
		words = words[:n]
	}
	return strings.Join(words, " ")
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
