// Package durable writes files so that a power cut leaves either the old file or the new one, never a mixture and never
// nothing. Use it for every file that is not a SQLite database: key files, batches on a stick, exports, settings.
//
// Write makes a temporary file in the same folder, writes it, syncs it, renames it over the target and syncs the folder.
// When it returns nil, the new content survives a power cut on any disk that keeps its promise about flushing. When it
// returns an error, the target is the old file or, if only the last step (syncing the folder) failed, perhaps already the
// new one: callers that must know read the file again. Doing the same write twice is harmless.
//
// A kill between the first and the last step leaves a file whose name begins with TempPrefix. Whoever lists a folder
// skips such names (IsTemp); whoever owns a folder may remove them when nobody is writing there.
//
// The operations are those of an FS. OS is the real one. Tests hand in one that fails, fills up or is pulled out after
// the n-th operation; Disk does the durable steps on whichever it was given.
//
// The package knows nothing about what is in the files.
//
// BUG: Windows has no call to sync a folder. There the rename is asked to be written through
// (MOVEFILE_WRITE_THROUGH), which NTFS honours and FAT and network shares may not.
//
// BUG: file systems that cannot sync a folder (some FUSE and SMB mounts) answer EINVAL or ENOTSUP. That is taken as
// "nothing to do", because no caller could do anything better.
package durable
