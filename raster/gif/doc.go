// Package gif reads the first frame of GIF images.
//
// The data flow:
//
//  1. [Open] reads the logical screen, the global palette, the extensions up to
//     the first frame and that frame's descriptor and palette.
//  2. The first read joins the sub-blocks of the frame and undoes LZW.
//  3. Rows go to their place on the screen, interlaced ones too; the rest of
//     the screen has the transparent index or, without one, index 0. A frame
//     larger than the screen enlarges it. The screen around a small frame takes
//     no memory: its rows are filled when they are read (whole.Canvas).
//  4. Indices become R, G, B, and A where an index is transparent.
//
// A palette whose entry i is the grey i, or no palette at all, gives one grey
// band; then a transparent index is a mask of the file. All this is what Pillow
// makes of the first frame. Later frames of an animation are not images of a
// data set and are passed over.
//
// Reference: CompuServe, "Graphics Interchange Format, Version 89a" (1990).
package gif
