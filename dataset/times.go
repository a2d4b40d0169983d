package dataset

import (
	"fmt"
	"strings"
	"time"

	"github.com/bandprep/bandprep/dataset/internal/table"
)

// validateTimeFrom returns an error unless a source of times is regex:EXPR or empty.
func validateTimeFrom(source string) error {
	if source != "" && !strings.HasPrefix(source, "regex:") {
		return fmt.Errorf(`--time-from %q: want regex:EXPR, as regex:_(\d{8}T\d{6})_; a table gives times in its column time`, source)
	}
	_, err := newKeyer(source, "time")
	return err
}

// time returns the time in an item's path, UTC where it has no zone.
func (k *keyer) time(id string) (time.Time, error) {
	text, err := k.match(id)
	if err != nil {
		return time.Time{}, err
	}
	if t, ok := table.ParseNameTime(text); ok {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("--time-from: %q in %s is no time: want one such as 20221015T110751, 2022-10-15 or 2022288", text, id)
}
