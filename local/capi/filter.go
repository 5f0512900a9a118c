package capi

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// The subset of AIP-160 that the API's lists use: comparisons joined by AND, such as
//
//	labels.tenant = "acme" AND create_time > "2025-01-28T06:51:56-08:00"
//
// Anything else is refused, never ignored.
var (
	//nolint:gochecknoglobals // compiled once
	condition = regexp.MustCompile(`^\s*([A-Za-z_]+)(?:\.([a-z][a-z0-9_-]*))?\s*(=|!=|>=|<=|>|<|:)\s*("(?:[^"\\]|\\.)*"|[^\s"()]+)\s*$`)
	//nolint:gochecknoglobals // compiled once
	conjunction = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\s+AND\s+`)
)

// fields reads what can be filtered of a message: the values of a field (with the key of a map), false if there is no such field.
type fields[M any] func(m M, field, key string) (values []string, known bool)

// parseFilter compiles a filter. An empty one keeps everything.
func parseFilter[M any](filter string, read fields[M]) (func(M) bool, error) {
	if strings.TrimSpace(filter) == "" {
		return func(M) bool { return true }, nil
	}
	var tests []func(M) bool
	for _, part := range splitAnd(filter) {
		m := condition.FindStringSubmatch(part)
		if m == nil {
			return nil, invalid("filter: cannot read %q; conditions have the form field = \"value\" and are joined by AND", strings.TrimSpace(part))
		}
		field, key, operator, value := snakeCase(m[1]), m[2], m[3], m[4]
		if unquoted, err := strconv.Unquote(value); err == nil {
			value = unquoted
		}
		var zero M
		if _, known := read(zero, field, key); !known {
			return nil, invalid("filter: this list cannot be filtered by %q", m[1])
		}
		tests = append(tests, func(msg M) bool {
			values, _ := read(msg, field, key)
			return holds(values, operator, value)
		})
	}
	return func(m M) bool {
		return !slices.ContainsFunc(tests, func(test func(M) bool) bool { return !test(m) })
	}, nil
}

// splitAnd cuts at AND outside of quotes.
func splitAnd(filter string) []string {
	var parts []string
	start := 0
	for _, at := range conjunction.FindAllStringIndex(filter, -1) {
		if filter[at[0]] != '"' {
			parts = append(parts, filter[start:at[0]])
			start = at[1]
		}
	}
	return append(parts, filter[start:])
}

func holds(values []string, operator, wanted string) bool {
	switch operator {
	case "!=":
		return !holds(values, "=", wanted)
	case ":":
		return slices.ContainsFunc(values, func(v string) bool { return wanted == "*" || strings.Contains(v, wanted) })
	}
	return slices.ContainsFunc(values, func(v string) bool {
		order := strings.Compare(v, wanted)
		a, errA := time.Parse(time.RFC3339Nano, v)
		b, errB := time.Parse(time.RFC3339Nano, wanted)
		if errA == nil && errB == nil {
			order = a.Compare(b)
		}
		switch operator {
		case ">":
			return order > 0
		case "<":
			return order < 0
		case ">=":
			return order >= 0
		case "<=":
			return order <= 0
		}
		return order == 0
	})
}

// snakeCase accepts createTime for create_time, as the API's documentation does.
func snakeCase(field string) string {
	var b strings.Builder
	for _, r := range field {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func instant(t *timestamppb.Timestamp) []string {
	if t == nil {
		return nil
	}
	return []string{t.AsTime().Format(time.RFC3339Nano)}
}

func label(labels map[string]string, key string) []string {
	if v, ok := labels[key]; ok {
		return []string{v}
	}
	return nil
}

func agentFields(a *pb.DataAgent, field, key string) ([]string, bool) {
	switch field {
	case "labels":
		return label(a.GetLabels(), key), true
	case "name":
		return []string{a.GetName()}, true
	case "display_name":
		return []string{a.GetDisplayName()}, true
	case "description":
		return []string{a.GetDescription()}, true
	case "create_time":
		return instant(a.GetCreateTime()), true
	case "update_time":
		return instant(a.GetUpdateTime()), true
	}
	return nil, false
}

func conversationFields(c *pb.Conversation, field, key string) ([]string, bool) {
	switch field {
	case "agents":
		return c.GetAgents(), true
	case "labels":
		return label(c.GetLabels(), key), true
	}
	return nil, false
}

func messageFields(m *pb.StorageMessage, field, _ string) ([]string, bool) {
	switch field {
	case "create_time", "update_time": // a message never changes
		return instant(m.GetMessage().GetTimestamp()), true
	}
	return nil, false
}

func operationFields(o *longrunningpb.Operation, field, _ string) ([]string, bool) {
	switch field {
	case "done":
		return []string{strconv.FormatBool(o.GetDone())}, true
	case "name":
		return []string{o.GetName()}, true
	}
	return nil, false
}
