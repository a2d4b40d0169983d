package parts

import (
	"fmt"
	"io/fs"
	"syscall"
)

// changed tells a file that was changed, or replaced by another one, also where
// its time of modification was set back since.
func changed(info fs.FileInfo) string {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintln(st.Ino, st.Ctim.Sec, st.Ctim.Nsec)
}
