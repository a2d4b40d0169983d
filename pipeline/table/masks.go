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
