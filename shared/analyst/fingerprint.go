package analyst

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/grpc/codes"

	"capidemo.dev/platform/shared/fault"
)

// Fingerprint is a digest of the context that an agent answers from: its instructions, tables, glossary, relationships and example queries,
// as the API has them published. The dataset's own name is not a part of it, so that agents of the same template over clones of the same
// data have the same digest. An agent that nobody can ask is NotFound.
func (a *Analyst) Fingerprint(ctx context.Context, id, dataset string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	agent, err := a.agents.GetDataAgent(ctx, &pb.GetDataAgentRequest{Name: a.agentName(id)})
	if codeOf(err) == codes.NotFound || err == nil && agent.GetDeleteTime() != nil {
		return "", fault.New(fault.NotFound, "The data agent is gone.")
	}
	if err != nil {
		return "", asFault(err, "read the data agent")
	}
	return digest(agent.GetDataAnalyticsAgent().GetPublishedContext(), dataset)
}

// knowledge is what we publish of an agent, as the API gives it back. Fields that a newer client knows beyond it are not ours, and must not
// make every agent another one.
type knowledge struct {
	Instructions  string      `json:"instructions"`
	Tables        []Table     `json:"tables"`
	Examples      [][2]string `json:"examples"`      // question, statement
	Glossary      []Term      `json:"glossary"`      // in its order
	Relationships [][2]string `json:"relationships"` // columns from and to, each with its table
}

func knowledgeOf(published *pb.Context) knowledge {
	k := knowledge{Instructions: published.GetSystemInstruction()}
	for _, t := range published.GetDatasourceReferences().GetBq().GetTableReferences() {
		schema := t.GetSchema()
		table := Table{
			Project: t.GetProjectId(), Dataset: t.GetDatasetId(), Name: t.GetTableId(), Description: schema.GetDescription(), Synonyms: schema.GetSynonyms(),
		}
		for _, f := range schema.GetFields() {
			table.Columns = append(table.Columns, Field{
				Name: f.GetName(), Type: f.GetType(), Description: f.GetDescription(), Required: f.GetMode() == "REQUIRED", Synonyms: f.GetSynonyms(),
			})
		}
		k.Tables = append(k.Tables, table)
	}
	for _, e := range published.GetExampleQueries() {
		k.Examples = append(k.Examples, [2]string{e.GetNaturalLanguageQuestion(), e.GetSqlQuery()})
	}
	for _, t := range published.GetGlossaryTerms() {
		k.Glossary = append(k.Glossary, Term{Name: t.GetDisplayName(), Definition: t.GetDescription(), Synonyms: t.GetLabels()})
	}
	for _, r := range published.GetSchemaRelationships() {
		k.Relationships = append(k.Relationships, [2]string{columnsOf(r.GetLeftSchemaPaths()), columnsOf(r.GetRightSchemaPaths())})
	}
	return k
}

func columnsOf(p *pb.Context_SchemaRelationship_SchemaPaths) string {
	return p.GetTableFqn() + ":" + strings.Join(p.GetPaths(), ",")
}

// digest brings what we publish into one form, whatever the client's version.
func digest(published *pb.Context, dataset string) (string, error) {
	text, err := json.Marshal(knowledgeOf(published)) //nolint:musttag // it is digested and never read again
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "the agent's published context cannot be read")
	}
	same := string(text)
	if dataset != "" {
		same = strings.ReplaceAll(same, dataset, "DATASET")
	}
	sum := sha256.Sum256([]byte(same))
	return hex.EncodeToString(sum[:16]), nil
}
