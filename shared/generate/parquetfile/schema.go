package parquetfile

import (
	"fmt"
	"math/bits"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// Column describes a column of the file.
type Column struct {
	Name        string
	Description string
	Type        expr.Type
	Scale       uint8 // fraction digits of a NUMERIC
	Required    bool
	Dict        []string // vocabulary of a STRING column; nil stores each text in full
}

// decimalPrecision is the number of digits that INT64 holds.
const decimalPrecision = 18

func (c *Column) physical() format.Type {
	switch c.Type {
	case expr.Bool:
		return format.Boolean
	case expr.Date:
		return format.Int32
	case expr.Float:
		return format.Double
	case expr.String:
		return format.ByteArray
	default:
		return format.Int64
	}
}

// indexWidth is the number of bits of a dictionary index.
func (c *Column) indexWidth() int { return max(1, bits.Len(uint(len(c.Dict)-1))) }

func (c *Column) encodings() []format.Encoding {
	if c.Dict != nil {
		return []format.Encoding{format.Plain, format.RLE, format.RLEDictionary}
	}
	return []format.Encoding{format.Plain, format.RLE}
}

func (c *Column) element() format.SchemaElement {
	repetition := format.Optional
	if c.Required {
		repetition = format.Required
	}
	e := format.SchemaElement{
		Name:           c.Name,
		Type:           thrift.New(c.physical()),
		RepetitionType: thrift.New(repetition),
	}
	switch c.Type {
	case expr.String:
		e.LogicalType.Value = new(format.StringType)
		e.ConvertedType = thrift.New(deprecated.UTF8)
	case expr.Date:
		e.LogicalType.Value = new(format.DateType)
		e.ConvertedType = thrift.New(deprecated.Date)
	case expr.Timestamp:
		e.LogicalType.Value = &format.TimestampType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MicroSeconds)}}
		e.ConvertedType = thrift.New(deprecated.TimestampMicros)
	case expr.Decimal:
		e.LogicalType.Value = &format.DecimalType{Scale: int32(c.Scale), Precision: decimalPrecision}
		e.ConvertedType = thrift.New(deprecated.Decimal)
		e.Scale, e.Precision = thrift.New(int32(c.Scale)), thrift.New(int32(decimalPrecision))
	default: // the physical type says it all
	}
	return e
}

func schema(columns []Column) []format.SchemaElement {
	root := format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(columns)))}
	elements := append(make([]format.SchemaElement, 0, len(columns)+1), root)
	for i := range columns {
		elements = append(elements, columns[i].element())
	}
	return elements
}

// Codec names a compression.
type Codec string

// The codecs. Zstd is what templates are published with, Snappy is faster, None is for measuring.
const (
	Zstd   Codec = "zstd"
	Snappy Codec = "snappy"
	None   Codec = "none"
)

func (c Codec) format() (format.CompressionCodec, error) {
	switch c {
	case Zstd:
		return format.Zstd, nil
	case Snappy:
		return format.Snappy, nil
	case None:
		return format.Uncompressed, nil
	}
	return 0, fmt.Errorf("parquetfile: unknown codec %q; there are zstd, snappy and none", string(c))
}
