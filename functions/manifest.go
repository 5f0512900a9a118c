// Package functions holds the manifest: every function's trigger, rights and scaling, in one file that the server of the
// functions, the local stack and Terraform read.
//
// The functions themselves are the packages below this one, one folder each; this package must not import them, so that the
// manifest can be read without building any. To add a function, add its entry to manifest.yaml; what an entry may say is
// declared here and checked in check.go. manifest_test.go holds both.
package functions

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

//go:embed manifest.yaml
var manifest []byte

// The Firestore events a function can be triggered by.
const (
	DocumentCreated = "google.cloud.firestore.document.v1.created"
	DocumentUpdated = "google.cloud.firestore.document.v1.updated"
	DocumentWritten = "google.cloud.firestore.document.v1.written"
)

// Manifest lists the functions in the order of their routes.
type Manifest struct {
	Functions []Function
}

// Function is one entry.
type Function struct {
	Word           string            `yaml:"word"`    // its name everywhere: folder, service, log field, alert, playbook
	Summary        string            `yaml:"summary"` // one sentence
	Trigger        Trigger           `yaml:"trigger"`
	Publishes      []string          `yaml:"publishes"`   // topics it sends to
	Memory         string            `yaml:"memory"`      // such as 512Mi
	Timeout        time.Duration     `yaml:"timeout"`     // of one request
	Concurrency    int               `yaml:"concurrency"` // requests at once in one instance
	MinInstances   int               `yaml:"min_instances"`
	MaxInstances   int               `yaml:"max_instances"`
	ServiceAccount string            `yaml:"service_account"` // account id, 6 to 30 characters
	Roles          []Grant           `yaml:"roles"`
	Environment    map[string]string `yaml:"environment"` // beyond what every function gets
}

// Trigger says what starts the function: exactly one field is set.
type Trigger struct {
	HTTP      *HTTP      `yaml:"http"`
	Firestore *Firestore `yaml:"firestore"`
	PubSub    *PubSub    `yaml:"pubsub"`
	Private   *Private   `yaml:"private"`
}

// HTTP is a trigger behind Hosting.
type HTTP struct {
	Routes []string `yaml:"routes"` // globs of Hosting: * is one path element, ** any number
}

// Firestore is a trigger by changes of documents, delivered by Eventarc.
type Firestore struct {
	Event    string `yaml:"event"`    // one of the Document constants
	Document string `yaml:"document"` // path pattern; {name} matches one path element
}

// PubSub is a trigger by messages of a topic, delivered by a push subscription named like the function.
type PubSub struct {
	Topic       string        `yaml:"topic"`
	DeadLetter  string        `yaml:"dead_letter"`  // topic that receives what failed MaxAttempts times
	MaxAttempts int           `yaml:"max_attempts"` // 5 to 100
	AckDeadline time.Duration `yaml:"ack_deadline"` // 10 s to 600 s
	MinBackoff  time.Duration `yaml:"min_backoff"`  // 0 to 600 s
	MaxBackoff  time.Duration `yaml:"max_backoff"`  // 0 to 600 s
}

// Private is a trigger by our own services only.
type Private struct {
	Schedules []Schedule `yaml:"schedules"`
}

// Schedule is one entry of Cloud Scheduler: a POST without a body.
type Schedule struct {
	Name string `yaml:"name"`
	Path string `yaml:"path"` // on the function
	Cron string `yaml:"cron"` // five fields, UTC
}

// Grant is one role of the function's service account.
type Grant struct {
	Role string `yaml:"role"`
	On   string `yaml:"on"` // topic:NAME, bucket:NAME, secret:NAME or secrets:PREFIX; empty means the project
}

// Load parses and checks the manifest built into the program.
func Load() (*Manifest, error) { return Parse(manifest) }

// Parse reads a manifest and reports all its faults at once, each with the function it is in.
func Parse(text []byte) (*Manifest, error) {
	entries, err := split(text)
	if err != nil {
		return nil, err
	}
	m := &Manifest{Functions: make([]Function, len(entries))}
	var faults []error
	for i, entry := range entries {
		// One by one, because the decoder stops at the first field it does not know.
		if err := yaml.NodeToValue(entry, &m.Functions[i], yaml.Strict()); err != nil {
			faults = append(faults, fmt.Errorf("manifest: function %d: %w", i+1, err))
		}
	}
	if err := errors.Join(append(faults, m.check()...)...); err != nil {
		return nil, err
	}
	return m, nil
}

// split returns the entries of the only key at the top, functions.
func split(text []byte) ([]ast.Node, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	var top struct {
		Functions []any `yaml:"functions"`
	}
	if err := yaml.UnmarshalWithOptions(text, &top, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(top.Functions) == 0 {
		return nil, errors.New("manifest: it lists no functions")
	}
	path, err := yaml.PathString("$.functions")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	node, err := path.FilterFile(file)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil, fmt.Errorf("manifest: functions must be a list, not %s", node.Type())
	}
	return list.Values, nil
}

// Function returns the entry of a word.
func (m *Manifest) Function(word string) (Function, bool) {
	for _, f := range m.Functions {
		if f.Word == word {
			return f, true
		}
	}
	return Function{}, false
}

// MemoryBytes is the memory of an instance, in bytes; zero for what the manifest's check refuses.
func (f Function) MemoryBytes() int64 {
	for unit, bytes := range map[string]int64{"Mi": 1 << 20, "Gi": 1 << 30} {
		if number, ok := strings.CutSuffix(f.Memory, unit); ok {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return 0
			}
			return n * bytes
		}
	}
	return 0
}

// Route returns the function that serves a public path: the first with a route that matches.
func (m *Manifest) Route(path string) (Function, bool) {
	for _, f := range m.Functions {
		if f.Trigger.HTTP == nil {
			continue
		}
		for _, route := range f.Trigger.HTTP.Routes {
			if doublestar.MatchUnvalidated(route, path) {
				return f, true
			}
		}
	}
	return Function{}, false
}

// Topics lists every topic that a function is triggered by or publishes to, dead letters included, each once.
func (m *Manifest) Topics() []string {
	var topics []string
	seen := map[string]bool{"": true}
	add := func(names ...string) {
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				topics = append(topics, name)
			}
		}
	}
	for _, f := range m.Functions {
		if p := f.Trigger.PubSub; p != nil {
			add(p.Topic, p.DeadLetter)
		}
		add(f.Publishes...)
	}
	return topics
}
