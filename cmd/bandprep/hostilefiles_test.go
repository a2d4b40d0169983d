package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// hostileInput is files of less than a megabyte together, the first of which is
// the input of a command, that say of themselves to be large.
type hostileInput struct {
	name  string
	files map[string][]byte
	flags []string
}

// shape is a size that a file declares.
type shape struct{ w, h, bands int }

func (s shape) String() string { return fmt.Sprintf("%dx%dx%d", s.w, s.h, s.bands) }

// shapes are what headers of 32 bits may say: rows and columns without end, planes
// of a tenth, one and many gigapixels, thousands of bands.
var shapes = []shape{
	{10_000, 10_000, 1}, {20_000, 20_000, 3}, {65_535, 65_535, 3}, {1 << 20, 1 << 16, 1},
	{1<<31 - 1, 1, 1}, {1, 1<<31 - 1, 1}, {1<<31 - 1, 1<<31 - 1, 4}, {100, 100, 5000}, {1, 1, 60_000},
}

var (
	le = binary.LittleEndian
	be = binary.BigEndian
)

// zeros returns n zero bytes as packed by the writer that pack makes; the packed
// bytes of a megabyte stand for many.
func zeros(pack func(io.Writer) io.WriteCloser, head []byte, n int64) []byte {
	var b bytes.Buffer
	w := pack(&b)
	w.Write(head)
	block := make([]byte, 1<<20)
	for ; n > 0; n -= int64(len(block)) {
		w.Write(block[:min(n, int64(len(block)))])
	}
	w.Close()
	return b.Bytes()
}

