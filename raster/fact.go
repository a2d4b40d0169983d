package raster

// Fact is one thing that a file says of its image beside pixels and header: a
// rescale slope, the identity of a series, a date.
type Fact struct {
	Name string // as the standard of the format calls it: "WindowCenter"
	// Text is the value as the file has it, without padding. It may be empty:
	// the file names the fact and leaves its value open.
	Text string
	// Numbers are the values where the fact is numeric; nil for text.
	Numbers []float64
}

// Informer is a Source that knows facts. They are those of one image: images
// of one file may differ in them.
type Informer interface {
	Source
	// Facts returns what the file says, in the order of the format's own
	// list. What it does not mention is not in the list. It reads nothing.
	Facts() []Fact
}

// Facts asks s, if it is an [Informer].
func Facts(s Source) []Fact {
	if i, ok := s.(Informer); ok {
		return i.Facts()
	}
	return nil
}

func (v *view) Facts() []Fact { return Facts(v.source) }
func (c *crop) Facts() []Fact { return Facts(c.source) }
