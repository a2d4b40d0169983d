package codestream

import "github.com/bandprep/bandprep/raster/jp2/internal/tier1"

const format = "jp2"

// A Component is one component as the size marker describes it: one sample
// every DX columns and DY rows of the reference grid.
type Component struct {
	Bits   int
	Signed bool
	DX, DY int
}

// Size is the size marker: the image is the rectangle X0,Y0…X1,Y1 of the
// reference grid, which tiles of W×H cover from TileX,TileY on.
type Size struct {
	X0, Y0, X1, Y1             int
	TileX, TileY, TileW, TileH int
	Across, Down               int // tiles
	Components                 []Component
}

// A progression says in which order packets come.
type progression uint8

const (
	layerResolution progression = iota
	resolutionLayer
	resolutionPosition
	positionComponent
	componentPosition
)

// A volume is a part of the packets of a tile in one progression: those of
// the resolutions r0…r1−1, the components c0…c1−1 and the layers below
// layers.
type volume struct {
	order          progression
	r0, r1, c0, c1 int
	layers         int
}

// coding is how one component is coded.
type coding struct {
	levels     int
	blockW     int // binary logarithms of the code-block size
	blockH     int
	style      tier1.Style
	reversible bool
	precincts  [33]uint8 // per resolution: logarithms of width and, ·16, height
	rank       rank
}

// quantization is how the bands of one component are quantized.
type quantization struct {
	guard   int
	derived bool
	steps   []step
	rank    rank
}

type step struct{ exponent, mantissa uint16 }

// A rank tells where parameters come from. A marker overrides those of its
// own and of lower rank.
type rank uint8

const (
	unset rank = iota
	mainDefault
	mainComponent
	tileDefault
	tileComponent
)

// params are the coding parameters of a tile.
type params struct {
	order      progression
	layers     int
	transform  bool // of the first three components
	sop, eph   bool
	components []componentParams
	volumes    []volume
	// volumesOfTile is set once a tile header has replaced the volumes of
	// the main header.
	volumesOfTile bool
}

type componentParams struct {
	coding
	quantization
	roi uint8 // shift of the region of interest
}

func (p *params) clone() *params {
	c := *p
	c.components = append([]componentParams(nil), p.components...)
	c.volumes = append([]volume(nil), p.volumes...)
	return &c
}
