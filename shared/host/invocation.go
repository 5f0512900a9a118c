package host

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

// Options is what every function's edge needs.
type Options struct {
	Word    string        // the function's word, for the log line
	Project string        // for the trace's full name
	Timeout time.Duration // deadline of one invocation; zero means none (streams)
	Log     *slog.Logger
	Now     func() time.Time
}

var (
	requestIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)
	traceparent      = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$`)
)

// errorBox carries a handler's error out of the layers that have already turned it into a status.
type errorBox struct {
	err      error
	hopeless bool // a service's call that will not be made again: an error, whatever its kind
}

type errorBoxKey struct{}

// note keeps the error for the log line.
func note(ctx context.Context, err error) {
	if box, ok := ctx.Value(errorBoxKey{}).(*errorBox); ok && err != nil {
		box.err = err
	}
}

// noted gives the error that was kept.
func noted(ctx context.Context) error {
	if box, ok := ctx.Value(errorBoxKey{}).(*errorBox); ok {
		return box.err
	}
	return nil
}

// giveUp keeps the error of a call that will not be made again.
func giveUp(ctx context.Context, err error) {
	note(ctx, err)
	if box, ok := ctx.Value(errorBoxKey{}).(*errorBox); ok {
		box.hopeless = true
	}
}

// invocation wraps a handler with what every invocation gets: id, deadline, recovery, headers, and one log line.
func invocation(opts Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := opts.Now()
		id := r.Header.Get("X-Request-Id")
		if !requestIDPattern.MatchString(id) {
			id = rand.Text()
		}
		box := &errorBox{}
		ctx := context.WithValue(telemetry.WithRequestID(r.Context(), id), errorBoxKey{}, box)
		ctx, inv := telemetry.Begin(ctx, append([]slog.Attr{
			slog.String("function", opts.Word), slog.String("request_id", id),
		}, traceOf(r, opts.Project)...)...)
		if opts.Timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
			defer cancel()
		}
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("Cache-Control", "private, no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		rec := &recorder{ResponseWriter: w}
		r = r.WithContext(ctx)
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				box.err = fault.New(fault.Internal, "panic: %v\n%s", p, debug.Stack())
				if rec.status == 0 {
					writeProblem(rec, r, box.err)
				}
			}
			logLine(ctx, opts, r, rec, inv, box, opts.Now().Sub(began))
		}()
		next.ServeHTTP(rec, r)
	})
}

func logLine(ctx context.Context, opts Options, r *http.Request, rec *recorder, inv *telemetry.Invocation, box *errorBox, took time.Duration) {
	level, outcome := slog.LevelInfo, "ok"
	attrs := append(inv.Attrs(),
		slog.String("method", r.Method), slog.Int("status", rec.code()), slog.Float64("duration_ms", float64(took.Microseconds())/1000))
	if box.err != nil {
		kind := fault.KindOf(box.err)
		level, outcome = fault.RuleOf(kind).Level, kind.String()
		if box.hopeless {
			level = slog.LevelError
		}
		attrs = append(attrs, slog.String("error", box.err.Error()))
	}
	attrs = append(attrs, slog.String("outcome", outcome))
	opts.Log.LogAttrs(context.WithoutCancel(ctx), level, opts.Word+" "+outcome, attrs...)
}

// traceOf reads W3C trace context, or Google's older header.
func traceOf(r *http.Request, project string) []slog.Attr {
	trace := ""
	if m := traceparent.FindStringSubmatch(r.Header.Get("Traceparent")); m != nil {
		trace = m[1]
	} else if t, _, found := strings.Cut(r.Header.Get("X-Cloud-Trace-Context"), "/"); found {
		trace = t
	}
	if trace == "" {
		return nil
	}
	return []slog.Attr{slog.String("logging.googleapis.com/trace", "projects/"+project+"/traces/"+trace)}
}

// recorder remembers the status for the log line; it passes flushes through for streams.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
