package pipeline

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoImages says that no image of the input could be read.
var ErrNoImages = errors.New("no readable image")

// BandsError says that a model was made for other bands than the images have.
type BandsError struct{ Model, Images []string }

func (e *BandsError) Error() string {
	return fmt.Sprintf("the model was made for bands %s, the images have %s", strings.Join(e.Model, ", "), strings.Join(e.Images, ", "))
}
