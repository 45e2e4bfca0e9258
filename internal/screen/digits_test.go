package screen_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

func TestDaysAndAmountsAreTypedInDigitsOfAnyScript(t *testing.T) {
	_, run, s := openPlan(t, casetest.Pseudonymous)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.Words.Type("aspirations", "a workshop")
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)
	for i, typed := range []struct{ amount, due string }{{"١٬٢٠٠٫٥٠", "٢٤/١١/٢٠٢٦"}, {"۱٬۲۰۰٫۵۰", "۲۴.۱۱.۲۰۲۶"}, {"১২০০.৫০", "২৪-১১-২০২৬"}, {"1200,50", "፳፬ ፲፩ ፳፻፳፮"}} {
		require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
		s.TypeLine("activity", "tools")
		s.TypeLine(screen.FieldAmount, typed.amount)
		s.TypeLine(screen.FieldCurrency, "EUR")
		s.TypeLine(screen.FieldDue, typed.due)
		assert.False(t, s.LineWrong(screen.FieldDue), typed.due)
		assert.False(t, s.LineWrong(screen.FieldAmount), typed.amount)
		require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
		run.Advance(screen.UndoTime)
		require.Nil(t, s.Line)
		require.Len(t, s.Lines(), i+1)
		for _, l := range s.Lines() {
			assert.Equal(t, casework.Amount{Minor: 120050, Currency: "EUR"}, l.Amount)
			assert.True(t, l.Due.Equal(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)), "%v", l.Due)
		}
	}
}
