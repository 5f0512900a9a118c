package jobs

import (
	"sync"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// How long, and for how many rows of a table, an insertId is remembered. BigQuery promises a minute, at best effort.
const (
	rememberInsert = time.Minute
	rememberedRows = 100_000
)

// insertIDs remembers the ids of rows that insertAll added lately.
type insertIDs struct {
	mu     sync.Mutex
	tables map[string]*recentIDs
}

// recentIDs is what one table got, in two halves: the older one is dropped as a whole.
type recentIDs struct {
	since          time.Time
	newer, earlier map[string]bool
}

// recent gives the ids known for a table; the caller may add to the copy.
func (i *insertIDs) recent(ref *bq.TableReference, now time.Time) map[string]bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	known := map[string]bool{}
	if table := i.tables[catalog.TableName(ref)]; table != nil && now.Sub(table.since) < 2*rememberInsert {
		for _, half := range []map[string]bool{table.newer, table.earlier} {
			for id := range half {
				known[id] = true
			}
		}
	}
	return known
}

func (i *insertIDs) add(ref *bq.TableReference, ids []string, now time.Time) {
	if len(ids) == 0 {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.tables == nil {
		i.tables = map[string]*recentIDs{}
	}
	name := catalog.TableName(ref)
	table := i.tables[name]
	switch {
	case table == nil || now.Sub(table.since) >= 2*rememberInsert:
		table = &recentIDs{since: now, newer: map[string]bool{}}
		i.tables[name] = table
	case now.Sub(table.since) >= rememberInsert || len(table.newer) > rememberedRows:
		table.since, table.newer, table.earlier = now, map[string]bool{}, table.newer
	}
	for _, id := range ids {
		table.newer[id] = true
	}
	for other, t := range i.tables {
		if now.Sub(t.since) >= 2*rememberInsert {
			delete(i.tables, other)
		}
	}
}
