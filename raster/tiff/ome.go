package tiff

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxPreamble is where the element OME begins at the latest: a declaration and
// a comment stand before it.
const maxPreamble = 2048

// omeImage is an image of an OME-XML description, which may have channels,
// slices and frames.
type omeImage struct {
	order   string // "XYZCT": Z varies fastest
	c, z, t int64
	samples int64 // of the first channel
	names   []string
	tables  []omePlanes
}

// omePlanes is an element TiffData: planes from one on, in order of the
// dimensions, in directories from one on.
type omePlanes struct {
	ifd, c, z, t, n int64
	elsewhere       bool // in another file
}

// parseOME reads the images that a description lists.
func parseOME(text string) (images []omeImage, err error) {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	own := "" // the id of this file
	var image *omeImage
	var planes *omePlanes
	var uuid *xml.StartElement
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return images, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			number := func(name string, missing int64) int64 {
				for _, a := range t.Attr {
					if a.Name.Local == name {
						if v, err := strconv.ParseInt(a.Value, 10, 64); err == nil && v >= 0 && v <= maxTable {
							return v
						}
						return -1
					}
				}
				return missing
			}
			word := func(name string) string {
				for _, a := range t.Attr {
					if a.Name.Local == name {
						return a.Value
					}
				}
				return ""
			}
			switch t.Name.Local {
			case "OME":
				own = word("UUID")
			case "Pixels":
				images = append(images, omeImage{order: word("DimensionOrder"), samples: 1,
					c: number("SizeC", 1), z: number("SizeZ", 1), t: number("SizeT", 1)})
				image, planes = &images[len(images)-1], nil
			case "Channel":
				if image != nil {
					if len(image.names) == 0 {
						image.samples = number("SamplesPerPixel", 1)
					}
					image.names = append(image.names, word("Name"))
				}
			case "TiffData":
				if image != nil {
					missing := int64(-2) // all that remain
					if word("IFD") != "" {
						missing = 1
					}
					image.tables = append(image.tables, omePlanes{ifd: number("IFD", 0), c: number("FirstC", 0),
						z: number("FirstZ", 0), t: number("FirstT", 0), n: number("PlaneCount", missing)})
					planes = &image.tables[len(image.tables)-1]
				}
			case "UUID":
				uuid = &t
			}
		case xml.CharData:
			if uuid != nil && planes != nil && own != "" && strings.TrimSpace(string(t)) != own {
				planes.elsewhere = true
			}
		case xml.EndElement:
			uuid = nil
			if t.Name.Local == "Pixels" {
				image, planes = nil, nil
			}
		}
	}
}

// omeStack makes images of the slices and frames that OME-XML describes, the
// frame varying slowest, and bands of their channels.
func (x *file) omeStack(text string) (stack, bool) {
	images, err := parseOME(text)
	if err != nil || len(images) == 0 {
		return stack{}, false
	}
	s := stack{bands: 1}
	used := make([]bool, len(x.pages))
	whole, total := 0, int64(0)
	for i := range images {
		im := &images[i]
		list, ok := im.list(len(x.pages))
		if !ok {
			return stack{}, false
		}
		total += int64(len(list))
		if total > maxTable {
			return stack{}, false
		}
		for _, planes := range list {
			complete := true
			for _, p := range planes {
				if p < 0 {
					complete = false
				} else if used[p] {
					return stack{}, false // of two images: this is no table
				} else {
					used[p] = true
				}
			}
			if complete {
				s.table = append(s.table, planes)
				whole++
			}
		}
	}
	if whole == 0 {
		return stack{}, false
	}
	s.pages = whole
	if total > int64(whole) {
		s.claimed = int(total)
	}
	s.outer = []int64{int64(len(x.pages))}
	if first := &images[0]; len(images) == 1 && s.claimed == 0 && first.inOrder(s.table) {
		s.outer = nil
		for i := len(first.order) - 1; i >= 2; i-- {
			s.outer = append(s.outer, first.size(first.order[i]))
		}
	}
	if first := &images[0]; first.samples == 1 && int64(len(first.names)) == first.c {
		s.names = first.names
	}
	return s, true
}

// inOrder reports whether directory after directory holds the planes in the
// order of the dimensions.
func (im *omeImage) inOrder(table [][]int32) bool {
	n := int32(0)
	for range table {
		n += int32(len(table[0]))
	}
	for i := range n {
		c, z, t := im.plane(int64(i))
		if table[t*im.z+z][c] != i {
			return false
		}
	}
	return true
}

func (im *omeImage) channels() int64 { return im.c / im.samples }

func (im *omeImage) size(letter byte) int64 {
	switch letter {
	case 'C':
		return im.channels()
	case 'Z':
		return im.z
	}
	return im.t
}

// plane returns the coordinates of plane i in the order of the dimensions.
func (im *omeImage) plane(i int64) (c, z, t int64) {
	for _, letter := range im.order[2:] {
		n := im.size(byte(letter))
		at := i % n
		i /= n
		switch letter {
		case 'C':
			c = at
		case 'Z':
			z = at
		default:
			t = at
		}
	}
	return c, z, t
}

// index is the inverse of plane.
func (im *omeImage) index(c, z, t int64) int64 {
	i, step := int64(0), int64(1)
	for _, letter := range im.order[2:] {
		switch letter {
		case 'C':
			i += c * step
		case 'Z':
			i += z * step
		default:
			i += t * step
		}
		step *= im.size(byte(letter))
	}
	return i
}

// list returns the planes of each slice and frame, −1 for those that are not
// in the file. ok is false where the description contradicts itself.
func (im *omeImage) list(held int) (list [][]int32, ok bool) {
	switch im.order {
	case "XYZCT", "XYZTC", "XYCZT", "XYCTZ", "XYTCZ", "XYTZC":
	default:
		return nil, false
	}
	if im.c < 1 || im.z < 1 || im.t < 1 || im.samples < 1 || im.c%im.samples != 0 || im.z*im.t > maxTable || im.z*im.t*im.channels() > maxTable {
		return nil, false
	}
	channels := im.channels()
	total := channels * im.z * im.t
	flat := make([]int32, total)
	for i := range flat {
		flat[i] = -1
	}
	if len(im.tables) == 0 {
		im.tables = []omePlanes{{n: -2}}
	}
	work := int64(0)
	for _, p := range im.tables {
		if work > 4*maxTable {
			return nil, false // elements that repeat each other
		}
		if p.c < 0 || p.z < 0 || p.t < 0 || p.ifd < 0 || p.n == -1 || p.c >= channels || p.z >= im.z || p.t >= im.t {
			return nil, false
		}
		first := im.index(p.c, p.z, p.t)
		n := total - first
		if p.n >= 0 {
			n = min(n, p.n)
		}
		if p.elsewhere {
			continue
		}
		n = max(min(n, int64(held)-p.ifd), 0)
		work += n
		for i := range n {
			c, z, t := im.plane(first + i)
			flat[(t*im.z+z)*channels+c] = int32(p.ifd + i)
		}
	}
	for page := range im.z * im.t {
		list = append(list, flat[page*channels:(page+1)*channels:(page+1)*channels])
	}
	return list, true
}
