package tiff

import "github.com/bandprep/bandprep/raster"

// planeBytes is what an opened plane takes, about.
const planeBytes = 2 << 10

// add opens a plane, which has to be like the first.
func (c *cube) add(k int, p planeAt) error {
	if err := raster.TooLarge(roomName, "", "bytes of the planes of one image", planeBytes*int64(len(c.planes)+1), c.file.o.Limits.WithDefaults().TagBytes); err != nil {
		return err
	}
	s, err := c.file.plane(k, kept{c.file})
	if err != nil {
		return err
	}
	if len(c.planes) > 0 {
		a, b := &c.planes[0].source.header, &s.header
		if a.Width != b.Width || a.Height != b.Height || a.Type != b.Type || len(a.Bands) != len(b.Bands) {
			return raster.Unsupported(roomName, s.image.place, "planes of one image that differ: %d×%d pixels, %d×%s, and %d×%d, %d×%s",
				a.Width, a.Height, len(a.Bands), a.Type, b.Width, b.Height, len(b.Bands), b.Type)
		}
	}
	p.source = s
	c.planes = append(c.planes, p)
	return nil
}
