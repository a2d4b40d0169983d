package pictures

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"
)

// kittyChunk is how many characters of an image one escape sequence of kitty's
// graphics protocol holds at most.
const kittyChunk = 4096

// Kitty writes an image as a terminal shows it that knows kitty's graphics protocol
// (sw.kovidgoyal.net/kitty/graphics-protocol): as PNG in base 64, in chunks of which
// all but the last say that there are more.
func Kitty(to io.Writer, im image.Image) error {
	var data bytes.Buffer
	if err := png.Encode(&data, im); err != nil {
		return err
	}
	b := bufio.NewWriter(to)
	text := base64.StdEncoding.EncodeToString(data.Bytes())
	keys := "a=T,f=100,"
	for {
		chunk := text[:min(len(text), kittyChunk)]
		text = text[len(chunk):]
		more := 0
		if text != "" {
			more = 1
		}
		fmt.Fprintf(b, "\x1b_G%sm=%d;%s\x1b\\", keys, more, chunk)
		if keys = ""; more == 0 {
			break
		}
	}
	b.WriteByte('\n')
	return b.Flush()
}

// HalfBlocks writes an image as text in 24-bit colours: two pixels, one above
// the other, are one character.
func HalfBlocks(to io.Writer, im *image.NRGBA) error {
	b := bufio.NewWriter(to)
	r := im.Rect
	over := func(x, y int) (red, green, blue uint8) {
		if y >= r.Max.Y {
			return 0, 0, 0
		}
		c := im.NRGBAAt(x, y)
		if c.A < 128 {
			return 128, 128, 128
		}
		return c.R, c.G, c.B
	}
	for y := r.Min.Y; y < r.Max.Y; y += 2 {
		for x := r.Min.X; x < r.Max.X; x++ {
			r1, g1, b1 := over(x, y)
			r2, g2, b2 := over(x, y+1)
			fmt.Fprintf(b, "\x1b[38;2;%d;%d;%dm\x1b[48;2;%d;%d;%dm▀", r1, g1, b1, r2, g2, b2)
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.Flush()
}
