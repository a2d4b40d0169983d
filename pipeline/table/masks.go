package table

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster/keep"
)

// Masks say which pixels of an image count. The zero value counts all.
type Masks struct {
	// Pattern is the path of an image's mask: {dir} stands for the image's
	// folder, {name} for its name without extension.
	Pattern string `json:"pattern,omitempty"`
	// Values are those of the mask where pixels count; nil means all but 0, or
	// what Keep says.
	Values []Float `json:"values,omitempty"`
	// Keep is an expression that is true where pixels count, see raster/keep. Its
	// masks are those of the pattern, else of the product that an image is.
	Keep string `json:"keep,omitempty"`
	// Clear takes the usual expression of the product that the images are.
	Clear bool `json:"clear,omitempty"`
	// Bands are the masks of a product that Keep names, found, not chosen. Their files
	// follow those of the bands in each row.
	Bands []MaskBand `json:"bands,omitempty"`
}

// MaskBand is a mask of a product: its name, and its band in the file, from 0.
type MaskBand struct {
	Name  string `json:"name"`
	Index int    `json:"band,omitempty"`
}

// TakeClear sets Keep to the usual expression of a product, where that is asked for.
func (m *Masks) TakeClear(usual string) error {
	switch {
	case !m.Clear || m.Keep == usual && usual != "":
		return nil
	case usual == "":
		return fmt.Errorf("--clear: nothing in it says which pixels are clear")
	}
	m.Keep = usual
	return nil
}

// Path returns the path of the mask of the image at a path.
func (m *Masks) Path(image string) string {
	image = filepath.ToSlash(image)
	base := path.Base(image)
	name := strings.TrimSuffix(base, path.Ext(base))
	return filepath.FromSlash(strings.NewReplacer("{dir}", path.Dir(image), "{name}", name).Replace(m.Pattern))
}

// Any reports whether some pixels may not count.
func (m *Masks) Any() bool { return m.Pattern != "" || m.Keep != "" }

// Expr returns the condition for pixels that count: Keep, or what it is short for.
func (m *Masks) Expr() (*keep.Expr, error) {
	text := m.Keep
	switch {
	case text != "":
	case m.Values == nil:
		text = "mask != 0"
	default:
		list := make([]string, len(m.Values))
		for i, v := range m.Values {
			list[i] = strconv.FormatFloat(float64(v), 'f', -1, 64)
		}
		text = "mask in " + strings.Join(list, ",")
	}
	return keep.Parse(text)
}

// Validate returns an error that names the option at fault.
func (m *Masks) Validate() error {
	switch {
	case m.Clear && (m.Pattern != "" || m.Values != nil):
		return fmt.Errorf("--clear takes what a product says; --mask-from takes --keep or --mask-value")
	case m.Keep != "" && m.Values != nil:
		return fmt.Errorf("--keep and --mask-value both say which pixels count: give one of them")
	case m.Pattern == "" && m.Values != nil:
		return fmt.Errorf("--mask-value is for --mask-from")
	case m.Pattern != "" && !strings.Contains(m.Pattern, "{name}"):
		return fmt.Errorf("--mask-from %q: want a path with {name}, as {dir}/../masks/{name}.png", m.Pattern)
	}
	if _, err := m.Expr(); err != nil {
		if m.Keep == "" {
			return fmt.Errorf("--mask-value: %w", err)
		}
		return fmt.Errorf("--keep: %w", err)
	}
	return nil
}
