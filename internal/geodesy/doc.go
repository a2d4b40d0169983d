// Package geodesy places coordinates of maps on the ellipsoid: longitude and
// latitude on WGS 84, outlines of images, and distances between them. It knows
// no other package of the project.
//
//  1. [Parse] and [FromGeoKeys] find the [System] that a file names: a code of
//     the EPSG registry (epsg.txt, the families that matter), well-known text
//     in its versions 1, 2 and ESRI's, or the keys of a GeoTIFF.
//  2. [System.LonLat] turns map coordinates into longitude and latitude by
//     the series of Karney (2011) for transverse Mercator, and the formulas of
//     Snyder (Map Projections: A Working Manual, 1987) and of IOGP guidance
//     note 7-2 for the others.
//  3. Datums that differ from WGS 84 by more than about a metre are shifted by
//     a Helmert transformation of the registry where one is accurate to 5 m
//     over the whole area of the datum. Else their place on WGS 84 is not
//     known, but items on one such datum can still be compared.
//  4. An [Outline] is the ring of an image in longitude and latitude; an
//     [Area] is what it covers on the ellipsoid, with overlap and distance.
//
// What cannot be placed is an [UnknownError]. ETRS89, NAD83, GDA, ITRF and
// WGS 84 count as one ground.
//
// Grid shifts (NTv2, NADCON) were refused: their files are larger than the
// program. Sines and logarithms may differ in their last bit between
// machines; outlines are therefore rounded to 1e-7 degrees (a centimetre) and
// what is computed from them uses the sines of this package.
package geodesy

import "fmt"

// An UnknownError says why a place is not known.
type UnknownError struct {
	System string // as the file names it
	Reason string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("coordinate system %q: its place on the ellipsoid is not known: %s", clip(e.System), e.Reason)
}

func unknown(system, reason string, a ...any) error {
	return &UnknownError{system, fmt.Sprintf(reason, a...)}
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
