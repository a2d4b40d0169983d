package manifest

import (
	"encoding/binary"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
)

// The slots of Arrow's tables that are looked at, and the values in them that a
// manifest may have. See File.fbs, Schema.fbs and Message.fbs of Arrow.
const (
	footerSchema, footerDictionaries, footerBatches, footerMetadata = 1, 2, 3, 4
	schemaEndianness, schemaFields, schemaMetadata                  = 0, 1, 2
	fieldName, fieldType, fieldTypeTable                            = 0, 2, 3
	fieldDictionary, fieldChildren, fieldMetadata                   = 4, 5, 6
	pairKey, pairValue                                              = 0, 1
	messageType, messageHeader, messageMetadata                     = 1, 2, 4
	batchLength, batchNodes, batchBuffers, batchCompression         = 0, 1, 2, 3

	recordBatch = 3 // of MessageHeader
	blockSize   = 24
	nodeSize    = 16
)

// fieldTypes are the types of Arrow that columns of a manifest may have. Others
// say more of themselves than is checked here.
var fieldTypes = [...]bool{2: true /* Int */, 3: true /* FloatingPoint */, 4: true /* Binary */, 5: true /* Utf8 */, 6: true /* Bool */, 7: true, /* Decimal */
	10: true /* Timestamp */, 12: true /* List */, 13: true /* Struct */, 15: true /* FixedSizeBinary */, 16: true /* FixedSizeList */}

// block is where a record batch lies in the file.
type block struct{ offset, meta, body int64 }

