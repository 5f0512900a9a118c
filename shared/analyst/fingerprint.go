package analyst

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"

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

// digest brings a context into one form whatever the client's version: protojson varies its white space on purpose, encoding/json sorts
// keys and does not.
func digest(published *pb.Context, dataset string) (string, error) {
	text, err := protojson.Marshal(published)
	var fields any
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err == nil {
		text, err = json.Marshal(fields)
	}
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
