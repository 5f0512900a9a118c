package generate

import (
	"fmt"
	"strconv"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
	"capidemo.dev/platform/shared/generate/words"
)

func word(c *col, g *dataspec.Word) error {
	dict, ok := words.Set(g.Set)
	if !ok {
		return fmt.Errorf("there is no set of words %q", g.Set)
	}
	c.kind.Dict = dict
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			v.Codes[i] = int32(r.Below(len(dict)))
		}
		return nil
	}
	return nil
}

// email joins the slugs of columns with dots and makes the address unique by the row's number. Slugs of vocabularies are made
// once, not for every row.
func (e *engine) email(c *col, g *dataspec.Email) error {
	type part struct {
		col   *col
		slugs []string
	}
	var parts []part
	for _, name := range g.From {
		from := c.table.column(name)
		if from == nil || from.kind.Type != expr.String {
			return fmt.Errorf("from: %q is no STRING column of the table", name)
		}
		if err := e.buildColumn(from); err != nil {
			return err
		}
		p := part{col: from}
		for _, text := range from.kind.Dict {
			p.slugs = append(p.slugs, expr.Slug(text))
		}
		parts = append(parts, p)
		c.deps = append(c.deps, from)
	}
	domains := words.Domains()
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			row := b.start + i
			for _, p := range parts {
				from := b.cols[p.col.index]
				if p.slugs != nil {
					v.Bytes = append(v.Bytes, p.slugs[from.Codes[i]]...)
				} else {
					v.Bytes = append(v.Bytes, expr.Slug(from.Text(i))...)
				}
				v.Bytes = append(v.Bytes, '.')
			}
			v.Bytes = strconv.AppendInt(v.Bytes, int64(row+1), 10)
			r := draw.At(c.seed, row)
			v.Bytes = append(append(v.Bytes, '@'), domains[r.Below(len(domains))]...)
			v.AppendText()
		}
		return nil
	}
	return nil
}

// phone gives numbers of the North American range 555-0100 to 555-0199, which is reserved for fiction.
func phone(c *col) error {
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			v.Bytes = append(v.Bytes, "+1-"...)
			v.Bytes = strconv.AppendInt(v.Bytes, int64(201+r.Below(789)), 10)
			v.Bytes = append(v.Bytes, "-555-0"...)
			v.Bytes = strconv.AppendInt(v.Bytes, int64(100+r.Below(100)), 10)
			v.AppendText()
		}
		return nil
	}
	return nil
}

func address(c *col) error {
	streets, _ := words.Set("street")
	c.fill = func(b *block, v *column.Vector) error {
		for i := range b.n {
			r := draw.At(c.seed, b.start+i)
			v.Bytes = strconv.AppendInt(v.Bytes, int64(1+r.Below(980)), 10)
			v.Bytes = append(append(v.Bytes, ' '), streets[r.Below(len(streets))]...)
			v.AppendText()
		}
		return nil
	}
	return nil
}
