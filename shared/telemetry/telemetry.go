// Package telemetry writes logs the way Cloud Logging reads them: one JSON object a line on standard output, with severity, message,
// time and the trace the line belongs to. It writes one line per invocation (see Invocation); inner code adds attributes to that line
// with Add instead of narrating. The only other lines are the entries of the audit log (Notice).
//
// What must not go in: payloads, questions, names of customers, tokens. Log ids.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"sync"
)

// Notice is the level of what is normal and worth keeping: the lines of the audit log.
const Notice = slog.LevelInfo + 2

// NewLogger makes the process's logger.
func NewLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: cloudNames}))
}

// cloudNames renames slog's fields to those of Cloud Logging.
func cloudNames(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.LevelKey:
		a.Key = "severity"
		switch level, _ := a.Value.Any().(slog.Level); level {
		case slog.LevelWarn:
			a.Value = slog.StringValue("WARNING")
		case Notice:
			a.Value = slog.StringValue("NOTICE")
		default:
		}
	case slog.MessageKey:
		a.Key = "message"
	default:
	}
	return a
}

type invocationKey struct{}

// Invocation collects the attributes of one invocation's log line. It is safe for concurrent use.
type Invocation struct {
	mu    sync.Mutex
	attrs []slog.Attr
}

// Begin starts collecting for one invocation.
func Begin(ctx context.Context, attrs ...slog.Attr) (context.Context, *Invocation) {
	inv := &Invocation{attrs: attrs}
	return context.WithValue(ctx, invocationKey{}, inv), inv
}

// Add puts attributes on the invocation's line; outside an invocation it does nothing.
func Add(ctx context.Context, attrs ...slog.Attr) {
	inv, ok := ctx.Value(invocationKey{}).(*Invocation)
	if !ok {
		return
	}
	inv.mu.Lock()
	defer inv.mu.Unlock()
	inv.attrs = append(inv.attrs, attrs...)
}

// Attrs gives what was collected, a later value of a key in place of the earlier one.
func (i *Invocation) Attrs() []slog.Attr {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := make(map[string]int, len(i.attrs))
	out := make([]slog.Attr, 0, len(i.attrs))
	for _, a := range i.attrs {
		if n, seen := at[a.Key]; seen {
			out[n] = a
			continue
		}
		at[a.Key] = len(out)
		out = append(out, a)
	}
	return out
}

type requestIDKey struct{}

// WithRequestID marks the context with the id of the invocation, which logs, audit entries and problem documents carry.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the id of the present invocation, or nothing outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