func zlibbed(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func gzipped(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

// tiffField is a field of a directory: values as shorts (type 3) or longs (4), or
// bytes of another type.
type tiffField struct {
	tag, kind, count int
	data             []byte
}

func longs(v ...int) (b []byte) {
	for _, x := range v {
		b = le.AppendUint32(b, uint32(x))
	}
	return b
}

func repeated(n, v int) (b []byte) { return bytes.Repeat(longs(v), n) }

// tiffOf writes directories one after the other; what stands at the beginning of
// the file is at offset 8.
func tiffOf(data []byte, directories ...[]tiffField) []byte {
	out := append([]byte("II*\x00\x00\x00\x00\x00"), data...)
	link := 4
	for _, fields := range directories {
		for i := range fields {
			if f := &fields[i]; len(f.data) > 4 {
				at := len(out)
				out = append(out, f.data...)
				f.data = longs(at)
			}
		}
		out = append(out, make([]byte, len(out)&1)...)
		le.PutUint32(out[link:], uint32(len(out)))
		out = le.AppendUint16(out, uint16(len(fields)))
		for _, f := range fields {
			out = le.AppendUint16(le.AppendUint16(out, uint16(f.tag)), uint16(f.kind))
			out = append(le.AppendUint32(out, uint32(f.count)), f.data...)
			out = append(out, make([]byte, 4-len(f.data))...)
		}
		link = len(out)
		out = append(out, 0, 0, 0, 0)
	}
	return out
}

// tiffDirectory describes an image in blocks of so many rows, or tiles of so many
// rows and columns, all of which lie at the beginning of the file.
func tiffDirectory(s shape, compression, bits, tile, rows, size, entries int) []tiffField {
	long := func(tag, v int) tiffField { return tiffField{tag, 4, 1, longs(v)} }
	d := []tiffField{long(256, s.w), long(257, s.h), {258, 3, 1, longs(bits)}, long(259, compression), {262, 3, 1, longs(1)}}
	at := 8
	if size == 0 {
		at = 0
	}
	offsets, counts := tiffField{273, 4, entries, repeated(entries, at)}, tiffField{279, 4, entries, repeated(entries, size)}
	if tile > 0 {
		offsets.tag, counts.tag = 324, 325
		return append(d, tiffField{277, 3, 1, longs(s.bands)}, long(322, tile), long(323, rows), offsets, counts)
	}
	return append(d, offsets, tiffField{277, 3, 1, longs(s.bands)}, long(278, rows), counts)
}

// tiffInputs are images whose blocks are short, shared or absent, by compression.
func tiffInputs(add func(name string, data []byte, flags ...string)) {
	packed := map[string]struct {
		code int
		data []byte
	}{
		"plain": {1, make([]byte, 1000)}, "lzw": {5, append([]byte{0x80, 0, 0x20, 0x30, 0x38, 0x24, 0x16}, make([]byte, 500)...)},
		"deflate": {8, zeros(zlibbed, nil, 1<<26)}, "packbits": {32773, bytes.Repeat([]byte{0x81, 0}, 500)},
		"fax": {4, bytes.Repeat([]byte{0xff}, 4000)}, "jpeg": {7, []byte{0xff, 0xd8, 0xff, 0xd9}}, "lerc": {34887, []byte("Lerc2 \x04\x00\x00\x00")},
		"zstd": {50000, []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa4, 0, 0, 0, 0x40, 0x02, 0, 0x10, 0x10, 0}}, "lzma": {34925, []byte("\xfd7zXZ\x00\x00\x04")},
		"webp": {50001, vp8l(16384, 16384)}, "absent": {8, nil},
	}
	for _, name := range slices.Sorted(maps.Keys(packed)) {
		p := packed[name]
		for _, s := range shapes[:7] {
			bits := 8
			if name == "fax" {
				bits, s.bands = 1, 1
			}
			rows := min(s.h, 1<<26/max(s.w, 1)+1)
			entries := min((s.h+rows-1)/rows, 100_000)
			add("tiff-"+name+"-"+s.String()+".tif", tiffOf(p.data, tiffDirectory(s, p.code, bits, 0, rows, len(p.data), entries)))
		}
	}
	shared := func(n int) []tiffField { return tiffDirectory(shape{1_000_000, n, 1}, 8, 8, 0, 1, 1000, n) }
	add("tiff-shared-strips.tif", tiffOf(zeros(zlibbed, nil, 1_000_000), shared(60_000)))
	add("tiff-few-shared-strips.tif", tiffOf(zeros(zlibbed, nil, 1_000_000), shared(1000)))
	add("tiff-large-tile.tif", tiffOf(nil, tiffDirectory(shape{10, 10, 3}, 8, 8, 1<<28, 1<<28, 4, 1)))
	var pages [][]tiffField
	for range 5000 {
		pages = append(pages, tiffDirectory(shape{4, 4, 1}, 1, 8, 0, 4, 16, 1))
	}
	add("tiff-5000-pages.tif", tiffOf(make([]byte, 16), pages...), "--pages", "all")
	for _, text := range []string{"ImageJ=1.53\nimages=900000\nchannels=900000\n", "ImageJ=1.53\nimages=900000\nslices=900000\n", `{"shape": [900000, 1, 1]}`,
		`<?xml version="1.0"?><OME><Image><Pixels DimensionOrder="XYCZT" SizeX="1" SizeY="1" SizeC="900000" SizeZ="1" SizeT="1" Type="uint8"><TiffData/></Pixels></Image></OME>`} {
		d := append(tiffDirectory(shape{1, 1, 1}, 1, 8, 0, 1, 1, 1)[:5], tiffField{270, 2, len(text) + 1, append([]byte(text), 0)})
		d = append(d, tiffDirectory(shape{1, 1, 1}, 1, 8, 0, 1, 1, 1)[5:]...)
		add(fmt.Sprintf("tiff-stack-%.8s-%d.tif", strings.Trim(text, "{\"<?"), len(text)), tiffOf(make([]byte, 900_000), d), "--pages", "all")
	}
	d := tiffDirectory(shape{1, 1, 1}, 1, 8, 0, 1, 1, 1)
	add("tiff-huge-field.tif", tiffOf([]byte{0}, append(d, tiffField{42112, 2, 1<<31 - 1, longs(8)})))
	add("tiff-huge-offsets.tif", tiffOf([]byte{0}, append(d[:5:5], tiffField{273, 4, 1<<31 - 1, longs(8)}, tiffField{279, 4, 1<<31 - 1, longs(8)})))
	add("tiff-deep-xml.tif", tiffOf([]byte{0}, append(d, tiffField{42112, 2, 800_000, bytes.Repeat([]byte("<a>"), 270_000)[:800_000]})))
}

// vp8l is a lossless WebP image all of whose pixels are one symbol: it needs no
// bits for them.
func vp8l(w, h int) []byte {
	size := uint32(w-1) | uint32(h-1)<<14
	return riff("VP8L", append(le.AppendUint32([]byte{0x2f}, size), 0x88, 0x88, 0x08, 0, 0, 0, 0))
}

func riff(chunk string, payload []byte) []byte {
	body := append([]byte("WEBP"+chunk), longs(len(payload))...)
	body = append(body, payload...)
	body = append(body, make([]byte, len(body)&1)...)
	return append(append([]byte("RIFF"), longs(len(body))...), body...)
}

// pngOf packs so many zero bytes as the samples of an image.
func pngOf(s shape, color byte, n int64, more ...[]byte) []byte {
	chunk := func(kind string, data []byte) []byte {
		b := append(be.AppendUint32(nil, uint32(len(data))), kind...)
		b = append(b, data...)
		return be.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	head := be.AppendUint32(be.AppendUint32(nil, uint32(s.w)), uint32(s.h))
	out = append(out, chunk("IHDR", append(head, 8, color, 0, 0, 0))...)
	for _, m := range more {
		out = append(out, chunk(string(m[:4]), m[4:])...)
	}
	out = append(out, chunk("IDAT", zeros(zlibbed, nil, n))...)
	return append(out, chunk("IEND", nil)...)
}

func gifOf(w, h, frameW, frameH, frames int) []byte {
	out := append([]byte("GIF89a"), byte(w), byte(w>>8), byte(h), byte(h>>8), 0x80, 0, 0, 0, 0, 0, 9, 9, 9)
	for range frames {
		out = append(out, 0x2c, 0, 0, 0, 0, byte(frameW), byte(frameW>>8), byte(frameH), byte(frameH>>8), 0, 2, 2, 0x4c, 1, 0)
	}
	return append(out, 0x3b)
}

func bmpOf(s shape, bits, compression int, data []byte) []byte {
	out := append([]byte("BM"), longs(54+len(data), 0, 54, 40, s.w, s.h)...)
	out = le.AppendUint16(le.AppendUint16(out, 1), uint16(bits))
	return append(append(out, longs(compression, 0, 0, 0, 0, 0)...), data...)
}

func npyOf(shape, kind string, order bool) []byte {
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", kind, map[bool]string{true: "True", false: "False"}[order], shape)
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	return append(append([]byte("\x93NUMPY\x01\x00"), byte(len(text)), byte(len(text)>>8)), text...)
}

// zipOf packs members of so many zero bytes behind a head.
func zipOf(members map[string][]byte, n int64) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, head := range members {
		w, _ := z.Create(name)
		io.Copy(w, io.MultiReader(bytes.NewReader(head), io.LimitReader(zero{}, n)))
	}
	z.Close()
	return b.Bytes()
}

type zero struct{}

func (zero) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// matOf is a compressed matrix of zero bytes.
func matOf(dims ...int) []byte {
	n := int64(1)
	for _, d := range dims {
		n *= int64(d)
	}
	body := longs(6, 8, 9, 0, 5, 4*len(dims))
	body = append(body, longs(dims...)...)
	body = append(body, make([]byte, len(body)&4)...)
	body = append(body, longs(1|2<<16, 'i'|'m'<<8, 2, int(n))...)
	element := append(longs(14, len(body)+int(n)), body...)
	packed := zeros(zlibbed, element, n)
	head := make([]byte, 124)
	copy(head, "MATLAB 5.0 MAT-file")
	head = append(head, 0, 1, 'I', 'M')
	return append(append(head, longs(15, len(packed))...), packed...)
}

func idxOf(dims ...int) []byte {
	out := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		out = be.AppendUint32(out, uint32(d))
	}
	return out
}

