package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// decided returns kind and sentence of every decision about a set.
func decided(t *testing.T, s *looked, o setup) (list []string) {
	t.Helper()
	got, _, _, err := statistics(s, o, allItems)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got.Decisions {
		if d.Effect > decision.Noted {
			list = append(list, d.Kind+": "+d.Sentence+" | "+d.Flag)
		}
	}
	return list
}

// TestDecisionsOfRealSets has all decisions about real images, judged by eye:
// bands 8 to 12 of the water chips are quality, elevation (twice) and land cover
// (twice), as the collection's README says; two NAIP files of six call infrared
// alpha; the EnMAP chips declare a scale, as gdalinfo says. Nothing is to be said of
// the others.
func TestDecisionsOfRealSets(t *testing.T) {
	want := map[string][]string{
		"enmap-224band": {"declared_scale: values count as stored, though the files declare a scale of 0.0001 and an offset of 0 | --physical"},
		"naip-4band":    {"alpha: band 4 is declared as alpha in 2 images and a plain band in others: it counts as a band in all | --alpha mask"},
		"water-12band": {"band_kinds: constants and components mix 5 bands that are no measurements with others: " +
			"B8 holds 27 values (64, 68, 76, 80, 84, … 255) in patches: flags in bits, not a measurement; " +
			"B9 varies slowly between 14 and 1334, unlike the others: elevation or another slowly varying quantity; " +
			"B10 varies slowly between 15 and 1393, unlike the others: elevation or another slowly varying quantity; " +
			"B11 holds 8 values (10, 20, 30, 40, 50, … 90) in patches: classes, not a measurement; " +
			"B12 holds 101 values (0, 1, 2, 3, 4, … 100) in patches: classes, not a measurement | --bands 1-7"},
	}
	o := options()
	sets := []string{testfile.Project("photos"), testfile.Project("scenes"), testfile.Project("landsat"), testfile.Project("reflectance")}
	for _, name := range []string{"enmap-224band", "floods-13band", "floods-radar-2band", "hls-10band-float", "landsat7-6band", "naip-4band",
		"naip-two-years", "sentinel2-jp2", "terrain-4band-float", "terrain-5band-float", "water-12band"} {
		sets = append(sets, testfile.Shared(t, "multispectral", name))
	}
	for _, dir := range sets {
		if got, w := decided(t, inspect(t, o, dir), o), want[filepath.Base(dir)]; !slices.Equal(got, w) {
			t.Errorf("%s: %q, want %q", filepath.Base(dir), got, w)
		}
	}
}

// TestBandFiles refuses the bands of one Landsat scene as one grey band, and counts
// them singly on request.
func TestBandFiles(t *testing.T) {
	dir := testfile.Shared(t, "multispectral", "landsat-stack")
	if err := inspectError(t, options(), dir); !strings.Contains(err.Error(), "--stack '{scene}_B{band}.TIF'") || !strings.Contains(err.Error(), "--stack none") {
		t.Error(err)
	}
	if s := look(t, dataset.Options{Stack: dataset.NoStack}, options(), dir); s.Images.Len() != 7 {
		t.Errorf("%d images", s.Images.Len())
	}
}

// TestLookedAt counts what is read in addition: 16 images of 40, and of images of
// 1.2 GB each no more than 64 MB together.
func TestLookedAt(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		writeNPY(t, filepath.Join(dir, fmt.Sprintf("%02d.npy", i)), 40, 40, 4, func(y, x, b int) int16 { return int16((y*x+b+i)%300 - 9) })
	}
	o := options()
	o.Images.View.Axes = "hwc"
	var opened atomic.Int64
	open := o.Images.Open
	o.Images.Open = func(f raster.File, ro raster.Options) (raster.Source, error) {
		opened.Add(1)
		return open(f, ro)
	}
	s := inspect(t, o, dir)
	before := opened.Load()
	decided(t, s, o)
	if n := opened.Load() - before; n != 40+imageset.LookImages {
		t.Errorf("%d images were opened to measure 40", n)
	}
	for _, tasks := range []int{1, 100} {
		var read atomic.Int64
		count, err := imageset.Look(context.Background(), 2, s.Images, func(*imageset.Image) (raster.Source, error) { return huge{tasks, &read}, nil },
			func(*imageset.Image, *raster.Header, []*raster.Block) {})
		if err != nil || count.Images != imageset.LookImages || count.Bytes != read.Load() || count.Bytes > imageset.LookBytes || count.Bytes < imageset.LookBytes/2 {
			t.Errorf("%d tasks: %+v, %d bytes read, %v", tasks, count, read.Load(), err)
		}
	}
}

// huge is an image of 20000×20000 pixels and 3 bands in some tasks.
type huge struct {
	tasks int
	read  *atomic.Int64
}

func (huge) Header() raster.Header {
	return raster.Header{Width: 20000, Height: 20000, Bands: make([]raster.Band, 3), Type: raster.Uint8}
}

func (h huge) Tasks(w raster.Window) (list []raster.Window) {
	for i := range h.tasks {
		list = append(list, raster.Window{Y: i * w.H / h.tasks, W: w.W, H: w.H / h.tasks})
	}
	return list
}

func (h huge) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	dst.Reset(w, 3, raster.StoreU8)
	h.read.Add(int64(len(dst.U8)))
	return nil
}

func (huge) Close() error { return nil }

// TestSidecars measures an image with a mask and one with a description beside it,
// in a folder and named alone. GDAL 3.6.2 counts the samples, see
// raster/sidecar/testdata.
func TestSidecars(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"all.tif", "all.tif.msk"} {
		data, err := os.ReadFile(filepath.Join("..", "raster", "sidecar", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := options()
	for _, input := range []string{dir, filepath.Join(dir, "all.tif")} {
		for _, ahead := range []bool{false, true} {
			o.Some = !ahead
			got, parts, _, err := statistics(inspect(t, o, input), o, allItems)
			if err != nil {
				t.Fatal(err)
			}
			sum := parts[0].Summary()
			if sum.Bands[0].Valid == 0 || sum.Bands[0].Valid == sum.Pixels {
				t.Errorf("%s: %d of %d valid", input, sum.Bands[0].Valid, sum.Pixels)
			}
			r := got.Rows.At(0)
			if n := len(r.Extra); n < 2 || r.Extra[n-2].Text() != "all.tif.msk" || len(r.Extra[n-1].Text()) != 32 {
				t.Errorf("%s: cells %v", input, r.Extra)
			}
		}
	}
}

// TestOneSelector has --bands choose alike when images are measured and when they
// are changed.
func TestOneSelector(t *testing.T) {
	dir := testfile.Project("scenes")
	all := inspect(t, options(), dir)
	h := raster.Header{Width: 1, Height: 1, Type: raster.Int16}
	for _, name := range all.BandNames() {
		h.Bands = append(h.Bands, raster.Band{Name: name})
	}
	for _, list := range []string{"3,1", "b3,B1", "2-4", "4-2", "B02-B04", "B2-B4", "11-", "3,3", "nothing", "0", "99"} {
		o := options()
		o.Images.View.Bands = list
		chosen, err := transforms.Bands{Select: strings.Split(list, ",")}.Header(h)
		if err != nil {
			inspectError(t, o, dir)
			continue
		}
		var changed []string
		for _, b := range chosen.Bands {
			changed = append(changed, b.Name)
		}
		if seen := inspect(t, o, dir).BandNames(); !slices.Equal(seen, changed) {
			t.Errorf("%s: measured %v, changed %v", list, seen, changed)
		}
	}
}
