package disclose_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/usererr"
)

// ledger is a log that looks, when it is written to, whether something has left already.
type ledger struct {
	acts []disclose.Act
	err  error
	left func() bool
	late bool
}

func (l *ledger) Disclosing(_ context.Context, a disclose.Act) error {
	l.late = l.late || l.left != nil && l.left()
	if l.err != nil {
		return l.err
	}
	l.acts = append(l.acts, a)
	return nil
}

var errand = disclose.Errand{About: casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{7}}, What: "handout", Reason: " asked for at the counter "}

var paper = disclose.Paper{PDF: []byte("%PDF-1.7 Musterfrau"), Pages: 2}

// office makes a printing system with these printers.
func office(t *testing.T, printers, usual string) (spool string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Fatal("printing on Windows has no commands to stand in for")
	}
	spool = t.TempDir()
	commands := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	for _, name := range []string{"lp", "lpstat"} {
		require.NoError(t, os.Symlink(self, filepath.Join(commands, name)))
	}
	require.NoError(t, os.WriteFile(filepath.Join(spool, "printers"), []byte(printers), 0o600))
	if usual != "" {
		require.NoError(t, os.WriteFile(filepath.Join(spool, "usual"), []byte(usual), 0o600))
	}
	t.Setenv("PATH", commands)
	t.Setenv(spoolEnv, spool)
	return spool
}

func gone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// words requires that err has words for a person and returns their key.
func words(t *testing.T, err error) string {
	t.Helper()
	e, ok := usererr.Of(err)
	require.True(t, ok, "%v has no words for a person", err)
	require.NotEmpty(t, e.Hint)
	require.NotContains(t, err.Error(), "Musterfrau")
	return e.Key
}

func TestPrintersAreListedByNameTheUsualOneFirst(t *testing.T) {
	ctx := context.Background()
	office(t, "Flur_2\nEmpfang\nArchiv\n", "Empfang")
	list, err := disclose.NewDoor(&ledger{}).Printers(ctx)
	require.NoError(t, err)
	require.Equal(t, []disclose.Printer{{Name: "Empfang", Usual: true}, {Name: "Flur_2"}, {Name: "Archiv"}}, list)

	office(t, "Flur_2\n", "")
	list, err = disclose.NewDoor(&ledger{}).Printers(ctx)
	require.NoError(t, err)
	require.Equal(t, []disclose.Printer{{Name: "Flur_2"}}, list)

	office(t, "", "")
	list, err = disclose.NewDoor(&ledger{}).Printers(ctx)
	require.NoError(t, err)
	require.Empty(t, list)

	t.Setenv("PATH", t.TempDir())
	_, err = disclose.NewDoor(&ledger{}).Printers(ctx)
	require.ErrorIs(t, err, disclose.ErrNoPrinting)
	require.Equal(t, "error.disclose.no_printing", words(t, err))
}

func TestPaperGoesToThePrinterAndNowhereElse(t *testing.T) {
	spool := office(t, "Empfang\n", "Empfang")
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	log := &ledger{left: func() bool { return !gone(filepath.Join(spool, "job")) }}
	err := disclose.NewDoor(log).Print(context.Background(), errand, disclose.Job{Printer: "Empfang", Fetcher: disclose.FetchedByMe, Copies: 3}, paper)
	require.NoError(t, err)
	job, err := os.ReadFile(filepath.Join(spool, "job"))
	require.NoError(t, err)
	require.Equal(t, paper.PDF, job)
	args, err := os.ReadFile(filepath.Join(spool, "args"))
	require.NoError(t, err)
	require.Equal(t, `["-d" "Empfang" "-n" "3" "-t" "Waymark"]`, string(args), "the queue shows no title")
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left, "no file of ours")

	require.False(t, log.late, "the log is written before the paper leaves")
	logged := errand
	logged.Reason = "asked for at the counter"
	require.Equal(t, []disclose.Act{{Errand: logged, Way: disclose.Printed, Where: "Empfang", Fetcher: disclose.FetchedByMe, Copies: 3, Pages: 2, Bytes: len(paper.PDF)}}, log.acts)
	require.Equal(t, "print", log.acts[0].Way.String())
	require.Equal(t, "me", log.acts[0].Fetcher.String())
}

