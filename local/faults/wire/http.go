package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
)

// Refusal is an answer in the error form of Google's JSON APIs. As an error of a Fault it becomes the call's answer.
type Refusal struct { //nolint:errname // it is an answer first
	Status  int
	Reason  string // such as backendError or quotaExceeded
	Message string
}

// Error makes a Refusal an error.
func (r Refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Reason, r.Message) }

// HTTP forwards to a base address such as http://127.0.0.1:9050, obeying the board.
func (b *Board) HTTP(service, target string) http.Handler {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		before, after := b.meet(Call{Service: service, Method: r.Method + " " + r.URL.Path, Body: body})
		if err := before(r.Context()); err != nil {
			refuse(w, err)
			return
		}
		response, err := relay(client, r, target, body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if err := after(r.Context()); err != nil {
			refuse(w, err)
			return
		}
		maps.Copy(w.Header(), response.header)
		w.WriteHeader(response.status)
		_, _ = w.Write(response.body) // a caller that is gone needs no answer
	})
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func relay(client *http.Client, r *http.Request, target string, body []byte) (answer, error) {
	onward, err := http.NewRequestWithContext(r.Context(), r.Method, target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	onward.Header = r.Header.Clone()
	onward.Header.Del("Accept-Encoding") // the transport's own, so that it also decodes
	response, err := client.Do(onward)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	response.Header.Del("Content-Length")
	return answer{response.StatusCode, response.Header, content}, err
}

// refuse answers with a Refusal; any other error breaks the connection.
func refuse(w http.ResponseWriter, err error) {
	var r Refusal
	if !errors.As(err, &r) {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{ //nolint:errchkjson // texts and a number; a caller that is gone needs no answer
		"code": r.Status, "message": r.Message, "errors": []map[string]string{{"reason": r.Reason, "message": r.Message, "domain": "global"}},
	}})
}
