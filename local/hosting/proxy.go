package hosting

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"time"
)

// sessionCookie is the only cookie that Hosting lets through to a function.
const sessionCookie = "__session"

// proxy passes requests on to the functions as Hosting passes them on to Cloud Run.
func proxy(target *url.URL, limit time.Duration, log *slog.Logger) http.Handler {
	reverse := httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
			keepSession(r.Out, r.In)
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			status := http.StatusBadGateway
			if errors.Is(err, context.DeadlineExceeded) {
				status = http.StatusGatewayTimeout
			}
			level := slog.LevelWarn
			if errors.Is(err, context.Canceled) { // the caller went away, as pages do that are left
				level = slog.LevelDebug
			}
			log.Log(r.Context(), level, "a proxied request failed", "path", r.URL.Path, "status", status, "error", err)
			w.WriteHeader(status)
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		answering := reverse
		answering.ModifyResponse = func(response *http.Response) error {
			for name := range w.Header() {
				response.Header.Del(name) // what firebase.json says of a header wins over the function
			}
			return buffer(response)
		}
		answering.ServeHTTP(w, r.WithContext(ctx))
	})
}

// keepSession drops every cookie but one.
func keepSession(out, in *http.Request) {
	out.Header.Del("Cookie")
	for _, cookie := range in.Cookies() {
		if cookie.Name == sessionCookie {
			out.AddCookie(cookie)
		}
	}
}

// buffer reads the whole answer before any of it goes on: Hosting does not stream.
func buffer(response *http.Response) error {
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.ContentLength = int64(len(body))
	if response.Request.Method != http.MethodHead {
		response.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return nil
}
