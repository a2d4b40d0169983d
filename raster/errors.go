package raster

import (
	"errors"
	"fmt"
)

// A BrokenError says that a file contradicts its own format or ends early.
type BrokenError struct {
	Format string // format room, "tiff"
	Place  string // where in the file, "IFD 0, block 17"; may be empty
	Reason string
}

// An UnsupportedError says that a file is well-formed, as far as was read, but
// uses a feature that is not implemented.
type UnsupportedError struct{ Format, Place, Reason string }

// A TooLargeError says that a file asks for more than [Limits] allow. It is
// returned before memory is allocated.
type TooLargeError struct {
	Format, Place, Reason string
	Need, Limit           int64
}

func (e *BrokenError) Error() string      { return message(e.Format, e.Place, "broken", e.Reason) }
func (e *UnsupportedError) Error() string { return message(e.Format, e.Place, "unsupported", e.Reason) }
func (e *TooLargeError) Error() string {
	return message(e.Format, e.Place, "too large", fmt.Sprintf("%s: %d, limit %d", e.Reason, e.Need, e.Limit))
}

func message(format, place, kind, reason string) string {
	if place != "" {
		place = ", " + place
	}
	return fmt.Sprintf("%s %s%s: %s", kind, format, place, reason)
}

// Broken returns a [BrokenError] whose reason is formatted.
func Broken(format, place, reason string, args ...any) error {
	return &BrokenError{format, place, fmt.Sprintf(reason, args...)}
}

// Unsupported returns an [UnsupportedError] whose reason is formatted.
func Unsupported(format, place, reason string, args ...any) error {
	return &UnsupportedError{format, place, fmt.Sprintf(reason, args...)}
}

// TooLarge returns a [TooLargeError] if need is above limit, else nil.
func TooLarge(format, place, what string, need, limit int64) error {
	if need <= limit && need >= 0 {
		return nil
	}
	return &TooLargeError{format, place, what, need, limit}
}

// IsTyped reports whether err says what is wrong with a file: broken,
// unsupported or too large.
func IsTyped(err error) bool {
	var b *BrokenError
	var u *UnsupportedError
	var t *TooLargeError
	return errors.As(err, &b) || errors.As(err, &u) || errors.As(err, &t)
}
