package parquetfile

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"capidemo.dev/platform/shared/generate/column"
)

// Page is an encoded data page of one column.
type Page struct {
	bytes  []byte // header and compressed body
	raw    int    // size of header and body before compression
	rows   int
	nulls  int
	bounds bounds
}

// bounds are the least and greatest value of a page, for readers that skip row groups; kept for columns stored as integers.
type bounds struct {
	min, max int64
	known    bool
}

func (b *bounds) add(v int64) {
	if !b.known {
		*b = bounds{v, v, true}
		return
	}
	b.min, b.max = min(b.min, v), max(b.max, v)
}

func (b *bounds) merge(o bounds) {
	if o.known {
		b.add(o.min)
		b.add(o.max)
	}
}

// pages recycles the buffers of written pages.
type pages struct{ pool sync.Pool }

func (p *pages) get() []byte {
	if b, ok := p.pool.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return nil
}

func (p *pages) put(b []byte) { p.pool.Put(&b) }

// Encoder encodes pages; it is for one goroutine.
type Encoder struct {
	writer *Writer
	zstd   *zstd.Encoder
	body   []byte
	packed []byte
	levels []byte
	codes  []int32
}

// Encode makes a page of a block of the i-th column.
func (e *Encoder) Encode(i int, v *column.Vector) (Page, error) {
	c := &e.writer.columns[i]
	p := Page{rows: v.Len()}
	encoding, err := e.fill(c, v, &p)
	if err != nil {
		return Page{}, err
	}
	err = e.seal(&p, format.PageHeader{
		Type: format.DataPage,
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(p.rows), Encoding: encoding, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	}, e.writer.codecs[i])
	return p, err
}

// fill writes the body of a page: which values there are, then the values.
func (e *Encoder) fill(c *Column, v *column.Vector, p *Page) (format.Encoding, error) {
	e.body = e.body[:0]
	if !c.Required {
		if err := e.definitionLevels(v, p); err != nil {
			return 0, err
		}
	} else if i := slices.Index(v.Valid[:min(len(v.Valid), p.rows)], false); i >= 0 {
		return 0, fmt.Errorf("parquetfile: column %s has NULLs but is declared required; give it nulls or nullable", c.Name)
	}
	if c.Dict != nil {
		return format.RLEDictionary, e.indices(c, v)
	}
	e.plain(c, v, &p.bounds)
	return format.Plain, nil
}

// seal compresses the body and puts the header in front.
func (e *Encoder) seal(p *Page, header format.PageHeader, codec format.CompressionCodec) error {
	body := e.compress(codec)
	header.UncompressedPageSize, header.CompressedPageSize = int32(len(e.body)), int32(len(body))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), &header)
	if err != nil {
		return fmt.Errorf("parquetfile: writing a page header: %w", err)
	}
	p.raw = len(head) + len(e.body)
	p.bytes = append(append(slices.Grow(e.writer.pages.get(), len(head)+len(body)), head...), body...)
	return nil
}

// compress packs the body; the result is valid until the next call.
func (e *Encoder) compress(codec format.CompressionCodec) []byte {
	switch codec {
	case format.Snappy:
		e.packed = s2.EncodeSnappy(e.packed[:cap(e.packed)], e.body)
		return e.packed
	case format.Zstd:
		e.packed = e.zstd.EncodeAll(e.body, e.packed[:0])
		return e.packed
	default:
		return e.body
	}
}

// definitionLevels writes which values are there: a length and a run-length encoded bit a value.
func (e *Encoder) definitionLevels(v *column.Vector, p *Page) error {
	levels := resize(&e.levels, p.rows)
	for i := range levels {
		levels[i] = 1
	}
	if v.Valid != nil {
		for i := range levels {
			if !v.Valid[i] {
				levels[i] = 0
				p.nulls++
			}
		}
	}
	encoding := rle.Encoding{BitWidth: 1}
	packed, err := encoding.EncodeLevels(e.packed[:0], levels)
	if err != nil {
		return fmt.Errorf("parquetfile: writing definition levels: %w", err)
	}
	e.packed = packed
	e.body = binary.LittleEndian.AppendUint32(e.body, uint32(len(packed)))
	e.body = append(e.body, packed...)
	return nil
}

// indices writes dictionary indices: their width, then runs and bit-packed groups.
func (e *Encoder) indices(c *Column, v *column.Vector) error {
	codes := v.Codes
	if v.Valid != nil {
		e.codes = e.codes[:0]
		for i, code := range codes {
			if v.Valid[i] {
				e.codes = append(e.codes, code)
			}
		}
		codes = e.codes
	}
	encoding := rle.Encoding{BitWidth: c.indexWidth()}
	packed, err := encoding.EncodeInt32(e.packed[:0], codes)
	if err != nil {
		return fmt.Errorf("parquetfile: writing dictionary indices of column %s: %w", c.Name, err)
	}
	e.packed = packed
	e.body = append(append(e.body, byte(c.indexWidth())), packed...)
	return nil
}

func resize(b *[]byte, n int) []byte {
	if cap(*b) < n {
		*b = make([]byte, n)
	}
	*b = (*b)[:n]
	return *b
}
