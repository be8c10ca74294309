//go:build unix

package reload

import (
	"io/fs"
	"syscall"
)

// inode tells a file that was put in the place of another from that one.
func inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ino
	}
	return 0
}
