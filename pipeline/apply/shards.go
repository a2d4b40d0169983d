package apply

import (
	"archive/tar"
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
)

// Shards are tar files as the WebDataset library reads them: of an item KEY the
// image KEY.png, its label raster KEY.seg.png, the number of its class KEY.cls (labels in alphabetical order,
// from 0) and KEY.json with its id, label, group and split. Items are put in
// the order of a hash of their ids, so that each shard mixes all classes. The
// bytes of a shard depend on its items and the chain only.

// splits are the names of the splits, in the order of shards.
var splits = []string{"train", "valid", "test"}

// shard is the plan of one tar file.
type shard struct {
	path  string
	items []target
}

// plan deals the outputs to shards, split by split.
func planShards(list []target, size int) []shard {
	bySplit := make(map[string][]target)
	for _, o := range list {
		bySplit[o.image.Split] = append(bySplit[o.image.Split], o)
	}
	var shards []shard
	for _, split := range append(slices.Clone(splits), "") {
		items := bySplit[split]
		hash := func(o target) string { h := sha256.Sum256([]byte(o.image.ID)); return string(h[:]) }
		slices.SortFunc(items, func(a, b target) int { return cmp.Compare(hash(a), hash(b)) })
		n := 0
		for part := range slices.Chunk(items, size) {
			shards = append(shards, shard{fmt.Sprintf("%s-%06d.tar", cmp.Or(split, "all"), n), part})
			n++
		}
	}
	return shards
}

// member returns the name of the image in its shard. What follows the first
// dot of a name tells WebDataset what a member is.
func (o *target) member() string {
	p := o.path
	if o.image.Split != "" {
		p = strings.TrimPrefix(p, o.image.Split+"/")
	}
	ext := path.Ext(p)
	return shardKey(strings.TrimSuffix(p, ext)) + ext
}

// shardKey makes a path without extension the key of an item.
func shardKey(stem string) string {
	dir, base := path.Split(stem)
	return dir + strings.ReplaceAll(base, ".", "_")
}

// shards writes the outputs into tar files.
func (w *applier) shards(ctx context.Context, list []target) error {
	var labels []string
	for i := range list {
		if l := list[i].image.Label; l != "" {
			labels = append(labels, l)
		}
	}
	slices.Sort(labels)
	labels = slices.Compact(labels)
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return err
	}
	for _, s := range planShards(list, w.a.Shards) {
		name := filepath.Join(w.dir, s.path)
		if w.a.Resume {
			kept, err := w.keepShard(ctx, name, &s)
			if err != nil {
				return err
			}
			if kept {
				continue
			}
		}
		err := output.WriteFile(name, w.a.Overwrite, func(f *os.File) error {
			b := bufio.NewWriterSize(f, 1<<20)
			if err := w.shard(ctx, tar.NewWriter(b), &s, labels); err != nil {
				return err
			}
			return b.Flush()
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(w.done.Items, func(a, b Item) int { return cmp.Compare(a.Image.ID, b.Image.ID) })
	return nil
}

// keepShard notes the items of a shard that an earlier run wrote.
func (w *applier) keepShard(ctx context.Context, name string, s *shard) (bool, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	there := make(map[string]bool)
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return false, fmt.Errorf("%s: %w", name, err)
		}
		there[h.Name] = true
	}
	for i := range s.items {
		o := &s.items[i]
		if !there[o.member()] {
			w.o.Progress.Done(0)
			w.done.skip(o.image, errors.New("left out of its shard by an earlier run"))
			continue
		}
		if err := w.note(ctx, &written{target: o, kept: true}, s.path+"#"+o.member()); err != nil {
			return false, err
		}
	}
	return true, nil
}

// shard writes the items of one shard.
func (w *applier) shard(ctx context.Context, t *tar.Writer, s *shard, labels []string) error {
	for r := range w.each(ctx, s.items, func(ctx context.Context, out *target, workers int) written {
		var m memory
		h, err := w.encode(ctx, out, &m, workers)
		var classes memory
		if err == nil && out.label != "" {
			err = w.encodeClasses(ctx, out, &h, &classes, workers)
		}
		return written{target: out, data: m.data, more: classes.data, err: err}
	}) {
		member := r.member()
		if r.label != "" {
			r.label = s.path + "#" + strings.TrimSuffix(member, path.Ext(member)) + ".seg." + extension(r.labelFormat)
		}
		if err := w.note(ctx, &r, s.path+"#"+member); err != nil {
			return err
		}
		if r.err != nil {
			continue
		}
		key := strings.TrimSuffix(member, path.Ext(member))
		im := r.image
		about, err := json.Marshal(map[string]string{"id": im.ID, "label": im.Label, "group": im.Group, "split": im.Split})
		if err != nil {
			return err
		}
		if err := addMember(t, member, r.data); err != nil {
			return err
		}
		if r.label != "" { // as WebDataset's decoders know it
			if err := addMember(t, key+".seg."+extension(r.labelFormat), r.more); err != nil {
				return err
			}
		}
		if class, ok := slices.BinarySearch(labels, im.Label); ok {
			if err := addMember(t, key+".cls", []byte(strconv.Itoa(class))); err != nil {
				return err
			}
		}
		if err := addMember(t, key+".json", about); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.Close()
}

func addMember(t *tar.Writer, name string, data []byte) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}); err != nil {
		return err
	}
	_, err := t.Write(data)
	return err
}
