package main

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/transforms"
)

// parseAs reads "resize=256,crop=224,interpolation=bilinear", the way that
// training code writes it, as a chain.
func parseAs(text string) (transforms.Chain, error) {
	if text == "" {
		return nil, nil
	}
	var steps []string
	interpolation := ""
	for part := range strings.SplitSeq(text, ",") {
		word, value, _ := strings.Cut(part, "=")
		switch word {
		case "resize":
			steps = append(steps, "resize="+value)
		case "crop":
			steps = append(steps, "center-crop="+value)
		case "interpolation":
			interpolation = ",interpolation=" + value
		default:
			return nil, fmt.Errorf("--as %s: want resize, crop and interpolation, not %q", text, word)
		}
	}
	resized := interpolation == ""
	for i, s := range steps {
		if strings.HasPrefix(s, "resize=") {
			steps[i] += interpolation
			resized = true
		}
	}
	if !resized {
		return nil, fmt.Errorf("--as %s: interpolation is for resize", text)
	}
	chain, err := transforms.Parse(strings.Join(steps, ";"), transforms.Resolver{})
	if err != nil {
		return nil, fmt.Errorf("--as: %w", err)
	}
	return chain, nil
}
