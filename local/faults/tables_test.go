package faults_test

import (
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// TestTableFails: the third of fifteen tables does not come; the job fails, says which table, and leaves nothing.
func TestTableFails(t *testing.T) {
	t.Parallel()
	third := shared.third(t)
	for name, c := range map[string]struct {
		template string
		refusal  error
		says     []string
	}{
		"its file is gone":         {lost, nil, []string{third}},
		"it has half the rows":     {half, nil, []string{third, "rows"}},
		"the warehouse refuses it": {whole, wire.Refusal{Status: http.StatusBadRequest, Reason: "invalid", Message: "Clone is not possible."}, []string{third, "Clone is not possible."}},
		"the warehouse forbids it": {whole, wire.Refusal{Status: http.StatusForbidden, Reason: "accessDenied", Message: "Access Denied."}, []string{third, "Access Denied."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			resume := f.pause(t, nil)
			a := f.quick(t, c.template, "Acme Corp")
			if c.refusal != nil {
				f.inject(t, wire.Fault{On: tableMade(a.DemoID, third), Before: wire.Answer(c.refusal)})
			}
			resume()
			job := f.ends(t, a.JobID, demo.JobFailed)
			for _, text := range c.says {
				if job.Error.Phase != demo.StepLoad || !strings.Contains(job.Error.Message, text) {
					t.Errorf("in phase %s it says %q, want something of %q", job.Error.Phase, job.Error.Message, text)
				}
			}
			r := f.engineer.call(t, http.MethodGet, "/provision/status/"+a.JobID, nil)
			if !strings.Contains(string(r.body), third) {
				t.Errorf("the person is told: %s", r.body)
			}
		})
	}
}

// TestWarehouseStumbles: what fails for a moment, or reports a failure after it has worked, does no harm.
func TestWarehouseStumbles(t *testing.T) {
	t.Parallel()
	third := shared.third(t)
	backend := wire.Refusal{Status: http.StatusServiceUnavailable, Reason: "backendError", Message: "Try again."}
	for name, fault := range map[string]func(a accepted) wire.Fault{
		"a table's job runs but reports an error": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, tableMade(a.DemoID, third)), After: wire.Answer(backend)}
		},
		"a table's job runs but its answer is lost": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, tableMade(a.DemoID, third)), After: wire.Answer(wire.ErrCut)}
		},
		"a table's job is not taken at first": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(2, tableMade(a.DemoID, third)), Before: wire.Answer(backend)}
		},
		"the dataset is made but reports an error": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, datasetMade(a.DemoID)), After: wire.Answer(backend)}
		},
		"the rate is exceeded": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(2, tableMade(a.DemoID, third)), Before: wire.Answer(wire.Refusal{Status: http.StatusForbidden, Reason: "rateLimitExceeded", Message: "Exceeded rate limits."})}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			resume := f.pause(t, nil)
			a := f.quick(t, whole, "Acme Corp")
			f.inject(t, fault(a))
			resume()
			f.ends(t, a.JobID, demo.JobCompleted)
		})
	}
}
