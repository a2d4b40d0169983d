package raster

// Resampling says how samples are brought from one grid to another.
type Resampling uint8

// The ways.
const (
	Nearest  Resampling = iota // the sample whose pixel holds the centre
	Bilinear                   // between the four nearest centres
)
