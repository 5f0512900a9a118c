package objects

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"cloud.google.com/go/storage"
	"google.golang.org/api/googleapi"

	"capidemo.dev/platform/shared/fault"
)

// classify gives an error of the client its kind, with what was being done in front.
func classify(err error, doing string) error {
	if err == nil || errors.As(err, new(*fault.Error)) {
		return err
	}
	kind, detail := kindOf(err)
	return fault.Wrap(kind, err, "Cloud Storage failed at %s: %s", doing, detail)
}

func kindOf(err error) (kind fault.Kind, detail string) {
	var response *googleapi.Error
	var network net.Error
	var transport *url.Error
	switch {
	case errors.Is(err, storage.ErrObjectNotExist):
		return fault.NotFound, "there is no such object"
	case errors.Is(err, storage.ErrBucketNotExist):
		return fault.NotFound, "there is no such bucket"
	case errors.Is(err, context.Canceled):
		return fault.Cancelled, "the caller went away"
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Timeout, "it did not answer in time"
	case errors.As(err, &response):
		return statusKind(response.Code), response.Message
	case errors.As(err, &network), errors.As(err, &transport):
		return fault.Unavailable, "it could not be reached"
	}
	return fault.Internal, "the client failed"
}

func statusKind(code int) fault.Kind {
	switch code {
	case http.StatusBadRequest:
		return fault.Invalid
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.Forbidden
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return fault.Conflict
	case http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	case http.StatusRequestTimeout:
		return fault.Timeout
	case http.StatusTooManyRequests:
		return fault.RateLimited
	}
	if code >= http.StatusInternalServerError {
		return fault.Unavailable
	}
	return fault.Internal
}
