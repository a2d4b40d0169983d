package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hostileInputs are small files of each format that declare each size.
func hostileInputs(t testing.TB) (list []hostileInput) {
	add := func(name string, data []byte, flags ...string) {
		list = append(list, hostileInput{name, map[string][]byte{name: data}, flags})
	}
	pair := func(name string, data []byte, header, text string) {
		list = append(list, hostileInput{name, map[string][]byte{name: data, header: []byte(text)}, nil})
	}
	tiffInputs(add)
	for _, s := range shapes {
		n := s.String()
		add("npy-"+n+".npy", append(npyOf(fmt.Sprintf("%d, %d, %d", s.h, s.w, s.bands), "|u1", false), make([]byte, 5000)...))
		add("mat-"+n+".npz", zipOf(map[string][]byte{"x.npy": npyOf(fmt.Sprintf("%d, %d, %d", s.h, s.w, s.bands), "<f8", true)}, 1<<27))
		add("idx-"+n+".idx", append(idxOf(s.bands, s.h, s.w), make([]byte, 5000)...))
		add("idx-"+n+".idx.gz", zeros(gzipped, idxOf(s.bands, s.h, s.w), 1<<27))
		add("pnm-"+n+".ppm", append(fmt.Appendf(nil, "P6 %d %d 255\n", s.w, s.h), make([]byte, 5000)...))
		add("pam-"+n+".pam", append(fmt.Appendf(nil, "P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL 255\nENDHDR\n", s.w, s.h, s.bands), make([]byte, 5000)...))
		add("ascii-"+n+".pgm", append(fmt.Appendf(nil, "P2 %d %d 255\n", s.w, s.h), bytes.Repeat([]byte("7 "), 2500)...))
		pair("ehdr-"+n+".bil", make([]byte, 5000), "ehdr-"+n+".hdr", fmt.Sprintf("NROWS %d\nNCOLS %d\nNBANDS %d\nNBITS 8\nLAYOUT BIL\n", s.h, s.w, s.bands))
		pair("envi-"+n+".img", make([]byte, 5000), "envi-"+n+".hdr", fmt.Sprintf("ENVI\nsamples = %d\nlines = %d\nbands = %d\ndata type = 1\ninterleave = bsq\nbyte order = 0\n", s.w, s.h, s.bands))
		add("j2k-"+n+".j2k", patched(t, "raster/jp2/testdata/tiles.j2k", []byte{0xff, 0x51, 0, 0x2f}, 6, slices.Concat(be.AppendUint32(nil, uint32(s.w)), be.AppendUint32(nil, uint32(s.h)))))
		add("j2k-one-tile-"+n+".j2k", patched(t, "raster/jp2/testdata/tiles.j2k", []byte{0xff, 0x51, 0, 0x2f}, 6, slices.Concat(be.AppendUint32(nil, uint32(s.w)), be.AppendUint32(nil, uint32(s.h)),
			make([]byte, 8), be.AppendUint32(nil, uint32(s.w)), be.AppendUint32(nil, uint32(s.h)))))
		if s.bands > 4 {
			continue
		}
		add("png-short-"+n+".png", pngOf(s, 2, 1000))
		add("png-"+n+".png", pngOf(s, 0, min(int64(s.w+1)*int64(s.h), 1<<27)))
		add("bmp-"+n+".bmp", bmpOf(s, 24, 0, make([]byte, 5000)))
		add("bmp-rle-"+n+".bmp", bmpOf(s, 8, 1, append(make([]byte, 1024), 0, 1)))
		if s.w > 65_535 || s.h > 65_535 {
			continue
		}
		w, h := byte(s.w>>8), byte(s.h>>8)
		add("gif-screen-"+n+".gif", gifOf(s.w, s.h, 1, 1, 1))
		add("gif-frame-"+n+".gif", gifOf(s.w, s.h, s.w, s.h, 1))
		add("jpeg-"+n+".jpg", patched(t, "testdata/photos/dress/dress-08.jpg", []byte{0xff, 0xc0, 0, 17, 8}, 5, []byte{h, byte(s.h), w, byte(s.w)}))
		add("jpeg-progressive-"+n+".jpg", []byte{0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, h, byte(s.h), w, byte(s.w), 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0xff, 0xd9})
		add("jpeg-lossless-"+n+".jpg", []byte{0xff, 0xd8, 0xff, 0xc3, 0, 11, 16, h, byte(s.h), w, byte(s.w), 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0, 0xff, 0xd9})
		add("webp-"+n+".webp", vp8l(min(s.w, 16384), min(s.h, 16384)))
		canvas := slices.Concat([]byte{0x10, 0, 0, 0}, longs(s.w - 1)[:3], longs(s.h - 1)[:3])
		add("webp-canvas-"+n+".webp", riff("VP8X", append(canvas, vp8l(2, 2)[12:]...)))
		add("dicom-"+n+".dcm", patched(t, "raster/dicom/testdata/g8.dcm", []byte{0x28, 0, 0x10, 0, 'U', 'S', 2, 0}, 8, []byte{byte(s.h), h}))
		add("nifti-"+n+".nii", append(niftiOf(s.w/2, s.h/2, s.bands), make([]byte, 5000)...))
		add("nifti-"+n+".nii.gz", zeros(gzipped, niftiOf(s.w/2, s.h/2, s.bands), 1<<27))
		add("zip-bmp-"+n+".zip", zipOf(map[string][]byte{"a.bmp": bmpOf(s, 24, 0, nil)}, min(3*int64(s.w)*int64(s.h), 300_000_000)))
	}
	add("mat-20000.mat", matOf(20_000, 20_000))
	add("mat-cube.mat", matOf(100, 100, 40_000))
	add("npy-a-million.npy", append(npyOf("900000, 1, 1", "|u1", false), make([]byte, 900_000)...), "--axes", "nhw")
	add("npz-many.npz", zipOf(manyMembers(3000, ".npy", append(npyOf("2, 2", "|u1", false), 1, 2, 3, 4)), 0))
	add("zip-many.zip", zipOf(manyMembers(5000, ".pgm", []byte("P5 1 1 255\n7")), 0))
	add("tar-many.tar", tarOf(900, []byte("P5 1 1 255\n7")))

	add("gif-frames.gif", gifOf(4, 4, 4, 4, 50_000))
	add("dicom-frames.dcm", append(patched(t, "raster/dicom/testdata/frames.dcm", []byte{0x28, 0, 0x08, 0, 'I', 'S'}, 8, []byte("99")), make([]byte, 1000)...))
	add("jpeg-segments.jpg", slices.Concat([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xfe, 0, 2}, 200_000), []byte{0xff, 0xd9}))
	add("png-profile.png", pngOf(shape{4, 4, 1}, 0, 20, append([]byte("iCCPx\x00\x00"), zeros(zlibbed, nil, 1<<29)...)))
	add("png-chunks.png", pngOf(shape{4, 4, 1}, 0, 20, slices.Repeat([][]byte{[]byte("tEXtk\x00v")}, 50_000)...))
	return list
}

