package capi

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// Limits of the API's fields.
const (
	maxDisplayName = 256
	maxDescription = 1024
	maxLabels      = 64
)

var (
	labelKey   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`) //nolint:gochecknoglobals // compiled once
	labelValue = regexp.MustCompile(`^[a-z0-9_-]{0,63}$`)      //nolint:gochecknoglobals // compiled once
)

// checkAgent refuses an agent that the API would not take, or that could never answer here.
func checkAgent(agent *pb.DataAgent) error {
	switch {
	case agent == nil:
		return invalid("data_agent is required")
	case utf8.RuneCountInString(agent.GetDisplayName()) > maxDisplayName:
		return invalid("data_agent.display_name is longer than %d characters", maxDisplayName)
	case utf8.RuneCountInString(agent.GetDescription()) > maxDescription:
		return invalid("data_agent.description is longer than %d characters", maxDescription)
	case agent.GetDataAnalyticsAgent() == nil:
		return invalid("data_agent.data_analytics_agent is required")
	}
	if err := checkLabels(agent.GetLabels()); err != nil {
		return err
	}
	a := agent.GetDataAnalyticsAgent()
	for field, c := range map[string]*pb.Context{"published_context": a.GetPublishedContext(), "staging_context": a.GetStagingContext()} {
		if c == nil {
			continue
		}
		if err := checkContext("data_agent.data_analytics_agent."+field, c); err != nil {
			return err
		}
	}
	return nil
}

func checkLabels(labels map[string]string) error {
	if len(labels) > maxLabels {
		return invalid("labels: at most %d are allowed, %d given", maxLabels, len(labels))
	}
	for k, v := range labels {
		if !labelKey.MatchString(k) || !labelValue.MatchString(v) {
			return invalid("label %q=%q: keys and values are lower-case letters, digits, _ and -, at most 63 of them, and a key begins with a letter", k, v)
		}
	}
	return nil
}

// checkContext wants BigQuery tables, completely named, and example queries with both parts.
func checkContext(path string, c *pb.Context) error {
	references := c.GetDatasourceReferences().GetBq().GetTableReferences()
	if len(references) == 0 {
		if c.GetDatasourceReferences().GetReferences() != nil && c.GetDatasourceReferences().GetBq() == nil {
			return invalid("%s.datasource_references: only BigQuery tables (bq.table_references) can be queried here", path)
		}
		return invalid("%s.datasource_references.bq.table_references must name at least one table", path)
	}
	for i, t := range references {
		if t.GetProjectId() == "" || t.GetDatasetId() == "" || t.GetTableId() == "" {
			return invalid("%s.datasource_references.bq.table_references[%d]: project_id, dataset_id and table_id are required", path, i)
		}
	}
	for i, e := range c.GetExampleQueries() {
		if strings.TrimSpace(e.GetSqlQuery()) == "" || strings.TrimSpace(e.GetNaturalLanguageQuestion()) == "" {
			return invalid("%s.example_queries[%d]: natural_language_question and sql_query are required", path, i)
		}
	}
	for i, r := range c.GetSchemaRelationships() {
		left, right := r.GetLeftSchemaPaths().GetPaths(), r.GetRightSchemaPaths().GetPaths()
		if len(left) == 0 || len(left) != len(right) {
			return invalid("%s.schema_relationships[%d]: left and right paths must be of the same number, at least one", path, i)
		}
	}
	return nil
}

// outputOnly are the fields that a caller cannot set; in a mask they are refused, in a body ignored.
var outputOnly = []string{"name", "create_time", "update_time", "delete_time", "purge_time", "data_analytics_agent.last_published_context"} //nolint:gochecknoglobals // constant

// applyMask overwrites the fields of the mask: without a mask all that are set, with "*" all.
func applyMask(old, given *pb.DataAgent, mask *fieldmaskpb.FieldMask) (*pb.DataAgent, error) {
	out := proto.CloneOf(old)
	paths := mask.GetPaths()
	switch {
	case len(paths) == 0:
		paths = setPaths(given)
	case len(paths) == 1 && paths[0] == "*":
		paths = []string{"display_name", "description", "labels", "data_analytics_agent.staging_context", "data_analytics_agent.published_context"}
	}
	for _, path := range paths {
		if slices.Contains(outputOnly, path) {
			return nil, invalid("update_mask: %q is set by the service", path)
		}
		if err := copyPath(out.ProtoReflect(), given.ProtoReflect(), strings.Split(path, ".")); err != nil {
			return nil, invalid("update_mask: %q: %v", path, err)
		}
	}
	return out, nil
}

func setPaths(given *pb.DataAgent) []string {
	var paths []string
	if given.GetDisplayName() != "" {
		paths = append(paths, "display_name")
	}
	if given.GetDescription() != "" {
		paths = append(paths, "description")
	}
	if len(given.GetLabels()) > 0 {
		paths = append(paths, "labels")
	}
	if given.GetDataAnalyticsAgent().GetStagingContext() != nil {
		paths = append(paths, "data_analytics_agent.staging_context")
	}
	if given.GetDataAnalyticsAgent().GetPublishedContext() != nil {
		paths = append(paths, "data_analytics_agent.published_context")
	}
	return paths
}

// copyPath sets the field at a path to what the source has there, or clears it.
func copyPath(to, from protoreflect.Message, path []string) error {
	field := to.Descriptor().Fields().ByName(protoreflect.Name(path[0]))
	if field == nil {
		return fmt.Errorf("%s has no field %q", to.Descriptor().Name(), path[0])
	}
	if len(path) > 1 {
		if field.Message() == nil || field.IsList() || field.IsMap() {
			return fmt.Errorf("%q has no fields", path[0])
		}
		return copyPath(to.Mutable(field).Message(), from.Get(field).Message(), path[1:])
	}
	if !from.Has(field) {
		to.Clear(field)
		return nil
	}
	to.Set(field, from.Get(field))
	return nil
}
