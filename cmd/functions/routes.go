package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	function "capidemo.dev/platform"
	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/platform"
)

// routes serves one function at the root, or all: those with a public API at their public paths, the others at /<word> with that prefix
// taken off, so that a function sees the same path in both ways of running.
func routes(p *platform.Platform, manifest *functions.Manifest, target string) (http.Handler, error) {
	handlers := map[string]http.Handler{}
	for _, f := range function.Functions() {
		handlers[f.Word] = host.Lazy(p.Log, f.Word, func(ctx context.Context) (http.Handler, error) { return f.Handler(ctx, p) })
	}
	if target != "" {
		handler, known := handlers[target]
		if !known {
			return nil, fmt.Errorf("FUNCTION_TARGET %q is no function; see function.go", target)
		}
		return handler, nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if entry, found := manifest.Route(r.URL.Path); found {
			handlers[entry.Word].ServeHTTP(w, r)
			return
		}
		word, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		entry, known := manifest.Function(word)
		if !known || entry.Trigger.HTTP != nil {
			handlers["health"].ServeHTTP(w, r) // answers "there is nothing at this address" like every function
			return
		}
		http.StripPrefix("/"+word, handlers[word]).ServeHTTP(w, r)
	}), nil
}
