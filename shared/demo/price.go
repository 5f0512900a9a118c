package demo

// Prices of the United States, in millionths of a US dollar, as published at https://cloud.google.com/bigquery/pricing on 2026-11-01.
// Making a demo is free: copying tables, creating datasets and data agents cost nothing, and a clone is billed only for what changes in it.
const (
	StorageMicroUSDPerGiBMonth = 20_000    // active logical storage
	QueryMicroUSDPerTiB        = 6_250_000 // on demand
	minBytesPerTable           = 10 << 20  // what a query is billed for each table at least
)

// Cost is what a demo costs in its first month, in millionths of a US dollar.
type Cost struct {
	Create    int64 // to make it
	Storage   int64 // to keep it, if all of its data were changed: the most it can be
	Questions int64 // to ask as many questions as a demo typically gets, each over two of its tables
}

// questionsPerDemo is how many questions a demo typically gets in a month; tablesPerQuestion how many tables an answer reads.
const (
	questionsPerDemo  = 50
	tablesPerQuestion = 2
)

// CostOf estimates the cost of a demo whose tables hold so many bytes.
func CostOf(bytes int64, tables int) Cost {
	read := int64(minBytesPerTable)
	if tables > 0 {
		read = max(read, bytes/int64(tables))
	}
	return Cost{
		Storage:   ceilDiv(bytes*StorageMicroUSDPerGiBMonth, 1<<30),
		Questions: ceilDiv(questionsPerDemo*tablesPerQuestion*read>>10*QueryMicroUSDPerTiB, 1<<30),
	}
}

// Total is all of it.
func (c Cost) Total() int64 { return c.Create + c.Storage + c.Questions }

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// Bytes is the size of the version's tables as files.
func (v *TemplateVersion) Bytes() (sum int64) {
	for i := range v.Tables {
		sum += v.Tables[i].Bytes
	}
	return sum
}
