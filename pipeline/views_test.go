package pipeline_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
)

// TestGreyEqualsPillow turns photos into luma, as convert('L') does.
func TestGreyEqualsPillow(t *testing.T) {
	o := options()
	o.Images.View.Color = table.ColorGrey
	got := measureAll(t, inspect(t, o, testfile.Project("photos")), o)
	if len(got) != len(expected.Photos.Grey) {
		t.Fatalf("%d photos, want %d", len(got), len(expected.Photos.Grey))
	}
	for id, want := range expected.Photos.Grey {
		m := got[id].Moments
		want.equal(t, id, &m)
	}
}

// TestWhatTrainingSees resizes and crops as torchvision does on Pillow images.
func TestWhatTrainingSees(t *testing.T) {
	o := options()
	o.Images.View.As = "resize=256,interpolation=bilinear;center-crop=224"
	got := measureAll(t, inspect(t, o, testfile.Project("photos")), o)
	for id, want := range expected.Photos.Seen {
		m := got[id].Moments
		want.equal(t, id, &m)
	}
}

// TestCMYK turns the inks of a TIFF into RGB as GDAL (libtiff) does.
func TestCMYK(t *testing.T) {
	o := options()
	s := inspect(t, o, imagePath("cmyk.tif"))
	if got := strings.Join(s.BandNames(), " "); got != "red green blue" {
		t.Errorf("bands %s", got)
	}
	m := one(t, measureAll(t, s, o)).Moments
	expected.CMYK.equal(t, "cmyk.tif", &m)
}

// TestMinIsWhite inverts such grey, unless it is wanted as stored.
func TestMinIsWhite(t *testing.T) {
	o := options()
	m := one(t, measureAll(t, inspect(t, o, imagePath("white.tif")), o)).Moments
	expected.White.Seen.equal(t, "seen", &m)
	o.Images.View.Color = table.ColorAsIs
	m = one(t, measureAll(t, inspect(t, o, imagePath("white.tif")), o)).Moments
	expected.White.Stored.equal(t, "stored", &m)
}

// TestGreyBesideColour counts a grey photo as R = G = B.
func TestGreyBesideColour(t *testing.T) {
	o := options()
	s := inspect(t, o, imagePath("mixed"))
	if !s.GreyAsRGB || len(s.Bands) != 3 {
		t.Fatalf("%d bands, mixes: %v", len(s.Bands), s.GreyAsRGB)
	}
	list, _ := parts(t, s, o, allItems)
	sum := list[0].Summary()
	expected.Mixed.equal(t, &sum)
	if grey := measureAll(t, s, o)["grey.png"].Moments; grey.Bands != 1 {
		t.Errorf("the row of the grey photo has %d bands, want 1", grey.Bands)
	}
	o.Images.View.Color = table.ColorAsIs
	if err := inspectError(t, o, imagePath("mixed")); !strings.Contains(err.Error(), "several kinds") {
		t.Errorf("asis: %v", err)
	}
}

// TestNAIP has four files whose fourth band is alpha by their tags and two
// where it is a plain band: it is a band in all, with one decision.
func TestNAIP(t *testing.T) {
	dir := testfile.Shared(t, "multispectral", "naip-4band")
	o := options()
	s := inspect(t, o, dir)
	if len(s.Bands) != 4 || len(s.Decisions) != 1 || !strings.Contains(s.Decisions[0].Sentence, "counts as a band in all") || s.View.Alpha != table.AlphaBand {
		t.Errorf("%d bands, decisions %v", len(s.Bands), s.Decisions)
	}
	for _, c := range []struct {
		alpha table.Alpha
		bands int
	}{{table.AlphaBand, 4}} {
		o.Images.View.Alpha = c.alpha
		if s := inspect(t, o, dir); len(s.Bands) != c.bands || len(s.Decisions) != 0 {
			t.Errorf("--alpha %s: %d bands, decisions %v", c.alpha.String(), len(s.Bands), s.Decisions)
		}
	}
	// One file alone has an alpha band, whose samples say that it is none.
	for _, im := range s.Images.All() {
		if s.Layouts[im.Layout].Header.AlphaBand() < 0 {
			continue
		}
		for alpha, bands := range map[table.Alpha]int{table.AlphaAuto: 4, table.AlphaMask: 3, table.AlphaIgnore: 3, table.AlphaBand: 4} {
			o.Images.View.Alpha = alpha
			if got := inspect(t, o, im.Path); len(got.Bands) != bands {
				t.Errorf("%s, --alpha %s: %d bands, want %d", filepath.Base(im.Path), alpha.String(), len(got.Bands), bands)
			}
		}
		return
	}
	t.Error("no file has an alpha band")
}
