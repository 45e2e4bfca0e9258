package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"waymark/internal/vault"
)

func main() {
	if err := vault.NoCoreDumps(); err != nil {
		fmt.Fprintln(os.Stderr, "hubserver: core dumps stay on:", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// errUsage is returned after what is wrong with the arguments was said.
var errUsage = errors.New("usage")

// Run is the program: it returns the process's exit code, 2 for wrong arguments.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := run(ctx, args, stdin, stdout, stderr)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(stderr, "hubserver:", err)
	return 1
}

const usage = `usage: hubserver serve -listen HOST:PORT -db FILE|postgres://...
       hubserver invite|devices|report|revoke|wipe|inspect|drop|backup|restore|recover -db ...
       hubserver keys [export OUT|open SEALED OUT|rotate] -db ...
       hubserver unit [-user U] [-dir DIR] [-- flags of serve]
       hubserver shares -from organisation.keys NAME NAME...
each with -h for its flags`

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		fmt.Fprintln(stderr, usage)
		return errUsage
	}
	switch name := args[0]; name {
	case "serve":
		return serve(ctx, args[1:], stdout, stderr)
	case "restore":
		return restore(ctx, args[1:], stdout, stderr)
	case "shares":
		return shares(args[1:], stdin, stdout, stderr)
	case "recover":
		return recoverVault(ctx, args[1:], stdin, stdout, stderr)
	case "keys":
		return keys(args[1:], stdout, stderr)
	case "wipe":
		return wipe(ctx, args[1:], stdout, stderr)
	case "unit":
		return unit(args[1:], stdout, stderr)
	case "inspect":
		return inspect(ctx, args[1:], stdout, stderr)
	default:
		if commands[name] == nil {
			fmt.Fprintln(stderr, usage)
			return errUsage
		}
		return remote(ctx, args, stdout, stderr)
	}
}

// parse reads flags and says what is wrong with them.
func parse(f *flag.FlagSet, stderr io.Writer, args []string, most int) error {
	f.SetOutput(stderr)
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	if f.NArg() != most {
		fmt.Fprintf(stderr, "%s takes %d arguments besides flags, not %d\n", f.Name(), most, f.NArg())
		return errUsage
	}
	return nil
}
