// Package webp reads WebP images, lossy and lossless, with alpha; of an
// animation, its first frame on the canvas.
//
// The data flow:
//
//  1. [Open] walks the RIFF chunks, finds the first frame with its alpha and the
//     EXIF orientation, and reads sizes from the bit streams' headers.
//     What the streams declare is held against their bytes and the limits before
//     the decoders see it.
//  2. golang.org/x/image/vp8 or vp8l decodes the frame. VP8 gives planes of
//     luma and subsampled chroma.
//  3. Chroma is enlarged and turned into R, G, B with the integer arithmetic of
//     libwebp ("fancy upsampling"), so that samples equal those of Pillow,
//     OpenCV and torchvision bit for bit. The conversion of Go's image/color
//     differs by up to some tens of levels beside edges.
//  4. Alpha is a fourth band, where the container or the lossless stream
//     announces it. Colours are not premultiplied.
//
// What an animation's first frame leaves of the canvas is 0 in every band.
//
// References: RFC 9649 (WebP), RFC 6386 (VP8).
package webp
