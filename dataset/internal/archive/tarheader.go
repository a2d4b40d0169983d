package archive

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
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
	// restAt is one more than the offset at which rest began.
	restAt int64
}

// tarMember is one file of a tar, or a hard link to one.
type tarMember struct {
	name   string
	at     span
	link   string // the member that it is a link to
	sparse bool
}

// next returns the next member, or io.EOF.
func (r *tarReader) next() (tarMember, error) {
	for r.rest == nil {
		r.in.skip(r.end - r.in.at)
		head := r.in.peek(tarBlock)
		name, size, ok := plainHeader(head)
		if !ok {
			r.restAt = r.in.at + 1
			r.rest = tar.NewReader(&r.in)
			break
		}
		folder := head[156] == tar.TypeDir // which has no content, whatever its size says
		r.in.skip(tarBlock)
		if r.end = r.in.at; !folder {
			r.end += (size + tarBlock - 1) / tarBlock * tarBlock
			return tarMember{name: name, at: span{offset: r.in.at, size: size}}, nil
		}
	}
	for {
		h, err := r.rest.Next()
		if err != nil {
			return tarMember{}, err
		}
		m := tarMember{name: h.Name, at: span{offset: r.in.at, size: h.Size}} // package tar has read the header blocks and nothing more
		switch {
		case h.Typeflag == tar.TypeLink: // symbolic ones lead anywhere
			m.link = h.Linkname
			return m, nil
		case h.Typeflag == tar.TypeGNUSparse, h.PAXRecords["GNU.sparse.major"] != "", h.PAXRecords["GNU.sparse.map"] != "", h.PAXRecords["GNU.sparse.size"] != "":
			m.sparse = true
			return m, nil
		case h.Typeflag == tar.TypeReg:
			return m, nil
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
	for _, field := range [...][]byte{b[100:108], b[108:116], b[116:124], b[136:148], b[329:337], b[337:345]} { // of no use, but a header is whole or none
		_, _, well := octal(field)
		ok = ok && well
	}
	size, digits, sized := octal(b[124:136])
	stored, sumDigits, summed := octal(b[148:156])
	sum := byteSum(b[:tarBlock]) - byteSum(b[148:156]) + 8*' ' // blanks in place of the field of the sum itself
	return name, size, ok && sized && digits > 0 && summed && sumDigits > 0 && sum == stored && strings.HasSuffix(name, "/") == (b[156] == tar.TypeDir)
}

// byteSum adds up bytes, eight at a time; there are at most 1024, a multiple of 8.
func byteSum(b []byte) int64 {
	const low = 0x00FF00FF00FF00FF
	var sum uint64 // four sums of 16 bits
	for ; len(b) >= 8; b = b[8:] {
		v := binary.LittleEndian.Uint64(b)
		sum += v&low + v>>8&low
	}
	return int64(sum&0xFFFF + sum>>16&0xFFFF + sum>>32&0xFFFF + sum>>48)
}

// cString returns the bytes in front of the first zero.
func cString(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// octal reads the digits between blanks and zeros and returns how many there are.
func octal(b []byte) (v int64, digits int, ok bool) {
	blank := func(c byte) bool { return c == ' ' || c == 0 }
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && blank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	for _, d := range b {
		if d < '0' || d > '7' {
			return 0, 0, false
		}
		v = v<<3 | int64(d-'0')
	}
	return v, len(b), true
}
