package exif

import "testing"

// Both byte orders, with and without the prefix; the structure is that of
// section 4.6.2 of the Exif 2.32 specification.
func TestOrientation(t *testing.T) {
	little := "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
	big := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00"
	for data, want := range map[string]int{
		little: 6, "Exif\x00\x00" + little: 6, big: 3, big[:12]: 0, "": 0, "Exif": 0, "Exif\x00\x00": 0,
		"II*\x00\xff\xff\xff\xff\x01\x00": 0,
	} {
		if got := Orientation([]byte(data)); got != want {
			t.Errorf("%q: %d, want %d", data, got, want)
		}
	}
}
