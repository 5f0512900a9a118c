// Package host is the edge of every function: it turns a request or an event into a call of a handler, and what the handler returns
// into a response. It decides request ids, deadlines, recovery from panics, the one log line, and through shared/fault the status.
// Handlers return values and errors; nothing but this package writes a response.
//
// It knows no domain: what it needs of a function is an interface declared here (Authenticator, Caller, DeadLetters).
// The four hops are always trigger -> host -> guard -> handler. People's routes are made with Route (api.go), document events with
// Events (event.go), messages with Push (push.go), calls of our own services with Private (private.go).
package host
