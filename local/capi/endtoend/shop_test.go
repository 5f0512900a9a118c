package endtoend_test

import (
	"testing"

	"capidemo.dev/platform/local/capi/quality"
	"capidemo.dev/platform/shared/catalog"
)

// shop is the shopify demo with its agent on the local servers.
type shop struct{ agent *quality.Agent }

func newShop(t *testing.T) *shop {
	t.Helper()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	agent, err := quality.Open(t.Context(), spec, quality.Anchor())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := agent.Close(); err != nil {
			t.Error(err)
		}
	})
	return &shop{agent}
}

// ask holds a conversation and gives the last answer.
func (s *shop) ask(t *testing.T, conversation ...string) quality.Answer {
	t.Helper()
	answer, err := s.agent.Ask(within(t), conversation...)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Failed != "" {
		t.Errorf("%s: the statement failed: %s\n%s", conversation, answer.Failed, answer.SQL)
	}
	return answer
}
