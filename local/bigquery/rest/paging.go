package rest

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// window is the part of a list that a request asks for.
type window struct {
	start int64
	limit int64
	given bool // whether the client asked for a number of items
}

// windowOf reads maxResults, pageToken and startIndex.
func windowOf(r *http.Request, defaultLimit int64) (window, error) {
	w := window{limit: defaultLimit}
	query := r.URL.Query()
	if text := query.Get("maxResults"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return w, apierror.Invalid("Invalid value for maxResults: %s", text)
		}
		w.limit, w.given = n, true
	}
	if text := query.Get("startIndex"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return w, apierror.Invalid("Invalid value for startIndex: %s", text)
		}
		w.start = n
	}
	if token := query.Get("pageToken"); token != "" {
		start, err := startOf(token)
		if err != nil {
			return w, err
		}
		w.start = start
	}
	return w, nil
}

// tokenFor is the page token of the items from start on.
func tokenFor(start int64) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt([]byte("row:"), start, 10))
}

func startOf(token string) (int64, error) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil && len(data) > 4 && string(data[:4]) == "row:" {
		if start, err := strconv.ParseInt(string(data[4:]), 10, 64); err == nil && start >= 0 {
			return start, nil
		}
	}
	return 0, apierror.Invalid("Invalid value for pageToken: %s", token)
}

// page cuts a list to the window and gives the token of the next one.
func page[T any](items []T, w window) ([]T, string) {
	total := int64(len(items))
	start := min(w.start, total)
	end := min(start+w.limit, total)
	if end < total && w.limit > 0 {
		return items[start:end], tokenFor(end)
	}
	return items[start:end], ""
}
