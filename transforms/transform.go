package transforms

import (
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Transform is one step. It is a value that prints itself as [Parse] reads it
// and is safe for concurrent use.
type Transform interface {
	// Header returns the header of what comes out of an image with header
	// h, or says why the transform does not fit it. The other methods may
	// be called only where it does.
	Header(h raster.Header) (raster.Header, error)
	// Needs returns the window of an image with header h that Apply needs
	// to make window w of what comes out. It may be empty.
	Needs(h raster.Header, w raster.Window) raster.Window
	// Apply makes window w in dst from src, which holds window Needs(h, w)
	// of an image with header h, and reuses dst's memory. It leaves src as
	// it is.
	Apply(h raster.Header, w raster.Window, dst, src *raster.Block) error
	String() string
}

// Chain is a sequence of transforms. The zero value changes nothing.
type Chain []Transform

// String returns the chain as [Parse] reads it: "resize=256;center-crop=224".
func (c Chain) String() string {
	steps := make([]string, len(c))
	for i, t := range c {
		steps[i] = t.String()
	}
	return strings.Join(steps, ";")
}

// Header returns the header of what comes out of an image with header h.
func (c Chain) Header(h raster.Header) (raster.Header, error) {
	headers, err := c.headers(h)
	if err != nil {
		return raster.Header{}, err
	}
	return headers[len(c)], nil
}

// headers returns the header before each transform and that of the result.
func (c Chain) headers(h raster.Header) ([]raster.Header, error) {
	headers := []raster.Header{h}
	for _, t := range c {
		next, err := t.Header(headers[len(headers)-1])
		if err == nil {
			err = raster.Limits{}.CheckSize("image", int64(next.Width), int64(next.Height))
		}
		if err != nil {
			return nil, &Error{t.String(), err}
		}
		headers = append(headers, next)
	}
	return headers, nil
}

// Error says which transform does not fit an image, and why.
type Error struct {
	Transform string
	Err       error
}

func (e *Error) Error() string { return e.Transform + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }
