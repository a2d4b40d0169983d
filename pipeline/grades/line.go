package grades

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/bandprep/bandprep/pipeline/table"
)

// Delete is the mark of an image that is to be left out.
const Delete = "delete"

// Key says which image is meant.
type Key struct {
	ID   string `json:"id"`
	Hash string `json:"hash,omitempty"` // of the contents, in hexadecimal; "" where it is not known
}

// KeyOf returns the key of a row: the hash of its file, or where that is not
// known that of its pixels.
func KeyOf(r *table.Row) Key {
	switch {
	case r.ContentHash != [16]byte{}:
		return Key{r.ID, hex.EncodeToString(r.ContentHash[:])}
	case r.PixelHash != [16]byte{}:
		return Key{r.ID, "pixels-" + hex.EncodeToString(r.PixelHash[:])}
	}
	return Key{ID: r.ID}
}

// Judgement is what a grader said of an image.
type Judgement struct {
	Grade int8   `json:"grade,omitempty"` // 1 to 9; 0: none
	Mark  string `json:"mark,omitempty"`  // "" or [Delete]
	Label string `json:"label,omitempty"` // "": as in the table
}

// Line is one line of the log: the whole judgement of an image after a key was
// pressed, or that the grader's last line still standing is taken back.
type Line struct {
	Time   time.Time `json:"time"`
	Grader string    `json:"grader,omitempty"`
	Key
	Judgement
	Undo bool `json:"undo,omitempty"`
}

// maxLine is the length from which a line is none of ours.
const maxLine = 1 << 16

// parse reads a line.
func parse(text []byte) (l Line, err error) {
	if len(text) > maxLine {
		return l, errors.New("too long for a line of the log")
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, err
	}
	return l, l.Validate()
}

// Validate returns an error if the line is none that the log holds.
func (l *Line) Validate() error {
	switch {
	case l.ID == "":
		return errors.New("no id")
	case l.Grade < 0 || l.Grade > 9:
		return fmt.Errorf("grade %d: want 1 to 9", l.Grade)
	case l.Mark != "" && l.Mark != Delete:
		return fmt.Errorf("mark %q: want %q", l.Mark, Delete)
	case l.Undo && l.Judgement != Judgement{}:
		return errors.New("a judgement in a line that takes one back")
	}
	return nil
}
