// Package exif finds the one EXIF field that the project uses: the orientation
// under which an image is to be shown.
package exif

import "encoding/binary"

// Orientation returns the value of tag 274 (1–8) in the first IFD of a TIFF
// structure, with or without the prefix "Exif\0\0", or 0 if there is none.
func Orientation(data []byte) int {
	if len(data) >= 6 && string(data[:4]) == "Exif" {
		data = data[6:]
	}
	if len(data) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(data[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 0
	}
	fields := data[at+2:]
	for n := order.Uint16(data[at:]); n > 0 && len(fields) >= 12; n-- {
		if order.Uint16(fields) == 274 && order.Uint16(fields[2:]) == 3 {
			if v := int(order.Uint16(fields[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
		fields = fields[12:]
	}
	return 0
}
