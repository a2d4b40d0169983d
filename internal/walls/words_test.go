package walls

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// retired are words that the code used once in a sense of its own, and what an
// engineer looks for in their place. CONTRIBUTING.md has the words that stay.
var retired = map[string]string{
	"wholes": "integerAccumulator", "sieve": "validityFilter", "sift": "filter", "spares": "pool.Pool",
	"atlas": "spatialIndex", "settle": "resolve", "aheadForm": "prefetchLayout",
	"newFold": "Totals", "Forms": "Layouts", "MixesRGB": "GreyAsRGB", "AuditImages": "derive.Audit",
}

// TestRetiredWords holds that identifiers use the glossary's words only.
func TestRetiredWords(t *testing.T) {
	for word, instead := range retired {
		cmd := exec.Command("git", "grep", "-nwE", word, "--", "*.go", ":!internal/walls")
		cmd.Dir = testfile.Root()
		out, _ := cmd.Output() // none found is an error of git's
		for line := range strings.Lines(string(out)) {
			if comment.MatchString(line) {
				continue
			}
			t.Errorf("%s: the word is %s", strings.TrimSpace(line), instead)
		}
	}
}

// comment is a line of prose, where a word may have its plain sense.
var comment = regexp.MustCompile(`^[^:]+:\d+:\s*//`)