func manyMembers(n int, ext string, data []byte) map[string][]byte {
	m := make(map[string][]byte)
	for i := range n {
		m[fmt.Sprintf("%06d%s", i, ext)] = data
	}
	return m
}

// above is what one file may take above the idle process.
const above = 256 << 20

// aboveThat are files that take more, and why.
var aboveThat = map[string]int64{
	"tiff-fax-20000x20000x1.tif": 448 << 20, // one strip, unpacked as a whole: 381 MB of samples
	"idx-100x100x5000.idx.gz":    384 << 20, // unpacked again for each of 16 images that are looked at, faster than garbage is taken up
}

// TestHostileFiles measures small files that declare much, each alone: it is read,
// or skipped in words, and what is allocated is bounded. Where that is more than
// the bound, since memory is allocated again and again, a process of its own
// shows how much there is at one time.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("packs gigabytes of zeros")
	}
	inputs := hostileInputs(t)
	if len(inputs) < 200 {
		t.Errorf("%d files", len(inputs))
	}
	for i, in := range inputs {
		if os.Getenv("BANDPREP_LONG") == "" && i%3 != 0 {
			continue
		}
		if only := os.Getenv("BANDPREP_ONLY"); only != "" && !strings.Contains(in.name, only) {
			continue
		}
		dir, total := t.TempDir(), 0
		for name, data := range in.files {
			if total += len(data); os.WriteFile(filepath.Join(dir, name), data, 0o644) != nil {
				t.Fatal(name)
			}
		}
		if total > 1<<20 {
			t.Errorf("%s has %d bytes", in.name, total)
		}
		args := slices.Concat([]string{"stats", "-q", "--memory", "512MB", "--workers", "2", filepath.Join(dir, in.name)}, in.flags)
		allocated := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
		metrics.Read(allocated)
		before := allocated[0].Value.Uint64()
		status, stdout, stderr := bandprep(args...)
		metrics.Read(allocated)
		took := allocated[0].Value.Uint64() - before
		if os.Getenv("BANDPREP_TRACE") != "" {
			t.Logf("%-45s %7d bytes, status %d, %5d MB allocated: %.150s", in.name, total, status, took>>20, stderr)
		}
		read := status == exitDone && strings.Contains(stdout, "image")
		refused := status == exitFailed && strings.Contains(stderr, in.name+":") || status == exitSkipped
		if !read && !refused || strings.Contains(stderr, "runtime error") || strings.Contains(stderr, "panic") {
			t.Errorf("%s: status %d\n%s%s", in.name, status, stdout, stderr)
		}
		if took > above {
			most, _, _ := peak(t, args...)
			if most -= idle(t); most > max(above, aboveThat[in.name]) {
				t.Errorf("%s: %d MB above the idle process\n%s%s", in.name, most>>20, stdout, stderr)
			} else {
				t.Logf("%s: %d MB above the idle process, %d MB allocated", in.name, most>>20, took>>20)
			}
		}
	}
}

