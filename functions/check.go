package functions

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/robfig/cron/v3"
)

// Limits of Cloud Run, Pub/Sub and IAM.
const (
	maxTimeout     = time.Hour
	maxPushTimeout = 600 * time.Second
	maxConcurrency = 1000
)

var (
	wordPattern    = regexp.MustCompile(`^[a-z]{2,20}$`)
	namePattern    = regexp.MustCompile(`^[a-z][a-z0-9-]{2,60}$`)
	accountPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{4,28}[a-z0-9]$`)
	memoryPattern  = regexp.MustCompile(`^[1-9][0-9]*(Mi|Gi)$`)
	rolePattern    = regexp.MustCompile(`^roles/[a-z]+\.[a-zA-Z]+$`)
	grantPattern   = regexp.MustCompile(`^((topic|bucket|secret):[a-z][a-z0-9-]+|secrets:[a-z][a-z0-9]*-)$`)
)

// checker collects the faults of one function.
type checker struct {
	word   string
	faults []error
}

func (c *checker) requiref(ok bool, format string, args ...any) {
	if !ok {
		c.faults = append(c.faults, fmt.Errorf("manifest: %s: %s", c.word, fmt.Sprintf(format, args...)))
	}
}

// check returns every fault of the manifest.
func (m *Manifest) check() []error {
	var faults []error
	seen := map[string]bool{}
	for i, f := range m.Functions {
		c := &checker{word: f.Word}
		if f.Word == "" {
			c.word = fmt.Sprintf("function %d", i+1)
		}
		c.requiref(!seen[f.Word], "the word is taken by an earlier entry")
		seen[f.Word] = true
		c.function(f)
		faults = append(faults, c.faults...)
	}
	return faults
}

func (c *checker) function(f Function) {
	c.requiref(wordPattern.MatchString(f.Word), "word must be one lower-case word")
	c.requiref(f.Summary != "" && strings.HasSuffix(f.Summary, "."), "summary must be a sentence")
	c.requiref(memoryPattern.MatchString(f.Memory), "memory %q must be a whole number of Mi or Gi", f.Memory)
	c.requiref(f.Timeout > 0 && f.Timeout <= maxTimeout, "timeout %s must be between 1s and %s", f.Timeout, maxTimeout)
	c.requiref(f.Concurrency >= 1 && f.Concurrency <= maxConcurrency, "concurrency %d must be between 1 and %d", f.Concurrency, maxConcurrency)
	c.requiref(f.MinInstances >= 0, "min_instances %d must not be negative", f.MinInstances)
	c.requiref(f.MaxInstances >= 1 && f.MaxInstances >= f.MinInstances, "max_instances %d must be at least 1 and min_instances", f.MaxInstances)
	c.requiref(accountPattern.MatchString(f.ServiceAccount), "service_account %q must be 6 to 30 characters of a-z, 0-9 and -", f.ServiceAccount)
	for _, topic := range f.Publishes {
		c.requiref(namePattern.MatchString(topic), "publishes: %q is no topic name", topic)
	}
	for _, grant := range f.Roles {
		c.requiref(rolePattern.MatchString(grant.Role), "roles: %q is no predefined role", grant.Role)
		c.requiref(grant.On == "" || grantPattern.MatchString(grant.On), "roles: %q must be topic:NAME, bucket:NAME, secret:NAME or secrets:PREFIX-", grant.On)
	}
	c.trigger(f)
}

func (c *checker) trigger(f Function) {
	t := f.Trigger
	kinds := 0
	for _, set := range []bool{t.HTTP != nil, t.Firestore != nil, t.PubSub != nil, t.Private != nil} {
		if set {
			kinds++
		}
	}
	c.requiref(kinds == 1, "trigger must be exactly one of http, firestore, pubsub, private")
	if t.HTTP != nil {
		c.http(*t.HTTP)
	}
	if t.Firestore != nil {
		c.firestore(*t.Firestore)
	}
	if t.PubSub != nil {
		c.pubsub(*t.PubSub)
		c.requiref(f.Timeout <= maxPushTimeout, "timeout %s is above the %s that a push is waited for", f.Timeout, maxPushTimeout)
	}
	if t.Private != nil {
		c.private(*t.Private)
	}
}

func (c *checker) http(t HTTP) {
	c.requiref(len(t.Routes) > 0, "http: routes are missing")
	for _, route := range t.Routes {
		c.requiref(strings.HasPrefix(route, "/api/") && doublestar.ValidatePattern(route), "http: route %q must be a glob below /api/", route)
	}
}

func (c *checker) firestore(t Firestore) {
	c.requiref(t.Event == DocumentCreated || t.Event == DocumentUpdated || t.Event == DocumentWritten, "firestore: unknown event %q", t.Event)
	elements := strings.Split(t.Document, "/")
	c.requiref(len(elements)%2 == 0, "firestore: document %q must name a document, not a collection", t.Document)
	for _, element := range elements {
		c.requiref(element != "", "firestore: document %q has an empty path element", t.Document)
	}
}

func (c *checker) pubsub(t PubSub) {
	c.requiref(namePattern.MatchString(t.Topic), "pubsub: %q is no topic name", t.Topic)
	c.requiref(namePattern.MatchString(t.DeadLetter) && t.DeadLetter != t.Topic, "pubsub: dead_letter %q must be another topic", t.DeadLetter)
	c.requiref(t.MaxAttempts >= 5 && t.MaxAttempts <= 100, "pubsub: max_attempts %d must be between 5 and 100", t.MaxAttempts)
	c.requiref(t.AckDeadline >= 10*time.Second && t.AckDeadline <= maxPushTimeout, "pubsub: ack_deadline %s must be between 10s and %s", t.AckDeadline, maxPushTimeout)
	c.requiref(t.MinBackoff >= 0 && t.MinBackoff <= t.MaxBackoff && t.MaxBackoff <= maxPushTimeout,
		"pubsub: backoff from %s to %s must rise and stay within %s", t.MinBackoff, t.MaxBackoff, maxPushTimeout)
}

func (c *checker) private(t Private) {
	seen := map[string]bool{}
	for _, s := range t.Schedules {
		c.requiref(namePattern.MatchString(s.Name) && !seen[s.Name], "private: schedule %q must have a name of its own", s.Name)
		seen[s.Name] = true
		c.requiref(strings.HasPrefix(s.Path, "/"), "private: schedule %s: path %q must begin with /", s.Name, s.Path)
		_, err := cron.ParseStandard(s.Cron)
		c.requiref(err == nil, "private: schedule %s: cron %q: %v", s.Name, s.Cron, err)
	}
}
