package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// memoryFlag is --memory: what everything that grows with a file takes together.
type memoryFlag struct{ bytes byteCount }

func (m *memoryFlag) add(s *pflag.FlagSet) {
	m.bytes = byteCount(defaultMemory())
	s.Var(&m.bytes, "memory", "bound on the memory for reading images, as 2GB; an image is too large only where it alone needs more (default: a quarter of the machine's)")
	s.Lookup("memory").DefValue = "" // the sentence says it
}

// limits returns the limits of one image, and makes the garbage collector keep
// to the memory.
func (m *memoryFlag) limits() raster.Limits {
	debug.SetMemoryLimit(int64(m.bytes) - int64(m.bytes)/8) // below it, since a collection takes its time
	return imageset.LimitsFor(int64(m.bytes))
}

// defaultMemory is a quarter of the machine's memory, and 1 GiB at least.
func defaultMemory() int64 { return max(machineMemory()/4, 1<<30) }

// machineMemory returns the memory that this process may have, in bytes: that of
// the machine, or of the control group where that is less; 0 where it is not
// known. Sources: proc(5); the kernel's cgroup-v2 documentation.
func machineMemory() (bytes int64) {
	text, _ := os.ReadFile("/proc/meminfo")
	if fields := strings.Fields(string(text)); len(fields) > 1 && fields[0] == "MemTotal:" {
		n, _ := strconv.ParseInt(fields[1], 10, 64)
		bytes = n << 10
	}
	text, _ = os.ReadFile("/sys/fs/cgroup/memory.max")
	if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && (bytes == 0 || n < bytes) {
		bytes = n
	}
	return bytes
}
