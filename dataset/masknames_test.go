package dataset

import "testing"

func TestMaskOf(t *testing.T) {
	for word := range maskWords {
		if got := maskOf("a.b_" + word + ".png"); got != "a.b" {
			t.Errorf("%s: %q", word, got)
		}
	}
	for _, name := range []string{"", ".png", "mask.png", "_mask.png", "a_mask", "amask.png", "a_mask1.png", "a_mas.png", "a.png"} {
		if got := maskOf(name); got != "" {
			t.Errorf("%q is taken for the mask of %q", name, got)
		}
	}
}