// checkArrow holds the footer of an Arrow file against its size, and returns
// where the record batches lie: one behind the other, so that all of them are
// no larger than the file. It panics with a damage.
func checkArrow(in io.ReaderAt, size int64) []block {
	const magic = "ARROW1"
	var tail [4 + len(magic)]byte
	if size < int64(len(magic)*2+4) {
		panic(damaged("%d bytes are too few", size))
	}
	readAt(in, tail[:], size-int64(len(tail)))
	if string(tail[4:]) != magic {
		panic(damaged("the file is cut short"))
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	end := size - int64(len(tail)) - n
	if end < int64(len(magic)) {
		panic(damaged("a footer of %d bytes", n))
	}
	data := make([]byte, n)
	readAt(in, data, end)
	f, footer := newFlatbuffer(data)
	schema := f.table(footer, footerSchema)
	is := false
	f.pairs(schema, schemaMetadata, func(key string) { is = is || key == KeyVersion })
	f.pairs(footer, footerMetadata, func(string) {})
	switch {
	case !is:
		panic(damage(notManifest))
	case f.byte(schema, schemaEndianness) != 0 || len(f.vector(footer, footerDictionaries, blockSize)) > 0:
		panic(damaged("a byte order or dictionaries that no manifest has"))
	}
	f.tables(schema, schemaFields, func(t table) { f.field(t, 0) })
	var list []block
	at := int64(len(magic))
	for v := f.vector(footer, footerBatches, blockSize); len(v) > 0; v = v[blockSize:] {
		b := block{int64(binary.LittleEndian.Uint64(v)), int64(int32(binary.LittleEndian.Uint32(v[8:]))), int64(binary.LittleEndian.Uint64(v[16:]))}
		if b.offset < at || b.offset > end || b.meta < 16 || b.meta > end-b.offset || b.body < 0 || b.body > end-b.offset-b.meta {
			panic(damaged("record batch %d: %d and %d bytes at %d, of %d", len(list), b.meta, b.body, b.offset, end))
		}
		at = b.offset + b.meta + b.body
		list = append(list, b)
	}
	return list
}

func readAt(in io.ReaderAt, p []byte, at int64) {
	if n, err := in.ReadAt(p, at); n < len(p) {
		panic(damaged("%v at byte %d", err, at+int64(n)))
	}
}

// pairs walks metadata.
func (f *flatbuffer) pairs(t table, slot int, use func(key string)) {
	f.tables(t, slot, func(pair table) {
		f.many()
		f.vector(pair, pairValue, 1)
		use(f.text(pair, pairKey))
	})
}

// field walks the description of a column, which lies so deep in others.
func (f *flatbuffer) field(t table, depth int) {
	if f.many(); depth > 3 {
		panic(damaged("columns nested too deep"))
	}
	typ := int(f.byte(t, fieldType))
	if typ >= len(fieldTypes) || !fieldTypes[typ] || f.slot(t, fieldDictionary, 4) >= 0 {
		panic(damaged("column %.80q is of a type that no manifest has", f.text(t, fieldName)))
	}
	f.vector(t, fieldName, 1)
	f.pairs(t, fieldMetadata, func(string) {})
	const timestamp, zone = 10, 1
	if inner := f.table(t, fieldTypeTable); typ == timestamp {
		f.vector(inner, zone, 1)
	}
	f.tables(t, fieldChildren, func(child table) { f.field(child, depth+1) })
}

// batchCheck walks the nodes and buffers of a record batch along the schema.
type batchCheck struct {
	nodes, buffers []byte
	body, left     int64
}

// checkBatch holds the description of a record batch against its body, so that
// what Arrow makes of it holds as many values as it says. It panics with a
// damage.
func checkBatch(in io.ReaderAt, b block, schema *arrow.Schema) {
	data := make([]byte, b.meta)
	readAt(in, data, b.offset)
	if binary.LittleEndian.Uint32(data) != 1<<32-1 {
		panic(damaged("no message"))
	}
	f, message := newFlatbuffer(data[8:])
	if f.byte(message, messageType) != recordBatch {
		panic(damaged("a message that is no record batch"))
	}
	f.pairs(message, messageMetadata, func(string) {})
	batch := f.table(message, messageHeader)
	if f.slot(batch, batchCompression, 4) >= 0 {
		panic(damaged("compressed, which no manifest is"))
	}
	c := &batchCheck{f.vector(batch, batchNodes, nodeSize), f.vector(batch, batchBuffers, nodeSize), b.body, b.body}
	rows := f.int64(batch, batchLength)
	for _, field := range schema.Fields() {
		if n := c.column(field.Type); n != rows {
			panic(damaged("column %.80q has %d of %d rows", field.Name, n, rows))
		}
	}
	if len(c.nodes)+len(c.buffers) > 0 {
		panic(damaged("more columns than the schema has"))
	}
}

// column checks one column with its children and returns its length.
func (c *batchCheck) column(t arrow.DataType) int64 {
	n, nulls := c.pair(&c.nodes)
	if n < 0 || nulls < 0 || nulls > n || n > 8*c.body {
		panic(damaged("%d values, %d null", n, nulls))
	}
	if validity := c.buffer(); nulls > 0 && validity < (n+7)/8 {
		panic(damaged("%d flags for %d values", 8*validity, n))
	}
	switch t := t.(type) {
	case *arrow.StringType, *arrow.BinaryType:
		c.hold(n+1, 32, n > 0)
		c.buffer()
	case *arrow.ListType:
		c.hold(n+1, 32, n > 0)
		c.column(t.Elem())
	case *arrow.FixedSizeListType:
		if have := c.column(t.Elem()); have/int64(t.Len()) < n {
			panic(damaged("%d lists of %d values", n, have))
		}
	case *arrow.StructType:
		for _, f := range t.Fields() {
			if have := c.column(f.Type); have < n {
				panic(damaged("%d of %d values of %s", have, n, f.Name))
			}
		}
	default:
		c.hold(n, int64(t.(arrow.FixedWidthDataType).BitWidth()), true)
	}
	return n
}

// hold checks that the next buffer holds n values of so many bits.
func (c *batchCheck) hold(n, bits int64, needed bool) {
	if size := c.buffer(); needed && size < (n*bits+7)/8 {
		panic(damaged("%d bytes for %d values", size, n))
	}
}

// buffer takes the next buffer and returns its size.
func (c *batchCheck) buffer() int64 {
	offset, size := c.pair(&c.buffers)
	if c.left -= size; offset < 0 || size < 0 || offset > c.body || size > c.body-offset || c.left < 0 {
		panic(damaged("a buffer of %d bytes at %d, of %d", size, offset, c.body))
	}
	return size
}

func (c *batchCheck) pair(list *[]byte) (a, b int64) {
	if len(*list) < nodeSize {
		panic(damaged("fewer columns than the schema has"))
	}
	a, b = int64(binary.LittleEndian.Uint64(*list)), int64(binary.LittleEndian.Uint64((*list)[8:]))
	*list = (*list)[nodeSize:]
	return a, b
}
