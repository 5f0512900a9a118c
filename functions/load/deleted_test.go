package load_test

import (
	"testing"

	"capidemo.dev/platform/functions/load"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/storetest"
)

// TestADatasetOfADeletedTenantIsRemoved: the tenant is deleted while the dataset is filled, and nobody else knows of it.
func TestADatasetOfADeletedTenantIsRemoved(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	_, ref := w.Begin(t)
	s.fail = func(call, dataset string) error {
		if call == "count" && dataset == "d_acme_"+ref.Demo {
			w.Vanish(t)
		}
		return nil
	}
	if err := load.New(w.Store, s).HandleMessage(t.Context(), message(t, ref)); err != nil {
		t.Errorf("the message would come again: %v", err)
	}
	if _, left := s.datasets["d_acme_"+ref.Demo]; left || len(s.datasets) != 1 {
		t.Errorf("datasets %v", s.datasets)
	}
}