// niftiOf is the header of a volume of bytes.
func niftiOf(dims ...int) []byte {
	b := make([]byte, 352)
	le.PutUint32(b, 348)
	le.PutUint16(b[40:], uint16(len(dims)))
	for i, d := range dims {
		le.PutUint16(b[42+2*i:], uint16(d))
	}
	le.PutUint16(b[70:], 2)
	le.PutUint16(b[72:], 8)
	for i := range 8 {
		le.PutUint32(b[76+4*i:], 0x3f800000)
	}
	le.PutUint32(b[108:], 0x43b00000) // 352
	copy(b[344:], "n+1\x00")
	return b
}

// tarOf writes members of names with content.
func tarOf(n int, content []byte) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := range n {
		w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%06d.pgm", i), Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR})
		w.Write(content)
	}
	w.Close()
	return b.Bytes()
}

// patched returns a file of the project with bytes replaced at a place, each time
// that the pattern occurs.
func patched(t testing.TB, name string, pattern []byte, at int, with []byte) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testfile.Root(), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for from := 0; ; {
		i := bytes.Index(data[from:], pattern)
		if i < 0 {
			break
		}
		found = true
		copy(data[from+i+at:], with)
		from += i + len(pattern)
	}
	if !found {
		t.Fatalf("%s: no %x", name, pattern)
	}
	return data
}
