package imageset

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// PatientIDs say what becomes of the PatientID of DICOM files, which groups
// images. The zero value keeps digests of a key that is known to all: that hides
// ids from eyes, but whoever guesses one can tell.
type PatientIDs struct {
	Key  []byte // of the digests; nil: the bytes "bandprep"
	Keep bool   // the ids themselves, no digests
}

// knownKey is the key of digests where no other was given.
const knownKey = "bandprep"

// digest returns what stands for an id: HMAC-SHA-256 (RFC 2104, FIPS 180-4) in
// hexadecimal. Spaces around it, with which DICOM fills texts, do not count.
func (p *PatientIDs) digest(id string) string {
	id = strings.TrimSpace(id)
	if id == "" || p.Keep {
		return id
	}
	return hex.EncodeToString(p.hash(id))
}

func (p *PatientIDs) hash(text string) []byte {
	key := p.Key
	if key == nil {
		key = []byte(knownKey)
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// mark tells kinds of digests apart: those of two keys do not meet in one set,
// where one patient would be two. It is "" for the known key.
func (p *PatientIDs) mark() string {
	switch {
	case p.Keep:
		return "kept"
	case p.Key != nil:
		return "key " + hex.EncodeToString(p.hash("which key\x00")[:8])
	}
	return ""
}

// check returns an error where a plan was made with other digests.
func (p *PatientIDs) check(plan *Plan) error {
	if plan != nil && plan.View.PatientIDs != p.mark() {
		return fmt.Errorf("the plan was made with another --id-key or --keep-ids: its patients (%q) and those of this run (%q) would not meet", plan.View.PatientIDs, p.mark())
	}
	return nil
}

// hide puts digests in the place of ids in what opening a file gave.
func (p *PatientIDs) hide(r *opened) {
	for i := range r.headers {
		r.headers[i].Group = p.digest(r.headers[i].Group)
	}
	for i := range r.facts {
		r.facts[i].patient = p.digest(r.facts[i].patient)
	}
}
