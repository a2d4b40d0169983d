package dataset_test

import (
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
)

// TestBaselines warns of scenes with and without the offset of 1000, however
// they are laid out.
func TestBaselines(t *testing.T) {
	const (
		old    = "S2A_MSIL2A_20210203T101211_N0214_R022_T32TQM_20210203T121212"
		recent = "S2B_MSIL2A_20230203T101211_N0509_R022_T32TQM_20230203T121212"
		first  = "S2A_MSIL1C_20220203T101211_N0400_R022_T32TQM_20220203T121212"
	)
	for _, c := range []struct {
		what  string
		files []string
		stack string
		want  bool
	}{
		{"chips", []string{old + "_0_0.tif", recent + "_0_0.tif"}, "", true},
		{"folders", []string{old + "/a.tif", first + "/a.tif"}, "", true},
		{"products", []string{old + ".SAFE/GRANULE/x_B02_10m.jp2", recent + ".SAFE/GRANULE/x_B02_10m.jp2"}, "sentinel2", true},
		{"of one kind", []string{first + "/a.tif", recent + "/a.tif"}, "", false},
		{"old", []string{old + "/a.tif", old + "_0_0.tif"}, "", false},
		{"others", []string{"a.tif", "S2/b.tif", "S2A_MSIL2A.tif", "x" + old + ".tif", recent + ".tif"}, "", false},
	} {
		l := scan(t, dataset.Options{Stack: c.stack}, tree(t, c.files...))
		if l.Items.Len() != len(c.files) {
			t.Errorf("%s: %d items", c.what, l.Items.Len())
		}
		if got := len(l.Decisions) == 1 && strings.Contains(l.Decisions[0].Sentence, "baseline 04.00"); got != c.want || !got && len(l.Decisions) > 0 {
			t.Errorf("%s: decisions %q, want one: %t", c.what, l.Decisions, c.want)
		}
	}
}
