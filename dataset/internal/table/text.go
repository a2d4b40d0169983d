package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/raster"
)

// tableBytes bounds a table, which is held in memory.
const tableBytes = 2 << 30

// readText reads a text file in UTF-8 or UTF-16. Bytes of any other encoding stay
// as they are; latin1 says that there are some.
func readText(name string) (text string, latin1 bool, err error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > tableBytes {
		err = raster.TooLarge("table", "", "bytes", info.Size(), tableBytes)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name)
	}
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", names.Text(name), disk.Reason(err))
	}
	if order := utf16Order(data); order != nil {
		if len(data)%2 != 0 {
			return "", false, fmt.Errorf("%s: UTF-16 text of an odd number of bytes: the file is cut short", names.Text(name))
		}
		units := make([]uint16, len(data)/2)
		for i := range units {
			units[i] = order.Uint16(data[2*i:])
		}
		return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"), false, nil
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data[:min(len(data), 4096)], 0) >= 0 {
		return "", false, fmt.Errorf("%s: no text: it holds zero bytes", names.Text(name))
	}
	return string(data), !utf8.Valid(data), nil
}

// utf16Order returns the byte order of UTF-16 text, by its mark or by the zero
// bytes of its first characters, or nil.
func utf16Order(data []byte) binary.ByteOrder {
	if len(data) < 4 {
		return nil
	}
	switch {
	case data[0] == 0xFF && data[1] == 0xFE, data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		return binary.LittleEndian
	case data[0] == 0xFE && data[1] == 0xFF, data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		return binary.BigEndian
	}
	return nil
}

// windows1252 is what the bytes 0x80 to 0x9F are in Windows-1252; the others above
// 0x7F are those of Latin-1. Bytes without a character stand for themselves.
// Source: the table CP1252 of the Unicode consortium.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

// fromLatin1 returns text as UTF-8: as it is where it is valid, else as Windows
// and older programs write it.
func fromLatin1(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80 && c < 0xA0:
			b.WriteRune(windows1252[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}
