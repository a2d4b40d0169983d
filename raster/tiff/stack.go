package tiff

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// stack says how the planes of a file, one per directory or one behind the
// other, make up images: which of them are bands of one image, and which are
// images of their own.
type stack struct {
	pages   int       // images whose planes are all in the file
	claimed int       // images that the description counts, where more than pages; else 0
	bands   int       // planes of an image
	table   [][]int32 // planes of each image; nil: plane bands·page + band
	step    int64     // bytes from plane to plane behind one directory; 0: each has its own
	outer   []int64   // sizes of the dimensions that count planes, the slowest first
	names   []string  // of the bands, where the description gives them
}

// planes returns those of an image.
func (s *stack) planes(page int) []int32 {
	if s.table != nil {
		return s.table[page]
	}
	list := make([]int32, s.bands)
	for b := range list {
		list[b] = int32(page*s.bands + b)
	}
	return list
}

// axis is a dimension that counts planes: 'C' for channels.
type axis struct {
	letter byte
	n      int64
}

// maxPlanes bounds what a description may count.
const maxPlanes = math.MaxInt32

// findStack reads the description of the first image. Where none is known or it
// does not fit, each directory is an image.
func (x *file) findStack() stack {
	plain := stack{pages: len(x.pages), bands: 1, outer: []int64{int64(len(x.pages))}}
	text := x.head.text(tagImageDescription)
	var axes []axis
	contiguous := false
	switch {
	case strings.HasPrefix(text, "ImageJ="):
		axes, contiguous = imageJAxes(text), true
	case strings.HasPrefix(text, "{") && strings.Contains(text, `"shape"`):
		axes, contiguous = x.shapedAxes(text)
	case strings.Contains(text[:min(len(text), maxPreamble)], "<OME"):
		if s, ok := x.omeStack(text); ok {
			return s
		}
	}
	if axes == nil {
		return plain
	}
	held := int64(len(x.pages))
	s := stack{}
	if held == 1 && contiguous {
		held, s.step = x.behind()
	}
	channels, total := int64(1), int64(1)
	for _, a := range axes {
		total *= a.n
		if a.letter == 'C' {
			channels *= a.n
		}
		s.outer = append(s.outer, a.n)
	}
	if held > total {
		if s.step == 0 {
			return plain // directories that the description does not count
		}
		held = total
	}
	if held < channels { // no image is whole
		channels = 1
	}
	s.bands = int(channels)
	if axes[len(axes)-1].letter != 'C' && channels > 1 {
		if s.table = channelTable(axes, channels, held); s.table == nil {
			return plain
		}
		s.pages = len(s.table)
	} else {
		s.pages = int(held / channels)
	}
	if images := total / channels; int64(s.pages) < images {
		s.claimed = int(images)
		s.outer = []int64{held}
	}
	return s
}

// behind returns how many planes of the size of the first image's the file has
// room for from there on, and their size, where its samples are neither
// compressed nor tiled and lie in one piece; else 1 and 0.
func (x *file) behind() (held, step int64) {
	c := *x.c
	d := *x.head
	d.c = &c
	m, err := c.image(&d, x.o.Limits)
	if err != nil || !m.unpack.plain || m.tiled {
		return 1, 0
	}
	n := m.across * m.down * m.planes()
	start, at := int64(0), int64(0)
	for i := range n {
		off, size, err := m.find(i, c.size)
		want := m.rowBytes() * int64(m.blockRows(i/m.across%m.down))
		if err != nil || size < want || i > 0 && off != at {
			return 1, 0
		}
		if i == 0 {
			start = off
		}
		at = off + want
	}
	if step = at - start; step <= 0 {
		return 1, 0
	}
	return (c.size - start) / step, step
}

// imageJAxes reads the lines that ImageJ writes: images, and of hyperstacks
// frames, slices and channels, which vary faster in this order.
func imageJAxes(text string) []axis {
	n := map[string]int64{}
	for line := range strings.SplitSeq(text, "\n") {
		key, value, _ := strings.Cut(line, "=")
		if v, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil && v >= 1 && v <= maxPlanes {
			n[key] = v
		}
	}
	images := max(n["images"], 1)
	axes := []axis{{'T', max(n["frames"], 1)}, {'Z', max(n["slices"], 1)}, {'C', max(n["channels"], 1)}}
	if axes[0].n*axes[1].n > maxPlanes || axes[0].n*axes[1].n*axes[2].n != images {
		axes = []axis{{'Z', images}}
	}
	return axes
}

// shapedAxes reads what tifffile writes of an array: {"shape": [2, 3, 64, 64],
// "axes": "TCYX"}; the planes are counted by the first dimensions.
func (x *file) shapedAxes(text string) (axes []axis, contiguous bool) {
	var d struct {
		Shape     []int64
		Axes      string
		Truncated bool
	}
	if json.Unmarshal([]byte(text), &d) != nil {
		return nil, false
	}
	width, height := x.head.lenient(tagImageWidth, 0), x.head.lenient(tagImageLength, 0)
	samples := x.head.lenient(tagSamplesPerPixel, 1)
	image, all := width*height*samples, int64(1)
	for _, n := range d.Shape {
		if n < 1 || n > math.MaxInt64/all {
			return nil, false
		}
		all *= n
	}
	if width < 1 || height < 1 || samples < 1 || image/samples/height != width || all%image != 0 || all/image > maxPlanes {
		return nil, false
	}
	total := all / image
	for i, n := range d.Shape {
		if total == 1 && (n > 1 || len(axes) > 0) {
			break
		}
		letter := byte('Q')
		if len(d.Axes) == len(d.Shape) {
			letter = d.Axes[i]
		}
		if total%n != 0 {
			return nil, false
		}
		total /= n
		axes = append(axes, axis{letter, n})
	}
	return axes, d.Truncated
}

// channelTable lists the planes of each image where channels do not vary
// fastest, up to the first image that is not whole; nil where there are none.
func channelTable(axes []axis, channels, held int64) [][]int32 {
	total := int64(1)
	for _, a := range axes {
		total *= a.n
	}
	if total > maxTable {
		return nil
	}
	var table [][]int32
	all := make([]int32, total)
	for page := range total / channels {
		list := all[page*channels : (page+1)*channels : (page+1)*channels]
		for band := range channels {
			p, b, plane, step := page, band, int64(0), int64(1)
			for i := len(axes) - 1; i >= 0; i-- {
				index := &p
				if axes[i].letter == 'C' {
					index = &b
				}
				plane += *index % axes[i].n * step
				*index /= axes[i].n
				step *= axes[i].n
			}
			if plane >= held {
				return table
			}
			list[band] = int32(plane)
		}
		table = append(table, list)
	}
	return table
}

// maxTable bounds the planes of which a table is made.
const maxTable = 1 << 20
