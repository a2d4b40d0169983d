package codestream

import "github.com/bandprep/bandprep/raster"

// MaxComponents is the most components that the standard allows.
const MaxComponents = 16384

// maxCoordinate leaves room to compute beyond the reference grid in 32 bits.
const maxCoordinate = 1<<31 - 1<<16

func readSize(content []byte, limits raster.Limits) (Size, error) {
	s := segment{data: content}
	s.u16() // capabilities
	var v [8]int64
	for i := range v {
		v[i] = int64(s.u32())
	}
	x1, y1, x0, y0, tw, th, tx, ty := v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]
	n := s.u16()
	if s.short || n == 0 || n > MaxComponents || len(s.data) < 3*n {
		return Size{}, broken("SIZ", "%d components in %d bytes", n, len(content))
	}
	if err := limits.CheckSize(format, x1-x0, y1-y0); err != nil {
		return Size{}, err
	}
	if err := raster.TooLarge(format, "SIZ", "coordinate", max(x1, y1), maxCoordinate); err != nil {
		return Size{}, err
	}
	if tw == 0 || th == 0 || tx > x0 || ty > y0 || tx+tw <= x0 || ty+th <= y0 {
		return Size{}, broken("SIZ", "tiles of %d×%d from %d,%d do not cover an image from %d,%d", tw, th, tx, ty, x0, y0)
	}
	// A tile wider than the image ends with it.
	tw, th = min(tw, x1-tx), min(th, y1-ty)
	across, down := (x1-tx+tw-1)/tw, (y1-ty+th-1)/th
	if across*down > 65535 {
		return Size{}, broken("SIZ", "%d×%d tiles", across, down)
	}
	size := Size{
		X0: int(x0), Y0: int(y0), X1: int(x1), Y1: int(y1),
		TileX: int(tx), TileY: int(ty), TileW: int(tw), TileH: int(th),
		Across: int(across), Down: int(down),
		Components: make([]Component, n),
	}
	for i := range size.Components {
		b := s.u8()
		c := Component{Bits: b&0x7F + 1, Signed: b&0x80 != 0, DX: s.u8(), DY: s.u8()}
		if c.DX == 0 || c.DY == 0 {
			return Size{}, broken("SIZ", "component %d is sampled every %d×%d", i, c.DX, c.DY)
		}
		if c.Bits > 38 {
			return Size{}, broken("SIZ", "component %d has %d bits", i, c.Bits)
		}
		if c.Of(size.Grid()).Empty() {
			return Size{}, broken("SIZ", "component %d has no sample", i)
		}
		size.Components[i] = c
	}
	return size, nil
}
