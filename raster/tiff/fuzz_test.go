package tiff

import (
	"bytes"
	"encoding/hex"
	picture "image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// FuzzOpen feeds whole files.
func FuzzOpen(f *testing.F) {
	paths, err := filepath.Glob(testfile.Shared(f, "conformance", "tiff", "*.tif*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil && len(data) < 3000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { conform.Hostile(t, Open, data) })
}

// fuzzCodecs are the values of Compression that FuzzBlock chooses from.
var fuzzCodecs = []uint16{
	compressNone, compressCCITTRLE, compressCCITTFax3, compressCCITTFax4, compressLZW, compressOldJPEG, compressJPEG, compressDeflate,
	compressNeXT, compressCCITTRLEW, compressPackBits, compressThunderScan, compressSGILog, compressLERC, compressLZMA, compressZstd, compressWebP,
}

var fuzzBits = []uint16{1, 2, 4, 8, 12, 16, 24, 32, 64}

// blockSeed is a block of 19×7 pixels.
type blockSeed struct {
	codec, bits, samples uint16
	predictor, flags     byte // as FuzzBlock takes them
	data                 []byte
}

// file returns a file of that block.
func (s blockSeed) file() []byte {
	return fuzzFile(s.arguments())
}

func (s blockSeed) arguments() (codec, predictor, depth, flags byte, data []byte) {
	return byte(slices.Index(fuzzCodecs, s.codec)), s.predictor, byte(slices.Index(fuzzBits, s.bits)), s.flags | byte(s.samples-1)<<4, s.data
}

// Flags that name the colours, see [fuzzFile].
const (
	flagGray  = 1 << 1
	flagRGB   = 2 << 1
	flagYCbCr = 3 << 1
	flagLogL  = 6 << 1
)

// blockSeeds are blocks that decode. Those in hexadecimal digits were made by
// GDAL 3.6 of x·9+y·5, with BLOCKYSIZE=7.
func blockSeeds(f testing.TB) []blockSeed {
	digits := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	raw := make([]byte, 19*7)
	for i := range raw {
		raw[i] = byte(i%19*9 + i/19*5)
	}
	pack := func(c Codec) []byte {
		pack, err := newCompressor(&WriteOptions{Codec: c})
		if err != nil {
			f.Fatal(err)
		}
		b, err := pack(raw)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	gray, rgb := picture.NewGray(picture.Rect(0, 0, 19, 7)), picture.NewRGBA(picture.Rect(0, 0, 19, 7))
	for i, v := range raw {
		gray.SetGray(i%19, i/19, color.Gray{Y: v})
		rgb.Set(i%19, i/19, color.RGBA{v, v / 2, 255 - v, 255})
	}
	var one, three bytes.Buffer
	if err := jpeg.Encode(&one, gray, nil); err != nil {
		f.Fatal(err)
	}
	if err := jpeg.Encode(&three, rgb, nil); err != nil {
		f.Fatal(err)
	}
	return []blockSeed{
		{compressNone, 8, 1, 1, flagGray, raw},
		{compressPackBits, 8, 1, 1, flagGray, append(append(append([]byte{127}, raw[:128]...), 4), raw[128:]...)},
		{compressLZW, 8, 1, 1, flagGray, pack(LZW)},
		{compressLZW, 8, 1, 2, flagGray, pack(LZW)},
		{compressLZW, 8, 1, 1, flagGray, oldLZW(raw)},
		{compressDeflate, 8, 1, 2, flagGray, pack(Deflate)},
		{compressZstd, 8, 1, 2, flagGray, pack(Zstd)},
		{compressLZMA, 8, 1, 1, flagGray, digits("fd377a585a000000ff12d94102010301002101167920c4eee00084000b5d000002d75bf5aa05b6700000000000011f8501000000143c6ff0a8000afc020000000000595a")},
		{compressJPEG, 8, 1, 1, flagGray, one.Bytes()},
		{compressJPEG, 8, 3, 1, flagRGB, three.Bytes()},
		{compressJPEG, 8, 3, 1, flagYCbCr, three.Bytes()},
		{compressOldJPEG, 8, 3, 1, flagYCbCr, three.Bytes()},
		{compressWebP, 8, 3, 1, flagRGB, digits("5249464644000000574542505650384c380000002f12800100992244f43f3611c5e97f4041db364ccfc61ff607202028112968db86e18fb87f0b82499a6a3b067d408efa25090d5d3abcba04")},
		{compressWebP, 8, 3, 1, flagRGB, digits("524946464600000057454250565038203a0000007003009d012a130007003f71a4cb5a34ac2924300802902e09690000432fdf67268d704000fee34da3d9612cfca8fe06f35b5dc10065f0600000")},
		{compressLERC, 8, 1, 1, flagGray, digits("4c6572633220040000005f89fdaf07000000130000000100000085000000080000007b00000001000000000000000000e03f000000000000000000000000000068400000000000c000010400000000010000000000000a000000820a02080400000018fff7ff3ff7ff7fffff7fffff7ffffff70000f0ff0070214f")},
		{compressLERC, 32, 1, 1 | 2<<2, flagGray, digits("4c6572633220040000009fb553b20700000013000000010000008500000008000000de000000060000009a9999999999b93f000000000000000000000000000050400000000000000000000080420081008838000f1e2d3c4b5a69081726354453627111202f3e4d5c6b7a192837465564738221303f4e5d6c7b8a2a394857667584933241505f6e7d8c9b85188838000f1e2d3c4b5a69081726354453627111202f3e4d5c6b7a192837465564738221303f4e5d6c7b8a2a394857667584933241505f6e7d8c9b8930871580870771314540af0cea1682fd5439a42c0805")},
		{compressCCITTRLE, 1, 1, 1, flagGray, digits("8a288735a28a108a288735a28a108a288735a28a108a2887")},
		{compressCCITTFax3, 1, 1, 1, flagGray, digits("0018a288700135a28a1000c514438009ad1450800628a21c004d68a28400314510e0")},
		{compressCCITTFax4, 1, 1, 1, flagGray, digits("31188c504081020409418204081282040810204a0c1020409410204081025060810204a0020020")},
		{compressThunderScan, 4, 1, 1, flagGray, bytes.Repeat([]byte{0xc1, 18}, 7)},
		{compressNeXT, 2, 1, 1, flagGray, bytes.Repeat([]byte{0x53}, 7)},
		{compressSGILog, 16, 1, 1, flagLogL, bytes.Repeat([]byte{128 + 17, 0x3f}, 14)},
	}
}

// oldLZW returns data as LZW codes of nine bits, the lowest bit first, each for
// a byte.
func oldLZW(data []byte) []byte {
	codes := []uint16{256}
	for _, v := range data {
		codes = append(codes, uint16(v))
	}
	codes = append(codes, 257)
	out := make([]byte, (9*len(codes)+7)/8)
	for i, c := range codes {
		for b := range 9 {
			out[(9*i+b)/8] |= byte(c>>b&1) << ((9*i + b) % 8)
		}
	}
	return out
}

// TestBlockSeeds reads them: what fuzzing starts from reaches the end of every
// codec.
func TestBlockSeeds(t *testing.T) {
	for i, seed := range blockSeeds(t) {
		s, err := Open(raster.Bytes(seed.file()), raster.Options{})
		if err == nil {
			_, err = readWhole(s)
		}
		if err != nil {
			t.Errorf("seed %d, compression %s: %v", i, compressionName(int64(seed.codec)), err)
		}
	}
}

// FuzzBlock feeds the bytes of one block to every codec, with any predictor,
// depth, sample format and order of bits.
func FuzzBlock(f *testing.F) {
	for _, s := range blockSeeds(f) {
		codec, predictor, depth, flags, data := s.arguments()
		f.Add(codec, predictor, depth, flags, data)
	}
	f.Fuzz(func(t *testing.T, codec, predictor, depth, flags byte, data []byte) {
		conform.Hostile(t, Open, fuzzFile(codec, predictor, depth, flags, data))
	})
}

// fuzzFile returns a file of one block of 19×7 pixels. Flags are the order of
// bits, the colours and the samples of a pixel; predictor also holds the form
// of samples and options of codecs.
func fuzzFile(codec, predictor, depth, flags byte, data []byte) []byte {
	var fields tags
	fields.long(tagImageWidth, 19)
	fields.long(tagImageLength, 7)
	fields.shorts(tagBitsPerSample, fuzzBits[int(depth)%len(fuzzBits)])
	fields.shorts(tagCompression, fuzzCodecs[int(codec)%len(fuzzCodecs)])
	fields.shorts(tagPhotometricInterpretation, []uint16{0, 1, 2, 6, 8, 5, isLogL, 1}[flags>>1&7])
	fields.shorts(tagFillOrder, 1+uint16(flags&1))
	fields.shorts(tagSamplesPerPixel, 1+uint16(flags>>4&3))
	fields.long(tagRowsPerStrip, 7)
	fields.shorts(tagPredictor, uint16(predictor&3))
	fields.shorts(tagSampleFormat, 1+uint16(predictor>>2&3))
	fields.shorts(tagT4Options, uint16(predictor>>4&7))
	fields.shorts(tagYCbCrSubSampling, 1<<(predictor>>5&3), 1<<(predictor>>7))
	if fuzzCodecs[int(codec)%len(fuzzCodecs)] == compressOldJPEG {
		fields.long(tagJPEGInterchange, 8)
	}
	fields.long(tagStripOffsets, 8)
	fields.long(tagStripByteCounts, len(data))
	file := append(format{}.header(int64(8+len(data))), data...)
	return append(file, format{}.directory(fields, int64(len(file)), 0)...)
}

// FuzzPredictor undoes predictors of any rows of samples: the kernels agree with
// the loops that define them, and files read back.
func FuzzPredictor(f *testing.F) {
	for depth := range 4 {
		f.Add(byte(depth), byte(3), byte(2), []byte("what differences add up to, byte by byte and plane by plane, in rows of samples"))
	}
	pack, err := newCompressor(&WriteOptions{Codec: LZW})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, depth, samples, rows byte, data []byte) {
		size, n := 1<<(depth&3), int(samples)%20+1
		height := int(rows)%4 + 1
		width := len(data) / (size * n * height)
		if width == 0 || len(data) > 1<<16 {
			return
		}
		data = data[:width*size*n*height]
		row := data[:width*size*n]
		got, want := make([]byte, len(row)), make([]byte, len(row))
		accumulate(got, row, n, size)
		accumulateGo(want, row, n, size, 0)
		if !bytes.Equal(got, want) {
			t.Fatalf("%d pixels of %d samples of %d bytes: sums differ", width, n, size)
		}
		merge(got, row, size)
		mergeGo(want, row, size, 0)
		if !bytes.Equal(got, want) {
			t.Fatalf("%d pixels of %d samples of %d bytes: planes differ", width, n, size)
		}
		block, err := pack(data)
		if err != nil {
			t.Fatal(err)
		}
		for predictor := uint16(1); predictor <= 3; predictor++ {
			for form := uint16(formatUint); form <= formatFloat; form++ {
				var fields tags
				fields.long(tagImageWidth, width)
				fields.long(tagImageLength, height)
				fields.shorts(tagBitsPerSample, uint16(8*size))
				fields.shorts(tagCompression, compressLZW)
				fields.shorts(tagSamplesPerPixel, uint16(n))
				fields.long(tagRowsPerStrip, height)
				fields.shorts(tagPredictor, predictor)
				fields.shorts(tagSampleFormat, form)
				fields.long(tagStripOffsets, 8)
				fields.long(tagStripByteCounts, len(block))
				file := append(format{}.header(int64(8+len(block))), block...)
				conform.Hostile(t, Open, append(file, format{}.directory(fields, int64(len(file)), 0)...))
			}
		}
	})
}
