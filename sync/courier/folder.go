package courier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"waymark/internal/durable"
	"waymark/sync/batch"
)

// Folder is a courier that leaves batches in a folder: a USB stick, a network share,
// a telephone on a cable. It has one subfolder for each addressee. Who reads deletes
// nothing; who wrote tidies up what was receipted ([Folder.Tidy]).
type Folder struct {
	Dir      string
	Disk     durable.Disk                     // zero: the machine's own
	Free     func(dir string) (uint64, error) // bytes; nil: asks the system
	Progress Progress                         // may be nil
}

const suffix = ".batch"

// SpaceError says how much is missing. Nothing was written.
type SpaceError struct{ Need, Free uint64 } // bytes

func (e *SpaceError) Error() string {
	return fmt.Sprintf("%v: %d bytes needed, %d free", ErrNoSpace, e.Need, e.Free)
}

// Unwrap makes it an [ErrNoSpace].
func (e *SpaceError) Unwrap() error { return ErrNoSpace }

// Exchange writes out durably and then yields everything in me's subfolder. What
// could not be written does not keep it from reading.
func (f Folder) Exchange(ctx context.Context, me batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		if err := f.write(ctx, out); err != nil && !yield(batch.Sealed{}, err) {
			return
		}
		f.read(ctx, me, yield)
	}
}

func (f Folder) fs() durable.FS {
	if f.Disk.FS == nil {
		return durable.OS
	}
	return f.Disk.FS
}

// write returns an *Undelivered for the first batch that cannot be written and all
// after it: what stops one (a full or pulled stick) stops the others.
func (f Folder) write(ctx context.Context, out []batch.Sealed) error {
	if len(out) == 0 {
		return nil
	}
	if err := f.room(out); err != nil {
		return &Undelivered{ids(out), err}
	}
	for i, s := range out {
		err := ctx.Err()
		if err == nil {
			err = f.deliver(s)
		}
		if err != nil {
			return &Undelivered{ids(out[i:]), err}
		}
		f.Progress.tell(len(s.Bytes), 0)
	}
	return nil
}

// room asks for the space of all, before one is written: a stick that is full half
// way looks as if everything were on it.
func (f Folder) room(out []batch.Sealed) error {
	if _, err := f.fs().Stat(f.Dir); err != nil {
		return f.explain(err)
	}
	free := f.Free
	if free == nil {
		free = freeSpace
	}
	have, err := free(f.Dir)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil // then a full disk is noticed when it is full
	}
	if err != nil {
		return f.explain(err)
	}
	const cluster = 64 << 10 // what FAT may round up to
	var need uint64 = 2 * cluster
	for _, s := range out {
		need += (uint64(len(s.Bytes))/cluster + 1) * cluster
	}
	if need > have {
		return &SpaceError{need, have}
	}
	return nil
}

func (f Folder) deliver(s batch.Sealed) error {
	dir := filepath.Join(f.Dir, s.Header.To.String())
	path := filepath.Join(dir, s.Name())
	if old, err := f.readFile(path); err == nil && bytes.Equal(old, s.Bytes) {
		return nil
	}
	err := f.Disk.MkdirAll(dir, 0o700)
	if err == nil {
		err = f.Disk.WriteFile(path, s.Bytes, 0o600)
	}
	if err != nil {
		return f.explain(err)
	}
	return nil
}

// explain gives errors of the system the name callers know.
func (f Folder) explain(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	if _, gone := f.fs().Stat(f.Dir); errors.Is(gone, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNoFolder, err)
	}
	return err
}

func (f Folder) read(ctx context.Context, me batch.NodeID, yield func(batch.Sealed, error) bool) {
	dir := filepath.Join(f.Dir, me.String())
	files, err := f.fs().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := f.fs().Stat(f.Dir); gone == nil {
			return // nothing for me
		}
	}
	if err != nil {
		yield(batch.Sealed{}, &Skipped{"", f.explain(err)})
		return
	}
	for _, file := range files { // ReadDir sorts by name
		name := file.Name()
		if file.IsDir() || durable.IsTemp(name) || !strings.HasSuffix(name, suffix) {
			continue
		}
		if err := ctx.Err(); err != nil {
			yield(batch.Sealed{}, err)
			return
		}
		data, err := f.readFile(filepath.Join(dir, name))
		var s batch.Sealed
		if err == nil {
			s, err = take(me, data)
		} else {
			err = f.explain(err)
		}
		if err != nil {
			if !yield(batch.Sealed{}, &Skipped{name, err}) {
				return
			}
			continue
		}
		f.Progress.tell(0, len(data))
		if !yield(s, nil) {
			return
		}
	}
}

// readFile reads no more than the longest batch.
func (f Folder) readFile(path string) ([]byte, error) {
	file, err := f.fs().Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxBatch+1))
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil && len(data) > maxBatch {
		err = batch.ErrTooLarge
	}
	return data, err
}

// leftover is how old an unfinished file must be to be nobody's.
const leftover = 24 * time.Hour

// Tidy removes the batches that me wrote and that receipted reports, and unfinished
// files older than a day. It returns how many batches it removed.
func (f Folder) Tidy(ctx context.Context, me batch.NodeID, now time.Time, receipted func(batch.ID) bool) (removed int, err error) {
	dirs, err := f.fs().ReadDir(f.Dir)
	if err != nil {
		return 0, fmt.Errorf("tidy folder: %w", f.explain(err))
	}
	for _, dir := range dirs {
		if _, err := batch.ParseNodeID(dir.Name()); err != nil || !dir.IsDir() {
			continue
		}
		path := filepath.Join(f.Dir, dir.Name())
		files, err := f.fs().ReadDir(path)
		if err != nil {
			return removed, fmt.Errorf("tidy folder: %w", f.explain(err))
		}
		for _, file := range files {
			if err := ctx.Err(); err != nil {
				return removed, err
			}
			mine := writtenBy(me, file.Name(), receipted)
			if !mine && !stale(file, now) {
				continue
			}
			if err := f.Disk.Remove(filepath.Join(path, file.Name())); err != nil {
				return removed, fmt.Errorf("tidy folder: %w", f.explain(err))
			}
			if mine {
				removed++
			}
		}
	}
	return removed, nil
}

func writtenBy(me batch.NodeID, name string, receipted func(batch.ID) bool) bool {
	from, _, b, err := batch.ParseName(name)
	return err == nil && from == me && receipted(b)
}

func stale(file fs.DirEntry, now time.Time) bool {
	if !durable.IsTemp(file.Name()) {
		return false
	}
	info, err := file.Info()
	return err == nil && now.Sub(info.ModTime()) > leftover
}
