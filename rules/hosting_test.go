package rules

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions"
)

// hosting is the part of firebase.json that Hosting obeys.
type hosting struct {
	Rewrites []rewrite `json:"rewrites"`
	Headers  []struct {
		Source  string `json:"source"`
		Headers []struct {
			Key   string `json:"key"`
			Value string `json:"value"`
		} `json:"headers"`
	} `json:"headers"`
}

type rewrite struct {
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Run         struct {
		Service string `json:"serviceId"`
		Region  string `json:"region"`
	} `json:"run"`
}

func readHosting(t *testing.T) hosting {
	t.Helper()
	text, err := os.ReadFile("../firebase.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Hosting hosting `json:"hosting"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Hosting
}

// TestRewritesFollowTheManifest holds that every public route leads to its function's service, in the manifest's order, because the
// first match wins in both; that any other address of the API is answered as an API does; and that the rest is the page.
func TestRewritesFollowTheManifest(t *testing.T) {
	t.Parallel()
	manifest, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	type route struct{ Source, Leads string }
	rewrites := readHosting(t).Rewrites
	var want []route
	got := make([]route, 0, len(rewrites))
	for _, f := range manifest.Functions {
		if f.Trigger.HTTP == nil {
			continue
		}
		for _, source := range f.Trigger.HTTP.Routes {
			want = append(want, route{source, f.Word})
		}
	}
	want = append(want, route{"/api/**", "health"}, route{"**", "/index.html"})
	for _, r := range rewrites {
		got = append(got, route{r.Source, r.Run.Service + r.Destination})
		if r.Destination == "" && r.Run.Region == "" {
			t.Errorf("firebase.json: %s names no region", r.Source)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("firebase.json differs from functions/manifest.yaml (-manifest +firebase.json):\n%s", diff)
	}
}

// TestContentSecurityPolicy holds that the page runs only its own files: nothing inline, nothing evaluated, no frame.
func TestContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	policy := map[string][]string{}
	for _, rule := range readHosting(t).Headers {
		for _, h := range rule.Headers {
			if h.Key != "Content-Security-Policy" {
				continue
			}
			if rule.Source != "**" {
				t.Errorf("firebase.json: the policy of %s would replace the one of all pages", rule.Source)
			}
			for directive := range strings.SplitSeq(h.Value, ";") {
				words := strings.Fields(directive)
				policy[words[0]] = words[1:]
			}
		}
	}
	for directive, want := range map[string]string{
		"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
	} {
		if got := strings.Join(policy[directive], " "); got != want {
			t.Errorf("firebase.json: %s is %q, want %q", directive, got, want)
		}
	}
	for directive, sources := range policy {
		if slices.ContainsFunc(sources, func(s string) bool { return strings.HasPrefix(s, "'unsafe-") || s == "*" || s == "https:" }) {
			t.Errorf("firebase.json: %s allows too much: %q", directive, sources)
		}
	}
}
