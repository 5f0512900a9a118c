package googlesql

// Kind implements Statement.
func (*QueryStatement) Kind() Kind { return KindSelect }

// Kind implements Statement.
func (*Insert) Kind() Kind { return KindInsert }

// Kind implements Statement.
func (*Update) Kind() Kind { return KindUpdate }

// Kind implements Statement.
func (*Delete) Kind() Kind { return KindDelete }

// Kind implements Statement.
func (*Merge) Kind() Kind { return KindMerge }

// Kind implements Statement.
func (*Truncate) Kind() Kind { return KindTruncate }

// Kind implements Statement.
func (s *CreateTable) Kind() Kind {
	switch {
	case s.Snapshot:
		return KindCreateSnapshot
	case s.Query != nil:
		return KindCreateTableAs
	}
	return KindCreateTable
}

// Kind implements Statement.
func (s *CreateView) Kind() Kind {
	if s.Materialized {
		return "CREATE_MATERIALIZED_VIEW"
	}
	return KindCreateView
}

// Kind implements Statement.
func (*CreateSchema) Kind() Kind { return KindCreateSchema }

// Kind implements Statement.
func (s *Drop) Kind() Kind { return Kind("DROP_" + underscored(s.Object)) }

// Kind implements Statement.
func (s *Alter) Kind() Kind { return Kind("ALTER_" + underscored(s.Object)) }

// Kind implements Statement.
func (*Declare) Kind() Kind { return KindDeclare }

// Kind implements Statement.
func (*Set) Kind() Kind { return KindSet }

// Kind implements Statement.
func (s *Other) Kind() Kind { return s.What }
