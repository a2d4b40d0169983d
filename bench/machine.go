//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// The Debian packages of the peers, and those that are large.
var (
	packages = []string{"gcc", "libc6-dev", "libturbojpeg0-dev", "gdal-bin", "python3-gdal", "python3-rasterio", "python3-numpy",
		"python3-sklearn", "python3-pil", "python3-opencv", "python3-tifffile", "libvips-tools", "libopenjp2-tools"}
	large = []string{"python3-torch", "python3-torchvision", "otb-bin"}
)

// install fetches the packages that are missing. Where it cannot, the peers
// that need them are left out and the page says so.
func (b *bench) install() {
	want := packages
	if b.all {
		want = slices.Concat(packages, large)
	}
	want = slices.DeleteFunc(slices.Clone(want), func(p string) bool { return installed(b.ctx, p) })
	if len(want) == 0 {
		return
	}
	fmt.Fprintln(os.Stderr, "bench: installing", strings.Join(want, " "))
	if os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "bench: not root: install them yourself, or do without")
		return
	}
	_, err := output(b.ctx, "apt-get", "update")
	if err == nil {
		_, err = output(b.ctx, append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, want...)...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: going on without them:", err)
	}
}

// versions returns what is measured against, as "package version".
func (b *bench) versions() []string {
	var v []string
	for _, p := range slices.Concat(packages, large) {
		out, err := output(b.ctx, "dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", p)
		if version, ok := strings.CutPrefix(string(out), "installed "); err == nil && ok {
			v = append(v, p+" "+version)
		}
	}
	return v
}

// revision is the commit that is measured, with a star where files differ.
func (b *bench) revision() string {
	out, err := output(b.ctx, "git", "-C", b.root, "describe", "--always", "--dirty=*", "--exclude=*")
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// machine describes the processor, without names of hosts.
func machine() string {
	cpu := map[string]string{}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			k, v, _ := strings.Cut(line, ":")
			cpu[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	var kinds []string
	flags := strings.Fields(cpu["flags"])
	for _, f := range []struct{ flag, name string }{{"avx2", "AVX2"}, {"avx512bw", "AVX-512"}, {"avx512_vnni", "VNNI"}} {
		if slices.Contains(flags, f.flag) {
			kinds = append(kinds, f.name)
		}
	}
	return fmt.Sprintf("%d cores, %s, family %s model %s (%s), %s, %s/%s, %s", runtime.NumCPU(), cpu["model name"], cpu["cpu family"], cpu["model"],
		strings.Join(kinds, ", "), memorySize(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

func memorySize() string {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "memory unknown"
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "MemTotal:" {
			kB, _ := strconv.ParseFloat(f[1], 64)
			return fmt.Sprintf("%.0f GB of memory", kB*1024/1e9)
		}
	}
	return "memory unknown"
}

func distribution() string {
	text, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "Linux"
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "PRETTY_NAME="); ok {
			return strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return "Linux"
}
