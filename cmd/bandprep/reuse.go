package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/parts"
	"github.com/bandprep/bandprep/pipeline/table"
)

// reuseFlags say what is kept of measured images for later commands, and what is
// taken over of earlier ones.
type reuseFlags struct {
	parts *parts.Options
	check string
}

// partsName is the folder of parts below an output folder; below the folder of an
// output file, the name of the file follows.
const partsName = ".bandprep-parts"

func (f *reuseFlags) add(s *pflag.FlagSet, o *parts.Options) {
	f.parts = o
	s.StringVar(&o.Dir, "checkpoint", "", "`folder` for what was measured so far: the same command goes on from it after an interruption")
	s.StringVar(&o.Reuse, "reuse", "", "take over the rows of this `manifest` for files that did not change since")
	s.StringVar(&f.check, "reuse-check", "time", "`time|hash`: files are known by size and times, or by all their bytes")
}

// finish checks the flags after parsing. Where there is no --checkpoint, parts lie
// in dir; "" is none.
func (f *reuseFlags) finish(dir string) error {
	o := f.parts
	o.Version = versionText()
	if o.Dir == "" {
		o.Dir = dir
	}
	if o.Reuse != "" {
		o.Reuse = manifestIn(o.Reuse)
		if _, err := os.Stat(o.Reuse); err != nil {
			return fmt.Errorf("--reuse: %w", err)
		}
	}
	switch f.check {
	case "time":
	case "hash":
		o.ByHash = true
	default:
		return usageError{fmt.Errorf("--reuse-check %q: want time or hash", f.check)}
	}
	return nil
}

// besideFile returns the folder of the parts of a command that writes one file,
// "" where that is a pipe or a device.
func besideFile(name string) string {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return ""
	}
	return filepath.Join(filepath.Dir(name), partsName+"-"+filepath.Base(name))
}

// replaces makes a run take over the rows of the manifest in its folder, where
// there is no --reuse.
func (f *reuseFlags) replaces(dir string) {
	name := filepath.Join(dir, dataset.ManifestName)
	f.parts.Cached = true
	if _, err := os.Stat(parts.CacheName(name)); err == nil && f.parts.Reuse == "" {
		f.parts.Reuse = name
	}
}

// goesOn says that there is what an interrupted command measured.
func (s *session) goesOn() {
	if n := s.in.Parts().Found(); n > 0 {
		s.notice("going on: an interrupted command measured " + words.Count(n, "image", "images"))
	}
}

// errPaused says that an interrupted command can go on where it was.
var errPaused = errors.New("what was measured is kept")

// paused adds errPaused to an error where the same command would go on.
func (s *session) paused(err error) error {
	if s.in != nil && s.in.Parts().Pause() && s.ctx.Err() != nil {
		return errors.Join(errPaused, err)
	}
	return err
}

// remember writes, beside a manifest, what is known of the files of its rows.
func (s *session) remember(manifest string, t *table.Table) {
	known := s.in.Parts()
	if info, err := os.Stat(manifest); known == nil || err != nil || !info.Mode().IsRegular() {
		return
	}
	if err := known.WriteCache(manifest, t, s.in.Set()); err != nil {
		s.warn([]string{"later commands will read all images again: " + err.Error()})
	}
}

// done removes the parts of a command whose results are written, and says what was
// taken over.
func (s *session) done() {
	if n := s.in.Parts().Taken(); n > 0 {
		s.notice("taken over from earlier commands: " + words.Count(n, "image", "images"))
	}
	if err := s.in.Parts().Done(); err != nil {
		s.warn([]string{"parts: " + err.Error()})
	}
}
