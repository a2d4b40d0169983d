package report

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/bandprep/bandprep/report/svg"
)

// section is a part of the page.
type section struct {
	ID, Title string
	Blocks    []block
	Body      template.HTML // the blocks, once written
}

// block is one of: a paragraph, a note that must not be missed, a heading, a
// text to copy, a table, figures, pictures.
type block struct {
	Text, Note, Head, Pre string
	Table                 *svg.Table
	Figures               []svg.Figure
	Shots                 []shot
}

// Drawn returns the HTML of the figures, which have escaped their texts.
func (b block) Drawn() template.HTML {
	var out bytes.Buffer
	for i := range b.Figures {
		out.WriteString(b.Figures[i].HTML())
	}
	return template.HTML(out.String())
}

// Lines returns the HTML of the table, which has escaped its texts.
func (b block) Lines() template.HTML { return template.HTML(b.Table.HTML()) }

// shot is one picture or several of one item beside each other.
type shot struct {
	Caption string
	Images  []shown
}

// shown is one picture.
type shown struct {
	Alt           string
	Source        template.URL
	Width, Height int
	Small         bool // fewer pixels than are shown
}

// shownSize is the longer side of a picture on the page.
const shownSize = 128

// quality of the pictures as JPEG.
const quality = 80

// show encodes a picture.
func show(im *image.NRGBA, alt string) (shown, error) {
	w, h := im.Rect.Dx(), im.Rect.Dy()
	opaque := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := im.NRGBAAt(x, y)
			if c.A < 128 { // a pattern that no image has: pixels that do not count
				c = color.NRGBA{214, 208, 222, 255}
				if (x/4+y/4)%2 == 0 {
					c = color.NRGBA{240, 236, 246, 255}
				}
			}
			opaque.SetRGBA(x, y, color.RGBA{c.R, c.G, c.B, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, opaque, &jpeg.Options{Quality: quality}); err != nil {
		return shown{}, err
	}
	s := shown{Alt: alt, Source: template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes())), Width: shownSize, Height: shownSize, Small: max(w, h) < shownSize}
	if w > h {
		s.Height = max(1, shownSize*h/w)
	} else {
		s.Width = max(1, shownSize*w/h)
	}
	return s, nil
}
