package shards

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Part is what was measured of a shard, or, behind the last shard, what passes over
// all of them added up.
type Part struct {
	Plan    string // digest of its file
	Shard   int    // from 0
	Records Records
	Skipped []table.Skipped

	Of   string            `json:",omitempty"` // digest of the parts of all shards
	Sums map[string][]byte `json:",omitempty"` // over their images

	sum string // of the file
}

// A file of a part is a line that says what it is, with the XXH3-128 of the rest,
// which is JSON.
const (
	partFormat    = "bandprep part 1 "
	partExtension = ".part"
	headSize      = len(partFormat) + 32 + 1
)

// partName returns the path of the part of shard i of n.
func partName(dir string, i, n int) string {
	return filepath.Join(dir, fmt.Sprintf("part-%06d-of-%06d%s", i, n, partExtension))
}

// WritePart writes a part of the plan into a folder. An earlier one of its shard is
// replaced.
func (p *Plan) WritePart(dir string, part *Part) error {
	part.Plan = p.digest
	body, err := json.Marshal(part)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	sum := xxh3.Hash128(body).Bytes()
	return output.WriteFile(partName(dir, part.Shard, p.Shards()), true, func(f *os.File) error {
		if _, err := f.WriteString(partFormat + hex.EncodeToString(sum[:]) + "\n"); err != nil {
			return err
		}
		_, err := f.Write(body)
		return err
	})
}

// readPart reads a part of the plan.
func (p *Plan) readPart(name string) (*Part, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(b) < headSize || !bytes.HasPrefix(b, []byte(partFormat)) || b[headSize-1] != '\n' {
		return nil, fmt.Errorf("%s is no part of a plan: move it away", name)
	}
	head, body := b[:headSize], b[headSize:]
	sum := xxh3.Hash128(body).Bytes()
	part := Part{sum: hex.EncodeToString(sum[:])}
	if string(head[len(partFormat):headSize-1]) != part.sum {
		return nil, fmt.Errorf("%s is broken: its bytes are not those that were written: remove it, and measure its shard again", name)
	}
	if err := json.Unmarshal(body, &part); err != nil {
		return nil, fmt.Errorf("%s is broken: %w", name, err)
	}
	if part.Plan != p.digest {
		return nil, fmt.Errorf("%s is of another plan: move it away", name)
	}
	if part.Shard < 0 || part.Shard > p.Shards() {
		return nil, fmt.Errorf("%s is broken: shard %d of %d", name, part.Shard, p.Shards())
	}
	return &part, nil
}

// Part returns the part of shard i in a folder, or nil where there is none yet.
func (p *Plan) Part(dir string, i int) (*Part, error) {
	part, err := p.readPart(partName(dir, i, p.Shards()))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && part.Shard != i:
		err = fmt.Errorf("%s holds shard %d: remove it", partName(dir, i, p.Shards()), part.Shard)
	}
	return part, err
}

// Join returns what the parts in a folder hold together, with the sums over all of
// them where these are wanted. A part that is broken, of another plan, there twice or
// missing is an error that names it.
func (p *Plan) Join(dir string, sums bool) (*Joined, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	n := p.Shards()
	j := &Joined{Records: make(Records), Added: make(map[string][]byte)}
	names, whole := make([]string, n+1), (*Part)(nil)
	digests := make([]string, n)
	for _, e := range entries {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) != partExtension || strings.HasPrefix(e.Name(), ".") {
			continue // such as what killed writers left
		}
		name := filepath.Join(dir, e.Name())
		part, err := p.readPart(name)
		if err != nil {
			return nil, err
		}
		if there := names[part.Shard]; there != "" {
			return nil, fmt.Errorf("%s and %s are both of shard %d: remove one", there, name, part.Shard)
		}
		names[part.Shard] = name
		if part.Shard == n {
			whole = part
			continue
		}
		digests[part.Shard] = part.sum
		for id, record := range part.Records {
			if j.Records[id] != nil {
				return nil, fmt.Errorf("%s is broken: %s is in another part, too", name, id)
			}
			j.Records[id] = record
		}
		j.Skipped = append(j.Skipped, part.Skipped...)
	}
	all := xxh3.HashString128(strings.Join(digests, " ")).Bytes()
	j.of = hex.EncodeToString(all[:])
	if whole != nil && whole.Of == j.of {
		j.Added, j.Complete = whole.Sums, true
	} else if whole != nil {
		names[n] = "" // of parts that were replaced
	}
	var missing []string
	for i, name := range names {
		if name == "" && (i < n || sums) {
			missing = append(missing, filepath.Base(partName(dir, i, n)))
		}
	}
	if k := len(missing); k > 0 {
		text := strings.Join(missing[:min(k, 5)], ", ")
		if k > 5 {
			text += fmt.Sprintf(" and %d more", k-5)
		}
		return nil, fmt.Errorf("%s lacks %s: bandprep run --plan PLAN -o %[1]s measures what is missing", dir, text)
	}
	return j, nil
}

// WriteSums writes the sums over all parts behind those.
func (p *Plan) WriteSums(dir string, j *Joined) error {
	return p.WritePart(dir, &Part{Shard: p.Shards(), Of: j.of, Sums: j.Added})
}
