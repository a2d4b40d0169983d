package jp2

import "github.com/bandprep/bandprep/raster"

// A palette holds the columns that indices are expanded with.
type palette struct {
	columns [][]uint16 // entries, column after column
	bits    int        // of the widest entry
}

// readPalette reads a palette box; it returns nil where the box contradicts
// itself or has entries of more than 16 bits.
func readPalette(data []byte) *palette {
	if len(data) < 3 {
		return nil
	}
	entries, columns := int(data[0])<<8|int(data[1]), int(data[2])
	data = data[3:]
	if entries == 0 || entries > 1024 || columns == 0 || len(data) < columns {
		return nil
	}
	depths := data[:columns]
	data = data[columns:]
	p := &palette{columns: make([][]uint16, columns)}
	for range entries {
		for c, d := range depths {
			n := 1 + int(d&0x7F)/8
			if n > 2 || d&0x80 != 0 || len(data) < n {
				return nil
			}
			v := uint16(data[0])
			if n == 2 {
				v = v<<8 | uint16(data[1])
			}
			data = data[n:]
			p.columns[c] = append(p.columns[c], v)
			p.bits = max(p.bits, 8*n)
		}
	}
	return p
}

// colors returns the palette as RGBA; nil unless it has three or four columns
// of 8 bits.
func (p *palette) colors() []raster.RGBA {
	n := len(p.columns)
	if n != 3 && n != 4 || p.bits > 8 {
		return nil
	}
	colors := make([]raster.RGBA, len(p.columns[0]))
	for i := range colors {
		colors[i] = raster.RGBA{R: uint8(p.columns[0][i]), G: uint8(p.columns[1][i]), B: uint8(p.columns[2][i]), A: 255}
		if n == 4 {
			colors[i].A = uint8(p.columns[3][i])
		}
	}
	return colors
}
