package jpeg

import "encoding/binary"

// exifOrientation returns the orientation tag, 1 to 8, of the first directory
// of a TIFF structure, or 0.
func exifOrientation(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	first := int64(order.Uint32(b[4:]))
	if first+2 > int64(len(b)) {
		return 0
	}
	dir := b[first:]
	n := int(order.Uint16(dir))
	for dir = dir[2:]; n > 0 && len(dir) >= 12; n, dir = n-1, dir[12:] {
		const orientation, short = 0x0112, 3
		if order.Uint16(dir) == orientation && order.Uint16(dir[2:]) == short {
			if v := int(order.Uint16(dir[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
	}
	return 0
}
