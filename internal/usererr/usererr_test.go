package usererr_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/usererr"
)

func TestTheCauseGoesToTheLogAndTheKeyToThePerson(t *testing.T) {
	err := usererr.WrapData(fmt.Errorf("open key file: %w", fs.ErrNotExist), "error.vault.no_key_file", "hint.vault.no_key_file", map[string]any{"Folder": "x"})
	outer := fmt.Errorf("start: %w", err)
	require.ErrorIs(t, outer, fs.ErrNotExist)
	require.Equal(t, "start: open key file: file does not exist", outer.Error())
	e, ok := usererr.Of(outer)
	require.True(t, ok)
	require.Equal(t, "error.vault.no_key_file", e.Key)
	require.Equal(t, "hint.vault.no_key_file", e.Hint)
	require.Equal(t, "x", e.Data["Folder"])
}

func TestTheOutermostMessageWins(t *testing.T) {
	inner := usererr.Wrap(errors.New("disk full"), "error.disk_full", "")
	e, ok := usererr.Of(usererr.Wrap(inner, "error.not_recorded", "hint.free_space"))
	require.True(t, ok)
	require.Equal(t, "error.not_recorded", e.Key)
}

func TestNothingWrappedIsNothing(t *testing.T) {
	require.NoError(t, usererr.Wrap(nil, "error.x", ""))
	require.NoError(t, usererr.WrapData(nil, "error.x", "", nil))
	_, ok := usererr.Of(errors.New("plain"))
	require.False(t, ok)
	require.EqualError(t, usererr.New("error.x", ""), "error.x")
}
