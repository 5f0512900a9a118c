package capi

import (
	"slices"
	"strings"
	"sync"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/shared/warehouse"
)

// knowledge reads an agent's context. Example queries with the same statement are one verified question in several phrasings.
func knowledge(c *pb.Context) analyst.Knowledge {
	k := analyst.Knowledge{
		Instructions: c.GetSystemInstruction(),
		MaxBytes:     c.GetOptions().GetDatasource().GetBigQueryMaxBilledBytes().GetValue(),
	}
	for _, t := range c.GetDatasourceReferences().GetBq().GetTableReferences() {
		k.Tables = append(k.Tables, table(t))
	}
	for _, r := range c.GetSchemaRelationships() {
		left, right := r.GetLeftSchemaPaths(), r.GetRightSchemaPaths()
		k.Relationships = append(k.Relationships, analyst.Relationship{
			Left: tableName(left.GetTableFqn()), LeftColumns: left.GetPaths(), Right: tableName(right.GetTableFqn()), RightColumns: right.GetPaths(),
		})
	}
	for _, t := range c.GetGlossaryTerms() {
		k.Glossary = append(k.Glossary, analyst.Term{Name: t.GetDisplayName(), Definition: t.GetDescription(), Synonyms: t.GetLabels()})
	}
	at := map[string]int{}
	for _, e := range c.GetExampleQueries() {
		key := strings.Join(strings.Fields(e.GetSqlQuery()), " ")
		i, known := at[key]
		if !known {
			i = len(k.Verified)
			at[key] = i
			k.Verified = append(k.Verified, analyst.Verified{SQL: e.GetSqlQuery()})
		}
		k.Verified[i].Questions = append(k.Verified[i].Questions, e.GetNaturalLanguageQuestion())
	}
	return k
}

// datasets lists where a context's tables are, each dataset once: all that its statements may read.
func datasets(c *pb.Context) []warehouse.Dataset {
	var out []warehouse.Dataset
	for _, t := range c.GetDatasourceReferences().GetBq().GetTableReferences() {
		if d := (warehouse.Dataset{Project: t.GetProjectId(), ID: t.GetDatasetId()}); !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

func table(t *pb.BigQueryTableReference) analyst.Table {
	out := analyst.Table{
		Project: t.GetProjectId(), Dataset: t.GetDatasetId(), Name: t.GetTableId(),
		Description: t.GetSchema().GetDescription(), Synonyms: t.GetSchema().GetSynonyms(),
	}
	for _, f := range t.GetSchema().GetFields() {
		out.Columns = append(out.Columns, analyst.Column{Name: f.GetName(), Type: f.GetType(), Description: f.GetDescription(), Synonyms: f.GetSynonyms()})
	}
	return out
}

// tableName turns bigquery.googleapis.com/projects/P/datasets/D/tables/T into P.D.T.
func tableName(fqn string) string {
	fqn = strings.TrimPrefix(fqn, "//")
	parts := strings.Split(strings.TrimPrefix(fqn, "bigquery.googleapis.com/"), "/")
	if len(parts) == 6 && parts[0] == "projects" && parts[2] == "datasets" && parts[4] == "tables" {
		return parts[1] + "." + parts[3] + "." + parts[5]
	}
	return fqn
}

// maxAnalysts bounds the memory of indexed agents; the least recently asked goes first.
const maxAnalysts = 256

// analysts keeps one indexed analyst per agent and version of its context.
type analysts struct {
	mu    sync.Mutex
	byKey map[string]*indexedAnalyst
	clock int64
}

type indexedAnalyst struct {
	version string
	used    int64
	analyst func() *analyst.Analyst
}

func newAnalysts() *analysts { return &analysts{byKey: map[string]*indexedAnalyst{}} }

// get returns the analyst of a key in a version, indexing its context when it is new. Others are not held up meanwhile.
func (a *analysts) get(key, version string, context *pb.Context) *analyst.Analyst {
	a.mu.Lock()
	a.clock++
	entry, ok := a.byKey[key]
	if !ok || entry.version != version {
		entry = &indexedAnalyst{version: version, analyst: sync.OnceValue(func() *analyst.Analyst { return analyst.New(knowledge(context)) })}
		a.byKey[key] = entry
		a.evict(key)
	}
	entry.used = a.clock
	a.mu.Unlock()
	return entry.analyst()
}

func (a *analysts) evict(except string) {
	if len(a.byKey) <= maxAnalysts {
		return
	}
	oldest := ""
	for key, entry := range a.byKey {
		if key != except && (oldest == "" || entry.used < a.byKey[oldest].used) {
			oldest = key
		}
	}
	delete(a.byKey, oldest)
}
