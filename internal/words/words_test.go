package words

import (
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{{0, "0 images"}, {1, "1 image"}, {2, "2 images"}, {999, "999 images"}, {1000, "1,000 images"}, {-1000, "-1,000 images"}, {-100, "-100 images"}, {1234567, "1,234,567 images"}} {
		if got := Count(c.n, "image", "images"); got != c.want {
			t.Errorf("%d: %q, want %q", c.n, got, c.want)
		}
	}
}

func TestFew(t *testing.T) {
	names := strings.Split("abcdefghi", "")
	for n, want := range map[int]string{0: "", 1: "a", 8: "a, b, c, d, e, f, g, h", 9: "a, b, c, d, e, f, g, h, …"} {
		if got := Few(names[:n]); got != want {
			t.Errorf("%d names: %q, want %q", n, got, want)
		}
	}
}
