package jpeg

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// decoder holds what decoding a file needs. It is reused for file after file,
// so that small ones allocate nothing.
type decoder struct {
	markers
	tables
	frame  frame
	app    application
	conv   conversion
	scan   scan
	limits raster.Limits

	bits        bitReader
	togo        int  // units until the next restart marker
	nextRestart int  // its number
	starved     bool // the segment ended before its last unit
	starvedAt   int  // rows of units of the frame up to the first such end, or −1
	eobRun      int
	arith       arithmetic
	goodUnits   int  // rows of units that the last scan had data for
	finished    bool // EOI was read
	single      bool // one scan holds everything
	smooth      bool // coefficients are to be estimated

	work   workBlock
	blocks []unitBlock
	strip  strip
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// keepBytes is how much memory a decoder keeps from one file to the next.
const keepBytes = 16 << 20

// release gives d back.
func (d *decoder) release() {
	d.data = nil
	kept := cap(d.strip.memory) + cap(d.bits.buf)
	comps := d.frame.comps[:cap(d.frame.comps)]
	for i := range comps {
		kept += 2*cap(comps[i].coefs) + 2*cap(comps[i].wide)
	}
	if kept > keepBytes {
		d.strip.memory, d.bits.buf = nil, nil
		clear(comps)
	}
	decoders.Put(d)
}

// open reads data up to the first scan. It returns errShort when data end
// before.
func (d *decoder) open(data []byte, l raster.Limits) error {
	d.limits = l.WithDefaults()
	d.tables.reset()
	return d.openImage(data)
}

func (d *decoder) openImage(data []byte) error {
	d.markers = markers{data: data}
	d.app = application{}
	d.frame.comps = d.frame.comps[:0]
	d.finished = false
	d.arith.reset()
	if err := d.start(); err != nil {
		return err
	}
	err := d.toScan()
	d.conv = d.app.conversion(&d.frame)
	return err
}

// toScan reads segments up to and with the next SOS, or sets d.finished.
func (d *decoder) toScan() error {
	for {
		m, err := d.next()
		if err != nil {
			return err
		}
		if bare(m) {
			continue
		}
		if m == mEOI {
			if len(d.frame.comps) == 0 {
				return broken("", "no frame before EOI")
			}
			d.finished = true
			return nil
		}
		if m < mSOF0 || m == mSOI || m > mAPP14+1 && m != 0xFE || m == 0xDE || m == 0xDF {
			return broken("", "marker %#x", m)
		}
		b, err := d.body()
		if err != nil {
			return err
		}
		switch {
		case m == mSOS:
			if len(d.frame.comps) == 0 {
				return broken("SOS", "no frame before it")
			}
			return d.scan.parse(b, &d.frame)
		case m == mDHT, m == mDQT, m == mDRI:
			err = d.tables.read(m, b)
		case m == mSOF0, m == mSOF1, m == mSOF2, m == mSOF3, m == mSOF9, m == mSOF10:
			if len(d.frame.comps) != 0 {
				return broken("SOF", "stands twice")
			}
			err = d.frame.parse(m, b, d.limits)
		case m == mDAC:
			err = d.arith.conditioning(b)
		case m > mSOF3 && m <= 0xCF:
			return unsupported("", "coding process SOF%d", m-mSOF0)
		default:
			d.app.read(m, b)
		}
		if err != nil {
			return err
		}
	}
}

// place says where the decoder is, for errors.
func (d *decoder) place() string { return "scan" }

// startScan latches the tables of the scan that was read.
func (d *decoder) startScan() error {
	s := &d.scan
	for _, c := range s.comps {
		if !c.hasQuant && !d.frame.lossless() {
			if c.tq > 3 || !d.quant[c.tq].defined {
				return broken("SOS", "quantization table %d is missing", c.tq)
			}
			c.quant, c.hasQuant = d.quant[c.tq].quantizers, true
		}
		if d.frame.arithmetic() {
			continue
		}
		if err := d.startTables(c); err != nil {
			return err
		}
	}
	return nil
}

// startTables makes the Huffman tables of c ready.
func (d *decoder) startTables(c *component) error {
	s := &d.scan
	needDC, needAC := true, !d.frame.lossless()
	if d.frame.progressive() {
		needDC, needAC = s.start == 0 && s.high == 0, s.start > 0
	}
	if needDC && c.dc > 3 || needAC && c.ac > 3 {
		return broken("SOS", "Huffman tables %d and %d", c.dc, c.ac)
	}
	dc, ac := standardDC[c.dc&3], standardAC[c.ac&3]
	largest := byte(15)
	switch {
	case d.frame.progressive():
		dc, ac = nil, nil
	case d.frame.lossless():
		dc, largest = nil, 16
	}
	if needDC {
		if err := d.dc[c.dc].ready(dc, largest); err != nil {
			return err
		}
	}
	if needAC {
		return d.ac[c.ac].ready(ac, 255)
	}
	return nil
}

// run decodes the rows of w and hands them over in dst, see [source.Stream];
// without yield it fills dst with all of w.
func (d *decoder) run(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	if d.finished {
		return broken("", "no scan")
	}
	f := &d.frame
	if err := d.enough(); err != nil {
		return err
	}
	if f.wide() {
		return d.runWide(ctx, w, dst, yield)
	}
	d.single = !f.progressive() && !f.arithmetic() && len(d.scan.comps) == len(f.comps)
	if err := d.startScan(); err != nil {
		return err
	}
	if d.single {
		for i := range f.comps {
			d.ac[f.comps[i].ac].readyFast()
		}
		d.begin()
	} else if err := d.readScans(ctx); err != nil {
		return err
	}
	d.smooth = !d.single && f.needsSmoothing()
	if err := d.output(ctx, w, dst, yield); err != nil {
		return err
	}
	if d.single && w.Y+w.H == f.height {
		return d.end()
	}
	return nil
}

// enough refuses large images with less than a bit for each block, so that a
// few bytes cannot ask for hours of work.
func (d *decoder) enough() error {
	f := &d.frame
	const large = 1 << 24
	pixels := int64(f.width) * int64(f.height)
	if pixels < large || f.arithmetic() {
		return nil
	}
	var blocks int64
	for i := range f.comps {
		blocks += int64(f.comps[i].paddedX) * int64(f.comps[i].paddedY)
	}
	if have := 8 * int64(len(d.data)); have < blocks {
		return broken("", "%d bits for %d blocks", have, blocks)
	}
	return nil
}

// end reads what follows the only scan. As for libjpeg, the file may end
// without EOI, but not with segments that are wrong or more scans.
func (d *decoder) end() error {
	if err := d.toScan(); err != nil && err != errShort {
		return err
	} else if err == nil && !d.finished {
		return broken("", "more scans than components")
	}
	return nil
}
