package docs

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "capidemo.dev/platform"

// rule forbids imports: packages under from (without test files) may not import packages for which forbidden is true.
type rule struct {
	why       string
	from      string
	except    []string // packages the rule does not hold for
	forbidden func(string) bool
}

func under(prefixes ...string) func(string) bool {
	return func(path string) bool {
		for _, p := range prefixes {
			if path == p || strings.HasPrefix(path, p+"/") {
				return true
			}
		}
		return false
	}
}

// harness is what the tests of all operations share; only they import it, so that it may do what tests may.
const harness = module + "/local/operations"

var rules = []rule{
	{
		"functions and the library do not know where they run", module + "/functions", nil, under(module + "/local"),
	}, {
		"functions and the library do not know where they run", module + "/shared", []string{module + "/shared/testkit", module + "/shared/testkit/stand"}, under(module + "/local"),
	}, {
		"no function imports another; they meet in documents and messages", module + "/functions", nil,
		func(p string) bool { return strings.HasPrefix(p, module+"/functions/") },
	}, {
		"the library does not know the functions", module + "/shared", nil, under(module + "/functions"),
	}, {
		"mains are imported by nobody", module, nil, under(module + "/cmd"),
	}, {
		"only tests use the test kit", module, []string{module + "/shared/testkit", module + "/shared/store/storetest", harness},
		under(module+"/shared/testkit", module+"/shared/store/storetest", module+"/shared/host/hosttest"),
	}, {
		"Google's framework is used in function.go only", module, []string{module}, under("github.com/GoogleCloudPlatform/functions-framework-go"),
	}, {
		"events are decoded at the edge only", module, []string{module + "/shared/host", module + "/local/eventarc"}, under("github.com/cloudevents/sdk-go"),
	}, {
		"the edge knows no domain", module + "/shared/host", nil,
		under(module+"/shared/demo", module+"/shared/store", module+"/shared/warehouse", module+"/shared/analyst", module+"/shared/queue", module+"/shared/platform"),
	}, {
		"the domain is pure", module + "/shared/demo", nil,
		func(p string) bool {
			return strings.Contains(p, ".") && p != module+"/shared/fault" && p != module+"/shared/tenant" && !strings.HasPrefix(p, "golang.org/x/text/") || p == "os" || p == "net/http" || p == "crypto/rand"
		},
	}, {
		"who may do what is pure", module + "/shared/tenant", nil, func(p string) bool { return strings.Contains(p, ".") && p != module+"/shared/fault" || p == "os" },
	}, {
		"failures know nobody", module + "/shared/fault", nil, func(p string) bool { return strings.Contains(p, ".") },
	}, {
		"crossing tenants is for sign-in, publishing, seeding and sweeps", module,
		[]string{module + "/shared/platform", module + "/shared/store/storetest", module + "/functions/sweep", module + "/cmd/capidemo", module + "/cmd/catalog", module + "/cmd/bench", harness},
		under(module + "/shared/store/system"),
	}, {
		"Firestore is reached through the store", module,
		[]string{module + "/shared/store", module + "/shared/store/system", module + "/shared/store/storetest", module + "/shared/database", module + "/shared/platform", module + "/shared/testkit", module + "/cmd/capidemo", module + "/cmd/catalog", module + "/cmd/bench", harness,
			module + "/local/indexes", module + "/local/indexes/mirror", module + "/local/indexes/order", module + "/local/indexes/query"}, // which are a part of it here
		under("cloud.google.com/go/firestore"),
	}, {
		"only the tests of all operations use their harness", module, []string{harness, module + "/local/fuzz", module + "/local/guide", module + "/local/isolation"}, under(harness),
	}, {
		"one adapter for each outside service", module,
		[]string{module + "/shared/secret", module + "/local/secretmanager"}, under("cloud.google.com/go/secretmanager"),
	}, {
		"one adapter for each outside service", module,
		[]string{module + "/shared/warehouse", module + "/local/capi/query"}, under("cloud.google.com/go/bigquery"),
	},
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath string   `json:"ImportPath"`
	Imports    []string `json:"Imports"`
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = ".."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	decoder, packages := json.NewDecoder(strings.NewReader(string(out))), 0
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		for _, r := range rules {
			if !under(r.from)(p.ImportPath) || slices.Contains(r.except, p.ImportPath) {
				continue
			}
			for _, imported := range p.Imports {
				if r.forbidden(imported) {
					t.Errorf("%s imports %s: %s", p.ImportPath, imported, r.why)
				}
			}
		}
	}
	if packages < 20 {
		t.Errorf("only %d packages were looked at", packages)
	}
}
