package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
)

// openManifest opens a manifest, or the one in a folder.
func openManifest(name string) (*manifest.File, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		folder := name
		name = filepath.Join(folder, dataset.ManifestName)
		if _, err := os.Stat(name); err != nil {
			return nil, fmt.Errorf("%s holds no %s", folder, dataset.ManifestName)
		}
	}
	return manifest.Open(name)
}

// asManifest opens the input if it is one manifest, or a folder that holds one;
// else it returns nil. Flags that such an input cannot answer are refused: all
// but those named in fine, separated by blanks, and those of every command.
func asManifest(inputs []string, flags *pflag.FlagSet, fine string) (*manifest.File, error) {
	if !isManifest(inputs) {
		return nil, nil
	}
	allowed := append(strings.Fields(fine), "ddof", "workers", "strict", "json", "quiet", "verbose")
	var refused error
	flags.Visit(func(f *pflag.Flag) {
		if !slices.Contains(allowed, f.Name) && refused == nil {
			refused = usageError{fmt.Errorf("--%s needs the images: %s is a manifest, which keeps their sums", f.Name, inputs[0])}
		}
	})
	if refused != nil {
		return nil, refused
	}
	return openManifest(inputs[0])
}

// load reads a manifest with the options that it was made with; --ddof goes
// before the divisor that it has.
func load(m *manifest.File, flags *pflag.FlagSet, read *pipeline.Options) (*pipeline.Dataset, error) {
	ddof := read.DDOF
	d, err := pipeline.Load(m, read)
	if flags.Changed("ddof") {
		read.DDOF = ddof
	}
	return d, err
}

// isManifest reports whether the inputs are one manifest, or a folder that
// holds one.
func isManifest(inputs []string) bool {
	if len(inputs) != 1 {
		return false
	}
	info, err := os.Stat(inputs[0])
	if err != nil || !info.IsDir() {
		return err == nil && filepath.Ext(inputs[0]) == filepath.Ext(dataset.ManifestName)
	}
	_, err = os.Stat(filepath.Join(inputs[0], dataset.ManifestName))
	return err == nil
}

// rowParts adds up the rows of a manifest.
func rowParts(m *manifest.File, flags *pflag.FlagSet, o *statsOptions) (*pipeline.Set, []*pipeline.Part, []string, float64, error) {
	d, err := load(m, flags, &o.read)
	if err != nil {
		return nil, nil, nil, 0, err
	}
	keys := map[string]func(*pipeline.Row) string{
		"label": func(r *pipeline.Row) string { return r.Label },
		"split": func(r *pipeline.Row) string { return r.Split },
		"group": func(r *pipeline.Row) string { return r.Group },
	}
	scale := d.Scale()
	if o.scale != 0 {
		scale = o.scale
	}
	parts, err := d.RowStats(pipeline.InSplit(o.split), keys[o.per])
	if err == nil && len(parts) == 0 {
		err = fmt.Errorf("the manifest has no item in split %q", o.split)
	}
	return d.Set, parts, nil, scale, err
}
