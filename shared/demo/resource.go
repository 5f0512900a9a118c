package demo

import (
	"strings"

	"capidemo.dev/platform/shared/tenant"
)

// Owner reads whose a dataset or an agent is from its id, which is made of it (Demo.DatasetName, Demo.AgentName). ok is false for whatever
// is not a demo's.
func Owner(resource string) (id tenant.ID, demo string, ok bool) {
	separator, prefix := "_", "d_"
	if strings.HasPrefix(resource, "demo-") {
		separator, prefix = "-", "demo-"
	}
	rest, found := strings.CutPrefix(resource, prefix)
	owner, demo, cut := strings.Cut(rest, separator)
	id, err := tenant.ParseID(owner)
	if !found || !cut || err != nil || demo == "" || strings.Contains(demo, separator) {
		return "", "", false
	}
	return id, demo, true
}

// Keeps reports whether what lies under one of the demo's resources may still be used: only of a demo that is gone, or that failed and has
// been cleaned up, it is not. held is the id that the demo's record has of it.
func (d *Demo) Keeps(held string) bool {
	switch d.Status {
	case DemoDeleted:
		return false
	case DemoFailed:
		return held != ""
	case DemoPending, DemoProvisioning, DemoActive, DemoArchived, DemoDeleting:
		return true
	default:
		return true
	}
}
