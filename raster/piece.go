package raster

// PieceWriter writes an image whose blocks may be made apart from each other.
type PieceWriter interface {
	// BlockSize returns the size of the blocks in pixels.
	BlockSize() (width, height int)
	// Piece starts the part of the image that w covers. Its edges lie on
	// those of blocks or of the image.
	Piece(w Window) Piece
}

// Piece is a part of an image that is being written. Pieces are filled and
// packed on any goroutine, and appended one after the other in an order that
// does not depend on that.
type Piece interface {
	// Fill takes the samples of b, which lies in the piece and holds the
	// nodata value where it is not valid. It is safe for concurrent use with
	// blocks that do not overlap.
	Fill(b *Block)
	// Pack makes the bytes of the file once every pixel was filled.
	Pack() error
	// Append writes them. The piece is of no use afterwards.
	Append() error
}
