// Package column holds generated values: one [Vector] per column and block of rows, and a [Kept] column as a list of blocks.
// It knows nothing of how values are made or written. Vectors are filled by one goroutine and then only read.
package column

import (
	"unsafe"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// BlockRows is the number of rows of a block, the unit of parallel work and of a Parquet page. It is a power of two so that a
// row's block is a shift away; values do not depend on it.
const (
	blockShift = 14
	BlockRows  = 1 << blockShift
	blockMask  = BlockRows - 1
)

// Blocks is the number of blocks that hold the given number of rows.
func Blocks(rows int) int { return (rows + BlockRows - 1) / BlockRows }

// Vector is a block of one column. Which slice holds the values depends on the type: Ints for BOOL (0, 1), INT64, NUMERIC
// (unscaled), DATE (days) and TIMESTAMP (microseconds); Floats for FLOAT64; for STRING either Codes into Dict or, without a
// Dict, Bytes cut at Ends.
type Vector struct {
	Type   expr.Type
	Scale  uint8 // fraction digits of a NUMERIC
	Ints   []int64
	Floats []float64
	Dict   []string // shared by all blocks of the column; never changed
	Codes  []int32
	Bytes  []byte
	Ends   []uint32
	Valid  []bool  // nil when no value is NULL
	Rows   []int32 // of a foreign key: the rows of the other table that the values are the keys of
}

// Resize makes room for n values of a type and forgets what was there. The values are not cleared.
func (v *Vector) Resize(n int) {
	v.Valid, v.Rows = nil, v.Rows[:0]
	switch {
	case v.Type == expr.Float:
		v.Floats = resized(v.Floats, n)
	case v.Type == expr.String && v.Dict != nil:
		v.Codes = resized(v.Codes, n)
	case v.Type == expr.String:
		v.Bytes, v.Ends = v.Bytes[:0], resized(v.Ends, n)[:0]
	default:
		v.Ints = resized(v.Ints, n)
	}
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Len is the number of values.
func (v *Vector) Len() int {
	switch {
	case v.Type == expr.Float:
		return len(v.Floats)
	case v.Type == expr.String && v.Dict != nil:
		return len(v.Codes)
	case v.Type == expr.String:
		return len(v.Ends)
	}
	return len(v.Ints)
}

// AppendText ends the text whose bytes were appended to Bytes.
func (v *Vector) AppendText() { v.Ends = append(v.Ends, uint32(len(v.Bytes))) }

// Value is the i-th value. A STRING shares the vector's memory and is valid until the vector is filled again.
func (v *Vector) Value(i int) expr.Value {
	if v.Valid != nil && !v.Valid[i] {
		return expr.Value{}
	}
	switch v.Type {
	case expr.Float:
		return expr.NewFloat(v.Floats[i])
	case expr.String:
		return expr.NewString(v.Text(i))
	case expr.Decimal:
		return expr.NewDecimal(v.Ints[i], v.Scale)
	default:
		return expr.Value{T: v.Type, I: v.Ints[i]}
	}
}

// Text is the i-th value of a STRING vector, whether NULL or not.
func (v *Vector) Text(i int) string {
	if v.Dict != nil {
		return v.Dict[v.Codes[i]]
	}
	start := uint32(0)
	if i > 0 {
		start = v.Ends[i-1]
	}
	b := v.Bytes[start:v.Ends[i]]
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // the bytes are not changed while the vector is read
}

// SetNull makes the i-th value NULL. It may be called while texts are still being appended.
func (v *Vector) SetNull(i int) {
	if v.Valid == nil {
		n := v.Len()
		if v.Type == expr.String && v.Dict == nil {
			n = cap(v.Ends) // Resize made room for all of them
		}
		v.Valid = make([]bool, max(n, i+1), max(BlockRows, n))
		for j := range v.Valid {
			v.Valid[j] = true
		}
	}
	v.Valid[i] = false
}

// Kept is a whole column in memory.
type Kept struct{ Blocks []*Vector }

// NewKept makes room for a column of the given number of rows.
func NewKept(rows int) *Kept { return &Kept{Blocks: make([]*Vector, Blocks(rows))} }

// Value is the value in a row.
func (k *Kept) Value(row int) expr.Value { return k.Blocks[row>>blockShift].Value(row & blockMask) }

// Parent is the row that the foreign key in a row leads to.
func (k *Kept) Parent(row int) int { return int(k.Blocks[row>>blockShift].Rows[row&blockMask]) }

// Int is the integer form of a value; the column must not hold texts or floats.
func (k *Kept) Int(row int) int64 { return k.Blocks[row>>blockShift].Ints[row&blockMask] }
