// Package pictures looks again at a few items, for the eyes: it reads pixels
// and makes thumbnails and histograms of them.
//
//  1. [Look] opens the chosen items as the set sees them, upright.
//  2. Each is read once, block by block: its samples are counted in bins, and
//     averaged in squares until the item is about twice as large as it is shown.
//  3. When all are read, the 2nd and the 98th percentile of each band are
//     known, and the averages become pictures: as stored, normalized, and as
//     components.
package pictures
