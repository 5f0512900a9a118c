package parquetfile

// SetRowGroupBlocks makes row groups small, so that a test crosses several of them with few rows.
func (w *Writer) SetRowGroupBlocks(n int) { w.perGroup = n }
