package parquetfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"capidemo.dev/platform/shared/generate/column"
)

// rowGroupBlocks is the number of blocks in a row group: a million rows, which BigQuery reads well and which bounds what a
// writer holds in memory.
const rowGroupBlocks = 64

const magic = "PAR1"

// Writer writes a Parquet file from encoded pages. Append and Close are for one goroutine, Encoders for one each.
type Writer struct {
	out      io.Writer
	offset   int64
	columns  []Column
	codec    format.CompressionCodec
	codecs   []format.CompressionCodec // of each column: codec, or none where it gains nothing
	pages    pages
	perGroup int      // blocks in a row group
	group    [][]Page // per column the pages of the open row group
	rows     int64    // of the open row group
	meta     format.FileMetaData
	encoder  *Encoder
}

// NewWriter starts a file. The description of the table and those of the columns are kept in its key-value metadata, under
// "description" and "description.<column>".
func NewWriter(out io.Writer, description string, columns []Column, codec Codec) (*Writer, error) {
	compression, err := codec.format()
	if err != nil {
		return nil, err
	}
	w := &Writer{out: out, columns: columns, codec: compression, group: make([][]Page, len(columns)), perGroup: rowGroupBlocks}
	for range columns {
		w.codecs = append(w.codecs, compression)
	}
	w.meta = format.FileMetaData{
		Version:          2,
		Schema:           schema(columns),
		CreatedBy:        "capidemo version 1.0.0 (build generate)",
		KeyValueMetadata: []format.KeyValue{{Key: "description", Value: description}},
	}
	for i := range columns {
		w.meta.KeyValueMetadata = append(w.meta.KeyValueMetadata,
			format.KeyValue{Key: "description." + columns[i].Name, Value: columns[i].Description})
		w.meta.ColumnOrders = append(w.meta.ColumnOrders, format.ColumnOrder{Value: new(format.TypeDefinedOrder)})
	}
	if w.encoder, err = w.NewEncoder(); err != nil {
		return nil, err
	}
	return w, w.write([]byte(magic))
}

// NewEncoder makes an encoder of this file's pages.
func (w *Writer) NewEncoder() (*Encoder, error) {
	e := &Encoder{writer: w}
	if w.codec != format.Zstd {
		return e, nil
	}
	// One goroutine an encoder: parallelism is over blocks. The fastest level, because generated data gains little from more.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("parquetfile: preparing zstd: %w", err)
	}
	e.zstd = enc
	return e, nil
}

// gain is what compression must save of a column to be worth its time, there and at every reader.
const gain = 0.08

// Choose decides from the first block which columns are worth compressing; random times, say, are not. It is called before
// anything is encoded and with the same block in every run, because the choice is part of the file.
func (w *Writer) Choose(first []*column.Vector) error {
	for i := range w.columns {
		p := Page{rows: first[i].Len()}
		if _, err := w.encoder.fill(&w.columns[i], first[i], &p); err != nil {
			return err
		}
		if packed := w.encoder.compress(w.codec); float64(len(packed)) > (1-gain)*float64(len(w.encoder.body)) {
			w.codecs[i] = format.Uncompressed
		}
	}
	return nil
}

// Append adds a block: one page of each column, in the order of the columns. The pages belong to the writer afterwards.
func (w *Writer) Append(block []Page) error {
	if len(block) != len(w.columns) {
		return fmt.Errorf("parquetfile: a block has %d pages, the file %d columns", len(block), len(w.columns))
	}
	for i, p := range block {
		w.group[i] = append(w.group[i], p)
	}
	w.rows += int64(block[0].rows)
	if len(w.group[0]) == w.perGroup {
		return w.flush()
	}
	return nil
}

// Close writes the open row group and the footer; it does not close the underlying writer.
func (w *Writer) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &w.meta)
	if err != nil {
		return fmt.Errorf("parquetfile: writing the footer: %w", err)
	}
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	return w.write(append(footer, magic...))
}

// Size is the number of bytes written.
func (w *Writer) Size() int64 { return w.offset }

func (w *Writer) write(b []byte) error {
	n, err := w.out.Write(b)
	w.offset += int64(n)
	if err != nil {
		return fmt.Errorf("parquetfile: writing at byte %d: %w", w.offset, err)
	}
	return nil
}

func (w *Writer) flush() error {
	if w.rows == 0 {
		return nil
	}
	group := format.RowGroup{NumRows: w.rows, FileOffset: w.offset, Ordinal: int16(len(w.meta.RowGroups))}
	for i := range w.columns {
		chunk, err := w.chunk(i)
		if err != nil {
			return err
		}
		group.Columns = append(group.Columns, chunk)
		group.TotalByteSize += chunk.MetaData.TotalUncompressedSize
		group.TotalCompressedSize += chunk.MetaData.TotalCompressedSize
	}
	w.meta.RowGroups = append(w.meta.RowGroups, group)
	w.meta.NumRows += w.rows
	w.rows = 0
	return nil
}

// chunk writes a column of the open row group: its dictionary, then its pages.
func (w *Writer) chunk(i int) (format.ColumnChunk, error) {
	c := &w.columns[i]
	m := format.ColumnMetaData{
		Type: c.physical(), Encoding: c.encodings(), PathInSchema: []string{c.Name}, Codec: w.codecs[i], NumValues: w.rows,
	}
	start := w.offset
	if c.Dict != nil {
		m.DictionaryPageOffset = w.offset
		p, err := w.encoder.dictionary(c, w.codecs[i])
		if err != nil {
			return format.ColumnChunk{}, err
		}
		if err := w.put(&m, p); err != nil {
			return format.ColumnChunk{}, err
		}
	}
	m.DataPageOffset = w.offset
	var all bounds
	for _, p := range w.group[i] {
		all.merge(p.bounds)
		m.Statistics.NullCount += int64(p.nulls)
		if err := w.put(&m, p); err != nil {
			return format.ColumnChunk{}, err
		}
	}
	w.group[i] = w.group[i][:0]
	if all.known {
		m.Statistics.MinValue, m.Statistics.MaxValue = littleEndian(c, all.min), littleEndian(c, all.max)
	}
	m.TotalCompressedSize = w.offset - start
	return format.ColumnChunk{MetaData: m}, nil
}

func (w *Writer) put(m *format.ColumnMetaData, p Page) error {
	m.TotalUncompressedSize += int64(p.raw)
	err := w.write(p.bytes)
	w.pages.put(p.bytes)
	return err
}

func littleEndian(c *Column, v int64) []byte {
	if c.physical() == format.Int32 {
		return binary.LittleEndian.AppendUint32(nil, uint32(int32(v)))
	}
	return binary.LittleEndian.AppendUint64(nil, uint64(v))
}

// dictionary makes the dictionary page of a column.
func (e *Encoder) dictionary(c *Column, codec format.CompressionCodec) (Page, error) {
	e.body = e.body[:0]
	for _, text := range c.Dict {
		e.body = binary.LittleEndian.AppendUint32(e.body, uint32(len(text)))
		e.body = append(e.body, text...)
	}
	p := Page{}
	err := e.seal(&p, format.PageHeader{
		Type:                 format.DictionaryPage,
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(len(c.Dict)), Encoding: format.Plain}),
	}, codec)
	return p, err
}
