// Package push completes the Pub/Sub emulator: it creates the topics and push subscriptions of the functions' manifest, and
// relays every push to its function with the identity token that the emulator cannot sign.
//
// The relay hands the function's status back unchanged, so that acknowledgement, redelivery and dead letters stay the
// emulator's. It keeps nothing: a message that is not acknowledged is still the emulator's. relay_test.go holds it against
// the real emulator.
package push

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// maxMessage bounds a push: Pub/Sub messages are at most 10 MB and arrive in base64.
const maxMessage = 16 << 20

// Options configure a Relay.
type Options struct {
	Functions string                 // base address of the functions, http://host:port
	Token     func() (string, error) // identity token for the functions; nil sends none
	Timeout   time.Duration          // of one push; zero means 600 s, the longest acknowledgement deadline
	Log       *slog.Logger
}

// Relay serves POST /push/{word}.
type Relay struct {
	options Options
	client  *http.Client
}

// New makes a Relay.
func New(o Options) *Relay {
	if o.Timeout == 0 {
		o.Timeout = 600 * time.Second
	}
	return &Relay{options: o, client: &http.Client{
		Timeout: o.Timeout, Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
}

// Handler serves the pushes of the emulator.
func (p *Relay) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /push/{word}", p.relay)
	return mux
}

func (p *Relay) relay(w http.ResponseWriter, r *http.Request) {
	status, err := p.forward(w, r)
	if err != nil {
		p.options.Log.Warn("a message was not delivered, it comes again", "function", r.PathValue("word"), "error", err)
	}
	w.WriteHeader(status)
}

// forward sends one push on and returns the function's status; 502 when it gave none.
func (p *Relay) forward(w http.ResponseWriter, r *http.Request) (int, error) {
	address := p.options.Functions + "/" + r.PathValue("word")
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, address, http.MaxBytesReader(w, r.Body, maxMessage))
	if err != nil {
		return http.StatusBadGateway, fmt.Errorf("push: address %s: %w", address, err)
	}
	request.ContentLength = r.ContentLength
	request.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	request.Header.Set("User-Agent", "CloudPubSub-Google")
	if p.options.Token != nil {
		token, err := p.options.Token()
		if err != nil {
			return http.StatusBadGateway, err
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return http.StatusBadGateway, fmt.Errorf("push: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection can be used again; Pub/Sub reads the status only
	return response.StatusCode, nil
}
