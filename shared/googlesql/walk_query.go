package googlesql

func (c *nodes) query(q *Query) {
	if q.With != nil {
		for _, cte := range q.With.CTEs {
			c.subquery(cte.Query)
		}
	}
	*c = append(*c, q.Body)
	c.order(q.OrderBy)
	c.exprs([]Expr{q.Limit, q.Offset})
}

func (c *nodes) body(b Body) {
	switch b := b.(type) {
	case *SetOperation:
		for _, input := range b.Inputs {
			*c = append(*c, input)
		}
	case *Nested:
		c.subquery(b.Query)
	case *Select:
		c.items(b.Items)
		c.table(b.From)
		c.add(b.Where)
		if b.GroupBy != nil {
			c.groups(b.GroupBy.Items)
		}
		c.exprs([]Expr{b.Having, b.Qualify})
		for _, w := range b.Windows {
			*c = append(*c, w.Window)
		}
	}
}

func (c *nodes) groups(items []GroupItem) {
	for _, item := range items {
		for _, set := range item.Sets {
			c.exprs(set)
		}
		c.groups(item.Nested)
	}
}

func (c *nodes) from(f From) {
	switch f := f.(type) {
	case *TableRef:
		c.add(f.AsOf)
		if f.Sample != nil {
			c.add(f.Sample.Size)
		}
	case *Unnest:
		c.add(f.Array)
	case *FromQuery:
		c.subquery(f.Query)
	case *TableFunction:
		c.add(f.Call)
	case *Join:
		c.table(f.L)
		c.table(f.R)
		c.add(f.On)
	case *Pivot:
		c.table(f.Input)
		c.items(f.Aggregates)
		c.add(f.For)
		c.items(f.In)
	case *Unpivot:
		c.table(f.Input)
		for _, g := range f.Groups {
			c.add(g.Label)
		}
	}
}

func (c *nodes) statement(s Statement) {
	switch s := s.(type) {
	case *QueryStatement:
		c.subquery(s.Query)
	case *Insert:
		for _, row := range s.Rows {
			c.exprs(row)
		}
		c.subquery(s.Query)
	case *Update:
		c.assignments(s.Set)
		c.table(s.From)
		c.add(s.Where)
	case *Delete:
		c.add(s.Where)
	case *Merge:
		c.table(s.Source)
		c.add(s.On)
		for _, w := range s.Whens {
			c.add(w.And)
			c.assignments(w.Set)
			c.exprs(w.Values)
		}
	case *CreateTable:
		c.add(s.PartitionBy)
		c.exprs(s.ClusterBy)
		c.subquery(s.Query)
	case *CreateView:
		c.subquery(s.Query)
	case *Declare:
		c.add(s.Default)
	case *Set:
		c.add(s.Value)
	}
}
