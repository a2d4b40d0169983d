//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sample is one run of a process.
type sample struct {
	Wall float64 // s
	CPU  float64 // s, user and system, of the process and its reaped children
	Peak float64 // MB (10⁶ bytes), of the largest process
	Busy float64 // share of the machine's time that other processes burnt
}

// environment is added to that of every process: sidecar files of GDAL would
// answer the second run, and warnings of vips are not what is timed.
var environment = []string{"LC_ALL=C", "GDAL_PAM_ENABLED=NO", "VIPS_WARNING=0", "PYTHONDONTWRITEBYTECODE=1"}

// timed runs a command to its end and returns what it cost and printed.
func timed(ctx context.Context, args []string) (sample, []byte, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Env = append(os.Environ(), environment...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	before, begin := busyTicks(), time.Now()
	err := c.Run()
	wall := time.Since(begin).Seconds()
	after := busyTicks()
	if err != nil {
		return sample{}, nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, tail(stderr.Bytes()))
	}
	s := sample{Wall: wall, CPU: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.Peak = float64(u.Maxrss) * 1024 / 1e6
	}
	s.Busy = max(0, (float64(after-before)/100-s.CPU)/wall)
	return s, stdout.Bytes(), nil
}

// output runs a command that is not timed.
func output(ctx context.Context, args ...string) ([]byte, error) {
	_, out, err := timed(ctx, args)
	return out, err
}

func tail(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(b[max(0, len(b)-400):])
}

// busyTicks is how long all processors have been busy, in 1/100 s, or 0 where
// the kernel does not say.
func busyTicks() int64 {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(b), "\n")
	f := strings.Fields(line) // cpu user nice system idle iowait irq softirq steal …
	busy := int64(0)
	for i, v := range f {
		if i == 0 || i == 4 || i == 5 || i > 8 {
			continue
		}
		n, _ := strconv.ParseInt(v, 10, 64)
		busy += n
	}
	return busy
}
