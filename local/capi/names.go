package capi

import (
	"regexp"
	"strings"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// resource is a parsed resource name projects/{project}/locations/{location}/{collection}/{id}.
type resource struct{ project, location, collection, id string }

func (r resource) parent() string { return "projects/" + r.project + "/locations/" + r.location }
func (r resource) name() string   { return r.parent() + "/" + r.collection + "/" + r.id }

const (
	agentCollection        = "dataAgents"
	conversationCollection = "conversations"
	operationCollection    = "operations"
)

var (
	segment = `[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}`
	//nolint:gochecknoglobals // compiled once
	parentPattern = regexp.MustCompile(`^projects/(` + segment + `)/locations/(` + segment + `)$`)
	idPattern     = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`) //nolint:gochecknoglobals // compiled once
)

// parseParent reads projects/{project}/locations/{location}.
func parseParent(name string) (resource, error) {
	m := parentPattern.FindStringSubmatch(name)
	if m == nil {
		return resource{}, invalid("parent %q must have the form projects/{project}/locations/{location}", name)
	}
	return resource{project: m[1], location: m[2]}, nil
}

// parseName reads the name of a resource of a collection.
func parseName(field, name, collection string) (resource, error) {
	i := strings.LastIndex(name, "/"+collection+"/")
	if i > 0 {
		r, err := parseParent(name[:i])
		r.collection, r.id = collection, name[i+len(collection)+2:]
		if err == nil && r.id != "" && len(r.id) <= 63 && !strings.ContainsAny(r.id, "/\x00") {
			return r, nil
		}
	}
	return resource{}, invalid("%s %q must have the form projects/{project}/locations/{location}/%s/{id}", field, name, collection)
}

// newName checks the id that a caller chose, or chooses one.
func newName(parent, collection, field, id string) (resource, error) {
	r, err := parseParent(parent)
	if err != nil {
		return r, err
	}
	if id == "" {
		id = "a" + strings.ReplaceAll(uuid.NewString(), "-", "")
	}
	if !idPattern.MatchString(id) {
		return r, invalid("%s %q must match %s", field, id, idPattern)
	}
	r.collection, r.id = collection, id
	return r, nil
}

func invalid(format string, args ...any) error {
	return status.Errorf(codes.InvalidArgument, format, args...)
}

func notFound(name string) error {
	return status.Errorf(codes.NotFound, "Resource %q was not found.", name)
}
