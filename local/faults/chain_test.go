package faults_test

import (
	"testing"

	"capidemo.dev/platform/shared/demo"
)

func TestWithoutFaults(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	for _, template := range []string{whole, small} {
		f.ends(t, f.quick(t, template, "Acme Corp").JobID, demo.JobCompleted)
	}
}
