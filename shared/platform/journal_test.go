package platform

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
)

// TestAnAuditEntryIsALineOfTheLog of its own, at severity NOTICE, with all that the entry has and nothing that it lacks.
func TestAnAuditEntryIsALineOfTheLog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	journal(telemetry.NewLogger(&out, slog.LevelInfo))(t.Context(), "acme", store.AuditEntry{
		Meta: demo.Meta{CreatedAt: at, CreatedBy: "ada"}, ID: "e1", Action: "demo.rename", Object: "demos/d1", DemoID: "d1", RequestID: "r1", Via: "k1",
		Digests: store.Change{Before: "aa", After: "bb"},
	})
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	delete(line, "time")
	want := map[string]any{
		"severity": "NOTICE", "message": "audit", "audit": "demo.rename", "tenant": "acme", "uid": "ada", "object": "demos/d1", "demo": "d1", "entry": "e1",
		"at": "2026-03-01T12:00:00Z", "request_id": "r1", "via": "k1", "before_digest": "aa", "after_digest": "bb",
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Error(diff)
	}
}
