package derive

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/stats"
)

// uselessWarnings says which bands cannot be normalized: those without a valid
// sample, and those of one value.
func uselessWarnings(s *stats.Summary, bands []string) []string {
	var dead, flat []string
	for b := range s.Bands {
		switch x := &s.Bands[b]; {
		case x.Valid == 0:
			dead = append(dead, bands[b])
		case x.Minimum == x.Maximum:
			flat = append(flat, bands[b])
		}
	}
	var list []string
	if len(dead) > 0 {
		list = append(list, fmt.Sprintf("%s no valid sample, so there are no constants: %s", words.Count(len(dead), "band has", "bands have"), words.Few(dead)))
	}
	if len(flat) > 0 {
		list = append(list, fmt.Sprintf("%s one value everywhere, so the standard deviation is 0, and nothing can be divided by it: %s",
			words.Count(len(flat), "band has", "bands have"), words.Few(flat)))
	}
	return list
}

// lackingWarning says that images stay out of the covariance.
func lackingWarning(s *stats.Summary, f *Totals) []string {
	if s.LackingImages == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s out of the covariance, among them %s", words.Count(s.LackingImages, "image lacks a band and stays", "images lack a band and stay"), strings.Join(f.Lacking(), ", "))}
}
