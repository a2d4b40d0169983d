package tiff

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestStacks opens files that tifffile writes in many orders of axes and
// compares every page with numpy's array. It needs python3-tifffile.
func TestStacks(t *testing.T) {
	folder := t.TempDir()
	command := exec.Command("/usr/bin/python3", "testdata/stacks.py", folder)
	var problems bytes.Buffer
	command.Stderr = &problems
	data, err := command.Output()
	if err != nil {
		t.Skipf("needs tifffile: %v: %s", err, problems.String())
	}
	var list []struct {
		File, Axes string
		Shape      [4]int // pages, bands, rows, columns
		Values     []float64
		Names      []string
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 40 {
		t.Fatalf("%d files", len(list))
	}
	for _, want := range list {
		file, err := os.ReadFile(filepath.Join(folder, want.File))
		if err != nil {
			t.Fatal(err)
		}
		per := want.Shape[1] * want.Shape[2] * want.Shape[3]
		s, err := Open(raster.Bytes(file), raster.Options{Axes: want.Axes})
		if err != nil {
			t.Errorf("%s: %v", want.File, err)
			continue
		}
		for page := range want.Shape[0] {
			direct, err := Open(raster.Bytes(file), raster.Options{Axes: want.Axes, Page: page})
			if err != nil {
				t.Errorf("%s: %v", want.File, err)
				break
			}
			again, err := s.(raster.Paged).Page(page)
			if err != nil {
				t.Errorf("%s: %v", want.File, err)
				break
			}
			for _, p := range []raster.Source{direct, again} {
				h := p.Header()
				if got := [4]int{h.Pages, len(h.Bands), h.Height, h.Width}; got != want.Shape || h.Claimed != 0 {
					t.Errorf("%s: shape %v, numpy %v; %d claimed", want.File, got, want.Shape, h.Claimed)
					break
				}
				for i, name := range want.Names {
					if h.Bands[i].Name != name {
						t.Errorf("%s: band %d is %q", want.File, i, h.Bands[i].Name)
					}
				}
				b, err := readWhole(p)
				if err != nil {
					t.Fatalf("%s: %v", want.File, err)
				}
				values := want.Values[page*per : (page+1)*per]
				checkSamples(t, want.File, b, h, values)
				w := raster.Window{X: 1, Y: 1, W: h.Width - 2, H: h.Height - 2}
				var part, cut raster.Block
				if err := p.Read(context.Background(), w, &part); err != nil {
					t.Fatalf("%s: %v", want.File, err)
				}
				cut.Crop(b, w)
				if !slices.Equal(part.U8, cut.U8) || !slices.Equal(part.U16, cut.U16) || !slices.Equal(part.F64, cut.F64) {
					t.Errorf("%s: a window differs from the whole", want.File)
				}
			}
		}
		if _, err := s.(raster.Paged).Page(want.Shape[0]); !raster.IsTyped(err) {
			t.Errorf("%s: page behind the last: %v", want.File, err)
		}
	}
}

func checkSamples(t *testing.T, file string, b *raster.Block, h raster.Header, want []float64) {
	t.Helper()
	for i := range want {
		if got := b.At(i, h.Type); got != want[i] {
			t.Errorf("%s: sample %d is %v, numpy %v", file, i, got, want[i])
			return
		}
	}
}

// stackFile is an image of 3×2 bytes whose description is text, with as many
// planes behind its first one as asked for; samples count up.
func stackFile(text string, planes int) []byte {
	build := func(at int64) []byte {
		var f tags
		f.long(tagImageWidth, 3)
		f.long(tagImageLength, 2)
		f.shorts(tagBitsPerSample, 8)
		f.ascii(tagImageDescription, text)
		f.offsets(tagStripOffsets, []int64{at})
		f.long(tagRowsPerStrip, 2)
		f.offsets(tagStripByteCounts, []int64{6})
		return append(format{}.header(8), format{}.directory(f, 8, 0)...)
	}
	// The directory comes first, so that the planes reach to the end.
	file := build(int64(len(build(8))))
	for i := range 6 * planes {
		file = append(file, byte(i))
	}
	return file
}

// TestClaimedPlanes has descriptions that count more planes than the file
// holds, or fewer, or nonsense.
func TestClaimedPlanes(t *testing.T) {
	const ome = `<?xml version="1.0"?><OME xmlns="x" UUID="urn:a"><Image><Pixels DimensionOrder="XYCZT" SizeX="3" SizeY="2" `
	for _, c := range []struct {
		text                  string
		planes                int
		pages, claimed, bands int
	}{
		{"ImageJ=1\nimages=6\nslices=6\n", 6, 6, 0, 1},
		{"ImageJ=1\nimages=20\nslices=20\n", 6, 6, 20, 1},
		{"ImageJ=1\nimages=20\n", 6, 6, 20, 1},
		{"ImageJ=1\nimages=4\nslices=4\n", 6, 4, 0, 1},
		{"ImageJ=1\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n", 12, 6, 0, 2},
		{"ImageJ=1\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n", 7, 3, 6, 2},
		{"ImageJ=1\nimages=12\nchannels=12\n", 7, 7, 12, 1},
		{"ImageJ=1\nimages=12\nchannels=5\n", 12, 12, 0, 1},
		{"ImageJ=1\nimages=-3\nchannels=0\n", 6, 1, 0, 1},
		{"ImageJ=1\nimages=999999999999999999999\n", 6, 1, 0, 1},
		{`{"shape": [6, 2, 3], "truncated": true}`, 6, 6, 0, 1},
		{`{"shape": [6, 2, 3]}`, 6, 1, 6, 1},
		{`{"shape": [9, 9, 9]}`, 6, 1, 0, 1},
		{`{"shape": [9223372036854775807, 2, 2, 3]}`, 6, 1, 0, 1},
		{`{"shape": [], "axes": "C"}`, 6, 1, 0, 1},
		{ome + `SizeC="1" SizeZ="1" SizeT="1"><TiffData/></Pixels></Image></OME>`, 1, 1, 0, 1},
		{ome + `SizeC="1" SizeZ="5" SizeT="1"><TiffData/></Pixels></Image></OME>`, 1, 1, 5, 1},
		{ome + `SizeC="1" SizeZ="2" SizeT="1"><TiffData FirstZ="1" IFD="0"><UUID FileName="b">urn:b</UUID></TiffData><TiffData IFD="0"><UUID FileName="a">urn:a</UUID></TiffData></Pixels></Image></OME>`, 1, 1, 2, 1},
		{ome + `SizeC="3" SizeZ="2" SizeT="1"><TiffData/></Pixels></Image></OME>`, 1, 1, 0, 1},
		{ome + `SizeC="0" SizeZ="2" SizeT="-1"><TiffData/></Pixels></Image></OME>`, 1, 1, 0, 1},
		{ome + `SizeC="1000000" SizeZ="1000000" SizeT="1000000"><TiffData/></Pixels></Image></OME>`, 1, 1, 0, 1},
	} {
		file := stackFile(c.text, c.planes)
		s, err := Open(raster.Bytes(file), raster.Options{})
		if err != nil {
			t.Errorf("%.60q: %v", c.text, err)
			continue
		}
		h := s.Header()
		if h.Pages != c.pages || h.Claimed != c.claimed || len(h.Bands) != c.bands {
			t.Errorf("%.200q: %d pages, %d claimed, %d bands, want %d, %d, %d", c.text, h.Pages, h.Claimed, len(h.Bands), c.pages, c.claimed, c.bands)
			continue
		}
		last, err := s.(raster.Paged).Page(c.pages - 1)
		if err != nil {
			t.Fatal(err)
		}
		b, err := readWhole(last)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range b.U8 {
			if want := byte((c.pages-1)*6*c.bands + i); v != want {
				t.Errorf("%.60q: sample %d of the last page is %d, want %d", c.text, i, v, want)
				break
			}
		}
		if c.claimed > 0 {
			if _, err := Open(raster.Bytes(file), raster.Options{Page: c.claimed - 1}); !raster.IsTyped(err) || !strings.Contains(err.Error(), "holds") {
				t.Errorf("%.60q: page that is not there: %v", c.text, err)
			}
		}
	}
}

// FuzzStack feeds descriptions and axes.
func FuzzStack(f *testing.F) {
	f.Add("ImageJ=1\nimages=12\nchannels=2\nslices=3\nframes=2\n", "", uint8(12))
	f.Add(`{"shape": [2, 3, 2, 3], "axes": "CZYX", "truncated": true}`, "cnhw", uint8(6))
	f.Add(`<OME><Image><Pixels DimensionOrder="XYZCT" SizeC="2" SizeZ="1" SizeT="1"><Channel Name="a"/><TiffData IFD="0" PlaneCount="2"/></Pixels></Image></OME>`, "wh", uint8(1))
	f.Fuzz(func(t *testing.T, text, axes string, planes uint8) {
		if strings.IndexByte(text, 0) >= 0 {
			return
		}
		for _, o := range []raster.Options{{}, {Axes: axes}} {
			s, err := Open(raster.Bytes(stackFile(text, int(planes))), o)
			if err != nil {
				if !raster.IsTyped(err) {
					t.Fatal(err)
				}
				continue
			}
			h := s.Header()
			page, err := s.(raster.Paged).Page(h.Pages - 1)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := readWhole(page); err != nil && !raster.IsTyped(err) {
				t.Fatal(err)
			}
		}
	})
}
