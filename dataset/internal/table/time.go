package table

import (
	"fmt"
	"time"
)

// ParseTime reads a date, or date and time, as ISO 8601 writes them; times
// without a zone are UTC.
func ParseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006:01:02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q: want 2006-01-02 or 2006-01-02T15:04:05Z", s)
}

// nameTimes are the forms that times have in names of files, the longest first;
// "2006002" is a year and the day in it.
var nameTimes = []string{"20060102T150405", "20060102150405", "20060102_150405", "20060102-150405", "2006-01-02T15-04-05", "2006-01-02_15-04-05", "2006_01_02", "2006.01.02", "20060102", "2006002T150405", "2006002", "2006-01", "200601", "2006"}

// ParseNameTime reads a time as names of files have it, or as [ParseTime] does.
func ParseNameTime(s string) (time.Time, bool) {
	if t, err := ParseTime(s); err == nil && s != "" {
		return t.UTC(), true
	}
	for _, layout := range nameTimes {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
