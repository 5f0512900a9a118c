package parquetfile

import (
	"encoding/binary"
	"math"

	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
)

// plain writes the values one after the other, NULLs left out.
func (e *Encoder) plain(c *Column, v *column.Vector, b *bounds) {
	valid := func(i int) bool { return v.Valid == nil || v.Valid[i] }
	switch c.Type {
	case expr.Bool:
		e.bits(v, valid)
	case expr.Float:
		for i, f := range v.Floats {
			if valid(i) {
				e.body = binary.LittleEndian.AppendUint64(e.body, math.Float64bits(f))
			}
		}
	case expr.String:
		e.texts(v, valid)
	case expr.Date:
		for i, day := range v.Ints {
			if valid(i) {
				b.add(day)
				e.body = binary.LittleEndian.AppendUint32(e.body, uint32(int32(day)))
			}
		}
	default:
		e.ints(v, b)
	}
}

// ints is the hot path of numbers and times.
func (e *Encoder) ints(v *column.Vector, b *bounds) {
	start := len(e.body)
	e.body = append(e.body, make([]byte, 8*len(v.Ints))...)
	out, n := e.body[start:], 0
	for i, value := range v.Ints {
		if v.Valid != nil && !v.Valid[i] {
			continue
		}
		b.add(value)
		binary.LittleEndian.PutUint64(out[n:n+8], uint64(value))
		n += 8
	}
	e.body = e.body[:start+n]
}

func (e *Encoder) bits(v *column.Vector, valid func(int) bool) {
	n := 0
	for i, bit := range v.Ints {
		if !valid(i) {
			continue
		}
		if n%8 == 0 {
			e.body = append(e.body, 0)
		}
		e.body[len(e.body)-1] |= byte(bit) << (n % 8)
		n++
	}
}

// texts writes length and bytes of each text.
func (e *Encoder) texts(v *column.Vector, valid func(int) bool) {
	for i := range v.Len() {
		if valid(i) {
			text := v.Text(i)
			e.body = binary.LittleEndian.AppendUint32(e.body, uint32(len(text)))
			e.body = append(e.body, text...)
		}
	}
}
