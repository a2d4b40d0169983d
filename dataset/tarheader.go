package dataset

import (
	"archive/tar"
	"bytes"
	"strings"
)

// tarBlock is the unit of a tar.
const tarBlock = 512

// tarReader reads the headers of the members of a tar that are files. Package
// tar does so from the first header on that is not a plain one.
type tarReader struct {
	in   forward
	end  int64 // of the last plain member
	rest *tar.Reader
}

// next returns the name of the next member and where it lies, or io.EOF.
func (r *tarReader) next() (string, span, error) {
	for r.rest == nil {
		r.in.skip(r.end - r.in.at)
		head := r.in.peek(tarBlock)
		name, size, ok := plainHeader(head)
		if !ok {
			r.rest = tar.NewReader(&r.in)
			break
		}
		folder := head[156] == tar.TypeDir // which has no content, whatever its size says
		r.in.skip(tarBlock)
		if r.end = r.in.at; !folder {
			r.end += (size + tarBlock - 1) / tarBlock * tarBlock
			return name, span{r.in.at, size}, nil
		}
	}
	for {
		h, err := r.rest.Next()
		if err != nil {
			return "", span{}, err
		}
		if h.Typeflag == tar.TypeReg {
			return h.Name, span{r.in.at, h.Size}, nil // package tar has read the header blocks and nothing more
		}
	}
}

// plainHeader reads the header of a file or folder as POSIX.1-1988 or GNU tar
// write it where nothing is out of the ordinary: no long name, no huge size, no
// other attributes that matter.
func plainHeader(b []byte) (name string, size int64, ok bool) {
	if len(b) < tarBlock || b[156] != tar.TypeReg && b[156] != tar.TypeDir {
		return "", 0, false
	}
	name = cString(b[:100])
	switch string(b[257:265]) {
	case "ustar\x0000":
		if prefix := cString(b[345:500]); prefix != "" {
			name = prefix + "/" + name
		}
		ok = string(b[508:512]) != "tar\x00" // star has a shorter prefix
	case "ustar  \x00":
		ok = b[345] == 0 && b[357] == 0 // times of access and change may stand there
	}
	for _, field := range [][]byte{b[100:108], b[108:116], b[116:124], b[136:148], b[329:337], b[337:345]} { // of no use, but a header is whole or none
		_, well := octal(field)
		ok = ok && (well || len(bytes.Trim(field, " \x00")) == 0)
	}
	size, sized := octal(b[124:136])
	stored, summed := octal(b[148:156])
	sum := int64(8 * ' ') // in place of the field of the sum itself
	for _, v := range b[:tarBlock] {
		sum += int64(v)
	}
	for _, v := range b[148:156] {
		sum -= int64(v)
	}
	return name, size, ok && sized && summed && sum == stored && strings.HasSuffix(name, "/") == (b[156] == tar.TypeDir)
}

// cString returns the bytes in front of the first zero.
func cString(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// octal reads digits that zeros or blanks end.
func octal(b []byte) (v int64, ok bool) {
	b = bytes.Trim(b, " \x00")
	for _, d := range b {
		if d < '0' || d > '7' {
			return 0, false
		}
		v = v<<3 | int64(d-'0')
	}
	return v, len(b) > 0
}
