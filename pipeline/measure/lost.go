package measure

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Lost is told of an image that a second pass could not read, though it was
// measured before: it vanished or changed meanwhile.
type Lost func(table.Skipped)

// lose notes an image that a pass, named by what it is for, could not read. It
// returns an error where that is to end the pass.
func lose(ctx context.Context, set *imageset.Set, im *imageset.Image, pass string, err error, lost Lost) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if set.Options().Strict {
		return fmt.Errorf("%s: %w", im.ID, err)
	}
	s := Skipped(im.Path, err)
	s.Error = "left out of the " + pass + ": " + s.Error
	lost(s)
	return nil
}