// peakFile names, in the environment, where a process of the program writes the
// most memory that it had.
const peakFile = "BANDPREP_TEST_PEAK"

// notePeak is called by a process of the program that ends. What its parent is told
// by the system may be the parent's own.
func notePeak() {
	if name := os.Getenv(peakFile); name != "" {
		text, _ := os.ReadFile("/proc/self/status")
		_, text, _ = bytes.Cut(text, []byte("VmHWM:"))
		text, _, _ = bytes.Cut(text, []byte("kB"))
		os.WriteFile(name, bytes.TrimSpace(text), 0o644)
	}
}

// peak runs the program in a process of its own and returns the most memory that
// it had, in bytes.
func peak(t testing.TB, args ...string) (bytes int64, stdout, stderr string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("peaks are read on Linux")
	}
	name := filepath.Join(t.TempDir(), "peak")
	c := exec.Command(os.Args[0], args...)
	c.Args[0] = "bandprep"
	c.Env = append(os.Environ(), peakFile+"="+name)
	var out, err strings.Builder
	c.Stdout, c.Stderr = &out, &err
	c.Run()
	text, _ := os.ReadFile(name)
	kilobytes, failed := strconv.ParseInt(string(text), 10, 64)
	if failed != nil {
		t.Fatalf("%v: %v\n%s%s", args, failed, &out, &err)
	}
	return kilobytes << 10, out.String(), err.String()
}

// idle is the memory of a process of the program that does nothing.
func idle(t testing.TB) int64 {
	t.Helper()
	n, _, _ := peak(t, "--version")
	return n
}
