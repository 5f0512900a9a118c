package fuzz_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"capidemo.dev/platform/local/fuzz"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

var (
	shared    operations.Shared //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test
	seed      = flag.Uint64("seed", 1, "of the requests")
	mutations = flag.Int("mutations", 40, "requests for each operation")
)

func TestMain(m *testing.M) { os.Exit(shared.Run(m)) }

// renewEvery is after how many requests things are made anew that requests use up.
const renewEvery = 10

// inside are words of what is inside, which no error may say.
var inside = regexp.MustCompile(`goroutine \d|\.go:\d|panic|runtime error|nil pointer|rpc error|code = |firestore|googleapis|huma|projects/|/tmp/|/root/|capidemo\.dev/platform|json: |strconv\.|cannot unmarshal|Go value`)

// TestEveryOperation spoils requests of every operation.
func TestEveryOperation(t *testing.T) { //nolint:tparallel // the group in between ends when all in it have
	t.Parallel()
	w := shared.World(t)
	lead := w.Join(t, w.Tenant(t), tenant.SuperAdmin)
	things := w.Furnish(t, lead)
	things["tenant_id"] = string(w.Tenant(t)) // not the one that everything else is in: it may be suspended here
	calls := operations.Calls()
	t.Run("of", func(t *testing.T) {
		for i := range w.Document.Operations {
			op := &w.Document.Operations[i]
			call, listed := calls[op.ID]
			if !listed {
				t.Errorf("%s is not fuzzed: add it to Calls in local/operations/calls.go", op.ID)
				continue
			}
			t.Run(op.ID, func(t *testing.T) { // one after the other: the person who asks leads for a while in some of them
				hash := fnv.New64()
				fmt.Fprint(hash, op.ID)
				m := &fuzz.Maker{Document: w.Document, Op: op, Call: call, Things: maps.Clone(things), Random: rand.New(rand.NewPCG(*seed, hash.Sum64()))}
				if op.Takes("query", "cursor") {
					m.Cursor = lead.Do(t, op.Method, operations.Fill(op.Path, m.Things)+"?limit=1", nil, nil).Texts(t)["next_cursor"]
				}
				attack(t, w, lead, m)
			})
		}
	})
}

func attack(t *testing.T, w *operations.World, lead *operations.Person, m *fuzz.Maker) {
	t.Helper()
	all := fuzz.Mutations()
	for n, at := 0, 0; n < *mutations; at++ {
		if m.Call.Spends && n%renewEvery == 0 {
			m.Things = w.Renew(t, lead, m.Things, m.Call.About)
		}
		mutation, r := all[at%len(all)], m.Good()
		if !mutation.Spoil(m, &r) {
			continue
		}
		n++
		path := r.Path
		if r.Query != "" {
			path += "?" + r.Query
		}
		header := map[string]string{}
		for name, value := range r.Header {
			if !strings.ContainsAny(value, "\r\n\x00") {
				header[name] = value
			}
		}
		var body any
		if r.Body != nil {
			body = r.Body
		}
		reply := lead.Do(t, m.Op.Method, path, body, header)
		if complaint := judge(w.Document, m.Op, r, reply); complaint != "" {
			t.Errorf("%s, seed %d: %s\n%s %.300s\nheader %.300q\nbody %.300q", mutation.Name, *seed, complaint, m.Op.Method, path, fmt.Sprint(header), r.Body)
		}
	}
}

// judge says what is wrong with an answer.
func judge(d *operations.Document, op *operations.Operation, r fuzz.Request, reply operations.Reply) string {
	if reply.Status >= 400 && inside.Match(reply.Body) {
		return fmt.Sprintf("%d tells of what is inside: %.500s", reply.Status, reply.Body)
	}
	if r.Loose && reply.Status < 500 { // the path may be that of another operation, or of none
		return ""
	}
	if reply.Status >= 500 && reply.Status != 503 {
		return fmt.Sprintf("%d %.500s", reply.Status, reply.Body)
	}
	if err := d.Conforms(op, reply); err != nil {
		return err.Error()
	}
	return ""
}
