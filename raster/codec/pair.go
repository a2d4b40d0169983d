package codec

import "github.com/bandprep/bandprep/raster"

// openPair opens a file that has a header beside it of one of the pairs. It
// returns nil where there is none.
func openPair(f raster.File, o raster.Options) (raster.Source, error) {
	n, ok := f.(raster.Neighbour)
	if !ok || !n.Paired() {
		return nil, nil
	}
	header, err := n.Beside(".hdr")
	if err != nil {
		return nil, nil
	}
	defer header.Close()
	// The largest of the headers with a signature, or the first lines of text.
	head := make([]byte, min(2*headBytes, header.Size()))
	size, _ := header.ReadAt(head, 0)
	for _, p := range pairs {
		if p.sniff(head[:size]) {
			return p.open(f, header, o)
		}
	}
	return nil, nil
}
