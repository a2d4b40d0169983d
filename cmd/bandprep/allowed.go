package main

import (
	"fmt"
	"strconv"
	"strings"
)

// allowed is how many images may be skipped and the work still counts as done:
// a number, or a share of all in percent. It is a flag.
type allowed struct {
	text  string
	count int64
	share float64 // 0 to 1; 0: count says it
}

func (a *allowed) String() string { return a.text }

func (a *allowed) Set(s string) error {
	text, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	if percent {
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return fmt.Errorf("want a number of images, or a share as 1%%")
		}
		*a = allowed{text: s, share: v / 100}
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("want a number of images, or a share as 1%%")
	}
	*a = allowed{text: s, count: n}
	return nil
}

func (a *allowed) Type() string { return "N|share%" }

// status returns nil where so many of all may be skipped, else errSkipped.
func (a *allowed) status(skipped, all int) error {
	if int64(skipped) <= a.count || float64(skipped) <= a.share*float64(all) {
		return nil
	}
	return errSkipped
}
