package semantic

// addColumns makes a sum or an average of every number that no verified query has taught.
func (m *Model) addColumns() {
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			if c.Kind == Amount && m.measureOf(c) == nil {
				m.Measures = append(m.Measures, c.measure())
			}
		}
	}
}

func (c *Column) measure() *Measure {
	if c.Average {
		return c.Aggregate("AVG")
	}
	return c.Aggregate("SUM")
}

// Aggregate is a measure of one column by SUM, AVG, MAX or MIN.
func (c *Column) Aggregate(function string) *Measure {
	out := &Measure{Base: c.Table, Column: c, Expr: Call(function, c.Expr()), Name: c.Spoken(), Alias: c.Name, Origin: "the column " + c.Table.Name + "." + c.Name}
	prefix := ""
	switch function {
	case "SUM":
		out.Form = Sum
	case "AVG":
		out.Form, prefix = Average, "average"
	case "MAX":
		out.Form, prefix = Extreme, "highest"
	case "MIN":
		out.Form, prefix = Extreme, "lowest"
	}
	if prefix != "" {
		out.Name, out.Alias = prefix+" "+out.Name, prefix+"_"+out.Alias
	}
	return out
}

// MeasureOf is the default measure of a number, nil for other columns.
func (m *Model) MeasureOf(c *Column) *Measure {
	if c.Kind != Amount {
		return nil
	}
	return m.measureOf(c)
}

// Span reports whether a number is a length of time, by its name.
func (c *Column) Span() bool { return spans.MatchString(c.Name) }

// measureOf is the default measure of a column, nil if there is none yet.
func (m *Model) measureOf(c *Column) *Measure {
	want := c.measure().Expr
	for _, known := range m.Measures {
		if known.Base == c.Table && len(known.Where) == 0 && Same(known.Expr, want) {
			return known
		}
	}
	return nil
}

// addCounts counts the rows of every table.
func (m *Model) addCounts() {
	for _, t := range m.Tables {
		if m.CountOf(t) == nil {
			m.Measures = append(m.Measures, &Measure{
				Name: t.Plural(), Alias: t.Name, Base: t, Expr: CountAll(), Form: Count, Origin: "the rows of " + t.Name,
			})
		}
	}
}

// CountOf is the measure that counts a table's rows.
func (m *Model) CountOf(t *Table) *Measure {
	for _, known := range m.Measures {
		if known.Base == t && known.Form == Count && len(known.Where) == 0 && known.Alias == t.Name {
			return known
		}
	}
	return nil
}
