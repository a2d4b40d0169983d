package dataset

import (
	"fmt"
	"strings"
	"time"

	"github.com/bandprep/bandprep/dataset/internal/table"
)

// nameTimes are the forms that times have in names of files, the longest first;
// "2006002" is a year and the day in it.
var nameTimes = []string{"20060102T150405", "20060102150405", "20060102_150405", "20060102-150405", "2006-01-02T15-04-05", "2006-01-02_15-04-05", "2006_01_02", "2006.01.02", "20060102", "2006002T150405", "2006002", "2006-01", "200601", "2006"}

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
	if t, err := table.ParseTime(text); err == nil && text != "" {
		return t.UTC(), nil
	}
	for _, layout := range nameTimes {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("--time-from: %q in %s is no time: want one such as 20221015T110751, 2022-10-15 or 2022288", text, id)
}
