package imageset

import (
	"math"
	"slices"
)

// warnContained warns where a scene stands in the set whole and cut into chips:
// its pixels would count twice. Such a scene holds the footprints of at least
// two other images of the same pixel size.
func (s *Set) warnContained() {
	var list []placedImage
	if len(s.Images.of.places.at) == 0 {
		return
	}
	for _, im := range s.Images.All() {
		if p := im.Place(); p != nil && p.CRS != "" {
			b := p.BBox
			list = append(list, placedImage{im, p, (b[2] - b[0]) * (b[3] - b[1])})
		}
	}
	if len(list) < 3 {
		return
	}
	slices.SortStableFunc(list, func(a, b placedImage) int {
		switch {
		case a.area > b.area:
			return -1
		case a.area < b.area:
			return 1
		}
		return 0
	})
	// Scenes are larger than what they are cut into, so only the largest
	// images are looked at, down to twice the median.
	least := 2 * list[len(list)/2].area
	for i := 0; i < min(len(list), containingScenes) && list[i].area >= least; i++ {
		inside := 0
		for _, other := range list[i+1:] {
			if other.area < list[i].area && sameGrid(&list[i], &other) && holds(list[i].BBox, other.BBox) {
				inside++
			}
		}
		if inside >= 2 {
			s.warn("%s holds the footprints of %d other images of the same pixel size: if they are its chips, its pixels count twice; leave one out with --exclude",
				list[i].im.ID, inside)
			return
		}
	}
}

// placedImage is an image with its place on the map.
type placedImage struct {
	im *Image
	*Place
	area float64
}

// containingScenes is how many of the largest images are looked at.
const containingScenes = 64

// sameGrid reports whether two images have the same reference system and pixel
// size.
func sameGrid(a, b *placedImage) bool {
	if a.CRS != b.CRS {
		return false
	}
	x := (a.BBox[2] - a.BBox[0]) / float64(a.im.Width)
	y := (b.BBox[2] - b.BBox[0]) / float64(b.im.Width)
	return math.Abs(x-y) <= 1e-6*math.Abs(x)
}

// holds reports whether rectangle b lies in a, but for rounding.
func holds(a, b [4]float64) bool {
	e := 1e-9 * math.Max(math.Abs(a[2]-a[0]), math.Abs(a[3]-a[1]))
	return b[0] >= a[0]-e && b[1] >= a[1]-e && b[2] <= a[2]+e && b[3] <= a[3]+e
}
