package casetest_test

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
)

func encode(t *testing.T, acts []casework.Act) [][]byte {
	var out [][]byte
	for _, a := range acts {
		b, err := casework.EncodeChanges(a.Changes)
		require.NoError(t, err)
		out = append(out, b)
	}
	return out
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	sum := func(n int) (out [][32]byte) {
		for _, m := range casetest.Cases(7, n)[:20] {
			h := sha256.New()
			for _, b := range encode(t, m.Acts) {
				h.Write(b)
			}
			out = append(out, [32]byte(h.Sum(nil)))
		}
		return out
	}
	assert.Equal(t, sum(20), sum(40))
	assert.NotEqual(t, encode(t, casetest.Cases(7, 1)[0].Acts), encode(t, casetest.Cases(8, 1)[0].Acts))
}

func TestThreeHundredCasesOfManyNationsInTheirScripts(t *testing.T) {
	cases := casetest.Cases(1, 300)
	nations, scripts, subjects := map[string]bool{}, map[string]bool{}, map[casework.Subject]bool{}
	for _, m := range cases {
		s := casework.SummaryOf(m.State(), casetest.Start)
		for _, n := range s.Nationalities {
			nations[n] = true
		}
		assert.False(t, subjects[m.Case])
		subjects[m.Case] = true
		for _, c := range m.Changes {
			for _, v := range c.Body {
				for name, table := range map[string]*unicode.RangeTable{
					"Arabic": unicode.Arabic, "Ethiopic": unicode.Ethiopic, "Georgian": unicode.Georgian, "Cyrillic": unicode.Cyrillic, "Bengali": unicode.Bengali, "Latin": unicode.Latin,
				} {
					if !scripts[name] && strings.ContainsFunc(string(v), func(r rune) bool { return unicode.Is(table, r) }) {
						scripts[name] = true
					}
				}
			}
		}
	}
	assert.GreaterOrEqual(t, len(nations), 12)
	assert.Len(t, scripts, 6)
}

func TestSpecialCases(t *testing.T) {
	by := map[string]casetest.Made{}
	for _, m := range casetest.Cases(1, 7) {
		by[m.Name] = m
	}
	assert.Len(t, casework.CaseOf(by[casetest.Household].State()).Members, 9)

	pseudonymous := casework.SummaryOf(by[casetest.Pseudonymous].State(), casetest.Start)
	assert.True(t, pseudonymous.Pseudonymous)
	assert.Empty(t, pseudonymous.Native)

	var longest int
	for _, s := range casework.CaseOf(by[casetest.LongNote].State()).Sessions {
		longest = max(longest, len(strings.Fields(s.Said)))
	}
	assert.GreaterOrEqual(t, longest, 4000)

	require.NotEmpty(t, by[casetest.Conflict].State().Conflicts())
	assert.True(t, casework.SummaryOf(by[casetest.Minor].State(), casetest.Start).Minor)
}

// Every change is one that the hub would accept, in the order of its making.
func TestEveryChangeIsAcceptedByTheJudge(t *testing.T) {
	w := casetest.Staff()
	for _, m := range w.Cases(3, 60) {
		seen := casework.Memory{}
		for _, a := range m.Acts {
			b, err := casework.EncodeChanges(a.Changes)
			require.NoError(t, err)
			first := a.Changes[0]
			back, err := casework.DecodeChanges(b, casework.Envelope{Subject: a.Subject, By: first.By, Device: first.Device})
			require.NoError(t, err)
			require.Len(t, back, len(a.Changes))
			assert.Equal(t, casework.CircleOf(a.Class, casework.Policy{}), a.Circle)
			for _, c := range back {
				author, ok := w.Find(c.By)
				require.True(t, ok)
				root, err := seen.Item(t.Context(), c.Subject, casework.RootKey(c.Subject.Kind))
				require.NoError(t, err)
				v := casework.Judge(casework.Hearing{Change: c, Class: a.Class, Root: root, Author: author.Staff, AuthorKnown: true})
				require.Equal(t, casework.Accepted, v.Ruling, "%s %v %v", c.Kind, v.Reason, v.Flag)
				seen.Apply(c)
			}
		}
		for s, want := range m.States {
			require.True(t, casework.Alike(want, seen[s], nil))
		}
	}
}

func TestStaffComeBackFromTheirChanges(t *testing.T) {
	w, mem := casetest.Staff(), casework.Memory{}
	for _, a := range w.Acts {
		mem.Apply(a.Changes...)
	}
	for _, p := range w.Everybody() {
		got := casework.StaffOf(mem[casework.Subject{Kind: casework.SubjectStaff, ID: p.ID}])
		assert.ElementsMatch(t, p.Countries, got.Countries)
		got.Countries = p.Countries
		assert.Equal(t, p.Staff, got)
	}
}

func BenchmarkCases(b *testing.B) {
	start := time.Now()
	n := 0
	for b.Loop() {
		n += len(casetest.Cases(1, 100))
	}
	b.ReportMetric(float64(n)/time.Since(start).Seconds(), "cases/s")
}
