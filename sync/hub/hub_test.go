package hub_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/hub/hubtest"
	"waymark/sync/hub/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestAnEntryGoesToThoseWhoReceiveItAndBothEndsAgree(t *testing.T) {
	p := hubtest.New(t)
	anna, boss, other := p.Join(casework.Counsellor, "Berlin"), p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Bonn")
	s, opened := anna.Open()
	legal := anna.Note(s, casework.Legal)
	anna.Sync()
	boss.Sync()
	other.Sync()
	require.True(t, boss.Has(opened))
	require.True(t, boss.Has(legal))
	require.Equal(t, legal.Sum(), boss.Have[legal.ID].Sum())
	require.False(t, other.Has(opened))
	require.False(t, other.Has(legal))
	require.Empty(t, anna.Outbox)
}
