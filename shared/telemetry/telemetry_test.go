package telemetry_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/telemetry"
)

// TestALineIsOneThatCloudLoggingReads: its own names at the top, and nothing renamed below.
func TestALineIsOneThatCloudLoggingReads(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.NewLogger(&out, slog.LevelInfo)
	log.Debug("not this one")
	log.Warn("slow", slog.Int("took_ms", 7), slog.Group("inner", slog.String("level", "3")))
	var line struct {
		Severity string `json:"severity"`
		Message  string `json:"message"`
		Time     string `json:"time"`
		TookMS   int    `json:"took_ms"`
		Inner    struct {
			Level string `json:"level"`
		} `json:"inner"`
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("not one line of JSON: %v\n%s", err, &out)
	}
	if line.Severity != "WARNING" || line.Message != "slow" || line.Time == "" || line.TookMS != 7 || line.Inner.Level != "3" {
		t.Errorf("%s", &out)
	}
}

// TestAnInvocationCollectsItsOneLine, from many places at once, the last word on a key being the one that counts.
func TestAnInvocationCollectsItsOneLine(t *testing.T) {
	t.Parallel()
	ctx, inv := telemetry.Begin(t.Context(), slog.String("function", "load"), slog.String("outcome", "none"))
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() { telemetry.Add(ctx, slog.String("outcome", "ok")) })
	}
	wait.Wait()
	attrs := inv.Attrs()
	if len(attrs) != 2 || attrs[0].Key != "function" || attrs[1].Value.String() != "ok" {
		t.Errorf("%v", attrs)
	}
	telemetry.Add(t.Context(), slog.String("outcome", "lost")) // outside an invocation: nothing, and no panic
}

func TestARequestIDTravelsWithItsContext(t *testing.T) {
	t.Parallel()
	if got := telemetry.RequestID(telemetry.WithRequestID(t.Context(), "r1")); got != "r1" {
		t.Errorf("inside: %q", got)
	}
	if got := telemetry.RequestID(t.Context()); got != "" {
		t.Errorf("outside: %q", got)
	}
}
