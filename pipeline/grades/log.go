package grades

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// ending is how names of logs end.
const ending = ".grades.jsonl"

// Name returns where the log of inputs lies: beside a manifest, for images in
// the current folder, called as the first input is.
func Name(inputs []string, manifest string) string {
	if manifest != "" {
		return strings.TrimSuffix(manifest, filepath.Ext(manifest)) + ending
	}
	if len(inputs) == 0 {
		return "images" + ending
	}
	name := filepath.Clean(strings.TrimPrefix(inputs[0], "@"))
	if abs, err := filepath.Abs(name); err == nil {
		name = abs // also of "."
	}
	if base := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)); base != "" && !strings.ContainsAny(base, `/\*?`) {
		return base + ending
	}
	return "images" + ending
}

// Log is an open log. It is safe for concurrent use; several processes may
// append to one file.
type Log struct {
	mu      sync.Mutex
	file    *os.File
	name    string
	read    int64 // up to where lines were replayed
	torn    bool  // the file does not end with a line break
	history History
}

// Open opens a log for appending, creates it where there is none, and replays it.
func Open(name string) (*Log, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("log of grades: %w", err)
	}
	l := &Log{file: f, name: name}
	if _, err := l.follow(); err != nil {
		f.Close()
		return nil, err
	}
	if info, err := f.Stat(); err == nil {
		l.torn = info.Size() > l.read
	}
	if dir, err := os.Open(filepath.Dir(name)); err == nil { // so that the name of a new file is on the disk too
		dir.Sync()
		dir.Close()
	}
	return l, nil
}

// Read replays a log that is not going to be appended to; one that does not
// exist has no lines.
func Read(name string) (*History, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return new(History), nil
	}
	if err != nil {
		return nil, fmt.Errorf("log of grades: %w", err)
	}
	defer f.Close()
	l := &Log{file: f, name: name}
	_, err = l.follow()
	return &l.history, err
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }

// Append writes a line, waits until it is on the disk, and replays it with what
// others wrote meanwhile. It returns the lines that count among these.
func (l *Log) Append(line Line) ([]Line, error) {
	if err := line.Validate(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(line)
	if err != nil {
		return nil, err
	}
	if len(text) > maxLine {
		return nil, fmt.Errorf("%s: too long for a line of the log", line.ID)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.inPlace(); err != nil {
		return nil, err
	}
	if l.torn { // the rest of a line stays alone
		text = append([]byte{'\n'}, text...)
	}
	l.torn = true // until the line is known to be whole
	if _, err := l.file.Write(append(text, '\n')); err != nil {
		return nil, fmt.Errorf("log of grades: %w", err)
	}
	l.torn = false
	if err := l.file.Sync(); err != nil {
		return nil, fmt.Errorf("log of grades: %w", err)
	}
	return l.follow()
}

// inPlace returns an error if the file was removed or replaced, so that what is
// written would be lost.
func (l *Log) inPlace() error {
	open, err := l.file.Stat()
	if err != nil {
		return fmt.Errorf("log of grades: %w", err)
	}
	if there, err := os.Stat(l.name); err != nil || !os.SameFile(open, there) {
		return fmt.Errorf("log of grades: %s was removed or replaced; start again", l.name)
	}
	if open.Size() < l.read {
		return fmt.Errorf("log of grades: %s was cut; start again", l.name)
	}
	return nil
}

// Follow replays the lines that others appended and returns those that count.
func (l *Log) Follow() ([]Line, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.follow()
}

// View calls fn with the history, which must not be kept.
func (l *Log) View(fn func(*History)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn(&l.history)
}

func (l *Log) follow() (lines []Line, err error) {
	const chunk = 1 << 16
	var rest []byte
	buf := make([]byte, chunk)
	skip := false // within a line that is too long
	for at := l.read; ; {
		n, err := l.file.ReadAt(buf, at)
		at += int64(n)
		rest = append(rest, buf[:n]...)
		for {
			end := bytes.IndexByte(rest, '\n')
			if end < 0 {
				break
			}
			text := bytes.TrimSpace(rest[:end])
			rest, l.read = rest[end+1:], l.read+int64(end+1)
			if skip || len(text) > 0 {
				if line, err := parse(text); skip || err != nil {
					l.history.Damaged++
				} else if l.history.Add(&line) {
					lines = append(lines, line)
				}
			}
			skip = false
		}
		if len(rest) > maxLine {
			l.read, rest, skip = l.read+int64(len(rest)), nil, true
		}
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return lines, fmt.Errorf("log of grades: %w", err)
		}
	}
}
