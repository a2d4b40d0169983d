package jpeg

import (
	"bytes"
	"encoding/binary"
)

// tables are the quantization and Huffman tables in force. They outlive a
// file: a table that is equal to the one built before is not built again.
type tables struct {
	quant    [4]quantSlot
	dc, ac   [4]tableSlot
	interval int // units between restart markers, or 0
}

// quantSlot is one place for a quantization table.
type quantSlot struct {
	quantizers
	source  []byte // factors that quantizers hold
	defined bool   // by the current file
}

// tableSlot is one place for a Huffman table.
type tableSlot struct {
	huffman
	source  []byte // counts and symbols that huffman was built from
	defined bool   // by the current file
	fast    *fastTable
	filled  bool // fast is that of the source
}

// reset forgets what the previous file defined.
func (t *tables) reset() {
	t.interval = 0
	for i := range 4 {
		t.quant[i].defined, t.dc[i].defined, t.ac[i].defined = false, false, false
	}
}

// read takes the tables of one segment, if it holds any.
func (t *tables) read(marker byte, b []byte) error {
	switch marker {
	case mDQT:
		return t.readQuant(b)
	case mDHT:
		return t.readHuffman(b)
	case mDRI:
		if len(b) != 2 {
			return broken("DRI", "%d bytes", len(b))
		}
		t.interval = int(binary.BigEndian.Uint16(b))
	}
	return nil
}

func (t *tables) readQuant(b []byte) error {
	for len(b) > 0 {
		wide, i := b[0]>>4 != 0, b[0]&15
		b = b[1:]
		size := 64
		if wide {
			size = 128
		}
		if i > 3 || len(b) < size {
			return broken("DQT", "table %d, %d bytes", i, len(b))
		}
		t.quant[i].set(b[:size])
		b = b[size:]
	}
	return nil
}

// set makes source, 64 factors of one or two bytes, the table of s.
func (s *quantSlot) set(source []byte) {
	s.defined = true
	if bytes.Equal(s.source, source) {
		return
	}
	s.source = append(s.source[:0], source...)
	for k := range 64 {
		if len(source) == 64 {
			s.quantizers[unzigzag[k]] = uint16(source[k])
		} else {
			s.quantizers[unzigzag[k]] = binary.BigEndian.Uint16(source[2*k:])
		}
	}
}

func (t *tables) readHuffman(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 {
			return broken("DHT", "%d bytes left", len(b))
		}
		id, n := b[0], 0
		for _, c := range b[1:17] {
			n += int(c)
		}
		if id&^0x10 > 3 || n > 256 || 17+n > len(b) {
			return broken("DHT", "table %#x of %d symbols, %d bytes left", id, n, len(b))
		}
		slot := &t.dc[id&3]
		if id&0x10 != 0 {
			slot = &t.ac[id&3]
		}
		slot.set(b[1 : 17+n])
		b = b[17+n:]
	}
	return nil
}

// set makes source the table of s.
func (s *tableSlot) set(source []byte) {
	s.defined = true
	if !bytes.Equal(s.source, source) {
		s.source = append(s.source[:0], source...)
		s.built, s.filled = false, false
	}
}

// ready builds the table where that is still to be done. A sequential file may
// leave out the tables of annex K.3 of ITU-T T.81, as Motion JPEG does. Symbols
// above largest are refused.
func (s *tableSlot) ready(standard []byte, largest byte) error {
	if !s.defined {
		if standard == nil {
			return broken("SOS", "Huffman table is missing")
		}
		s.set(standard)
	}
	if !s.built {
		if err := s.build(s.source); err != nil {
			return err
		}
	}
	if s.largest > largest {
		return broken("DHT", "symbol %d, above %d", s.largest, largest)
	}
	return nil
}

// readyFast builds the fast table of s, which is ready.
func (s *tableSlot) readyFast() {
	if s.filled {
		return
	}
	if s.fast == nil {
		s.fast = new(fastTable)
	}
	s.fast.fill(&s.huffman)
	s.filled = true
}

// Standard tables for luminance and chrominance.
var (
	standardDC = [4][]byte{
		[]byte("\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00" +
			"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"),
		[]byte("\x00\x03\x01\x01\x01\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00" +
			"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"),
	}
	standardAC = [4][]byte{
		[]byte("\x00\x02\x01\x03\x03\x02\x04\x03\x05\x05\x04\x04\x00\x00\x01\x7d" +
			"\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07" +
			"\x22\x71\x14\x32\x81\x91\xa1\x08\x23\x42\xb1\xc1\x15\x52\xd1\xf0" +
			"\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28" +
			"\x29\x2a\x34\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49" +
			"\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68\x69" +
			"\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89" +
			"\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7" +
			"\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5" +
			"\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe1\xe2" +
			"\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8" +
			"\xf9\xfa"),
		[]byte("\x00\x02\x01\x02\x04\x04\x03\x04\x07\x05\x04\x04\x00\x01\x02\x77" +
			"\x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71" +
			"\x13\x22\x32\x81\x08\x14\x42\x91\xa1\xb1\xc1\x09\x23\x33\x52\xf0" +
			"\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26" +
			"\x27\x28\x29\x2a\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48" +
			"\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68" +
			"\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87" +
			"\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5" +
			"\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3" +
			"\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda" +
			"\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8" +
			"\xf9\xfa"),
	}
)