func TestWhatIsNotPrinted(t *testing.T) {
	ctx := context.Background()
	good := disclose.Job{Printer: "Empfang", Fetcher: disclose.FetchedByPerson}
	silent := errand
	silent.Reason = " \n"
	for _, row := range []struct {
		name   string
		errand disclose.Errand
		job    disclose.Job
		paper  disclose.Paper
		log    error
		want   error
		key    string
	}{
		{"without a reason", silent, good, paper, nil, disclose.ErrNoReason, "error.disclose.no_reason"},
		{"without a fetcher", errand, disclose.Job{Printer: "Empfang"}, paper, nil, disclose.ErrNoFetcher, "error.disclose.no_fetcher"},
		{"fetched by nobody we know", errand, disclose.Job{Printer: "Empfang", Fetcher: 9}, paper, nil, disclose.ErrNoFetcher, "error.disclose.no_fetcher"},
		{"on a printer that went away", errand, disclose.Job{Printer: "Flur_2", Fetcher: disclose.FetchedByMe}, paper, nil, disclose.ErrNoPrinter, "error.disclose.no_printer"},
		{"on a printer that is an option", errand, disclose.Job{Printer: "-h evil", Fetcher: disclose.FetchedByMe}, paper, nil, disclose.ErrNoPrinter, "error.disclose.no_printer"},
		{"an empty paper", errand, good, disclose.Paper{}, nil, disclose.ErrNoPages, "error.disclose.print"},
		{"a thousand copies", errand, disclose.Job{Printer: "Empfang", Fetcher: disclose.FetchedByMe, Copies: 1000}, paper, nil, nil, "error.disclose.print"},
		{"when the log cannot be written", errand, good, paper, fs.ErrPermission, disclose.ErrNotLogged, "error.disclose.not_logged"},
	} {
		t.Run(row.name, func(t *testing.T) {
			spool := office(t, "Empfang\n", "")
			log := &ledger{err: row.log}
			err := disclose.NewDoor(log).Print(ctx, row.errand, row.job, row.paper)
			require.Error(t, err)
			if row.want != nil {
				require.ErrorIs(t, err, row.want)
			}
			require.Equal(t, row.key, words(t, err))
			require.True(t, gone(filepath.Join(spool, "job")))
			require.Empty(t, log.acts, "what did not leave is not logged")
		})
	}
	t.Run("when the printing system fails", func(t *testing.T) {
		spool := office(t, "Empfang\n", "")
		require.NoError(t, os.WriteFile(filepath.Join(spool, "jammed"), nil, 0o600))
		log := &ledger{}
		err := disclose.NewDoor(log).Print(ctx, errand, good, paper)
		require.Equal(t, "error.disclose.print", words(t, err))
		require.ErrorContains(t, err, "Unable to connect")
		require.Len(t, log.acts, 1)
	})
}

func TestSavedFilesAreLoggedWholeAndOnlyTheOwners(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, disclose.FileName("handout", time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), "pdf"))
	require.Equal(t, "waymark-handout-2026-11-22.pdf", filepath.Base(path))
	log := &ledger{left: func() bool { return !gone(path) }}
	door := disclose.NewDoor(log)
	require.NoError(t, door.Save(context.Background(), errand, disclose.Target{Path: path}, paper.PDF))
	require.False(t, log.late)
	require.Equal(t, disclose.Saved, log.acts[0].Way)
	require.Equal(t, path, log.acts[0].Where)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, paper.PDF, b)
	if runtime.GOOS != "windows" {
		st, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), st.Mode().Perm())
	}
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, list, 1, "nothing half written stays")
}

func TestWhatIsNotSaved(t *testing.T) {
	ctx := context.Background()
	cloud := filepath.Join(t.TempDir(), "Nextcloud", "Beratung")
	require.NoError(t, os.MkdirAll(cloud, 0o700))
	plain := t.TempDir()
	silent := errand
	silent.Reason = ""
	for _, row := range []struct {
		name   string
		errand disclose.Errand
		to     disclose.Target
		log    error
		want   error
		key    string
		logged int
	}{
		{"without a reason", silent, disclose.Target{Path: filepath.Join(plain, "a.pdf")}, nil, disclose.ErrNoReason, "error.disclose.no_reason", 0},
		{"into a cloud", errand, disclose.Target{Path: filepath.Join(cloud, "a.pdf")}, nil, disclose.ErrTravels, "error.disclose.synced", 0},
		{"when the log cannot be written", errand, disclose.Target{Path: filepath.Join(plain, "a.pdf")}, fs.ErrPermission, disclose.ErrNotLogged, "error.disclose.not_logged", 0},
		{"onto a stick that was pulled out", errand, disclose.Target{Path: filepath.Join(plain, "gone", "a.pdf")}, nil, fs.ErrNotExist, "error.disclose.save", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			log := &ledger{err: row.log}
			err := disclose.NewDoor(log).Save(ctx, row.errand, row.to, paper.PDF)
			require.ErrorIs(t, err, row.want)
			require.Equal(t, row.key, words(t, err))
			require.True(t, gone(row.to.Path))
			require.Len(t, log.acts, row.logged)
		})
	}
	t.Run("into a cloud, by somebody who knows", func(t *testing.T) {
		log := &ledger{}
		to := disclose.Target{Path: filepath.Join(cloud, "a.pdf"), Travels: true}
		require.NoError(t, disclose.NewDoor(log).Save(ctx, errand, to, paper.PDF))
		require.False(t, gone(to.Path))
		require.Len(t, log.acts, 1)
	})
}
