package imageset

import "errors"

// ErrNoImages says that no image of the input could be read.
var ErrNoImages = errors.New("no readable image")
