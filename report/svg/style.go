package svg

import _ "embed"

// Style is the style sheet of the drawings: the colours as variables, and what
// is drawn in them.
//
//go:embed style.css
var Style string
