package pipeline

import (
	"context"

	"github.com/bandprep/bandprep/pipeline/input"
)

// Options say which images count and how they are read and measured.
type Options = input.Options

// Input is a source of a table: images, or a manifest.
type Input = input.Input

// Open opens the inputs: one manifest, or a folder that holds one, or images.
func Open(ctx context.Context, names []string, o Options) (*Input, error) {
	return input.Open(ctx, names, o)
}
