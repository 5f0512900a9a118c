package warehouse

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/googleapi"

	"capidemo.dev/platform/shared/fault"
)

// reasons maps BigQuery's error reasons; see https://cloud.google.com/bigquery/docs/error-messages.
var reasons = map[string]fault.Kind{ //nolint:gochecknoglobals // a constant table
	"notFound": fault.NotFound, "duplicate": fault.Conflict, "accessDenied": fault.Forbidden, "invalid": fault.Invalid, "invalidQuery": fault.Invalid,
	"bytesBilledLimitExceeded": fault.TooLarge, "responseTooLarge": fault.TooLarge, "resourcesExceeded": fault.TooLarge,
	"quotaExceeded": fault.QuotaExceeded, "billingTierLimitExceeded": fault.QuotaExceeded,
	"rateLimitExceeded": fault.RateLimited, "jobRateLimitExceeded": fault.RateLimited,
	"backendError": fault.Unavailable, "internalError": fault.Unavailable, "jobBackendError": fault.Unavailable, "jobInternalError": fault.Unavailable,
	"tableUnavailable": fault.Unavailable, "concurrentUpdate": fault.Unavailable, "timeout": fault.Timeout, "stopped": fault.Cancelled,
}

// classify gives any error of the client its kind, with what was being done in front of BigQuery's own words.
func classify(err error, doing string) error {
	if err == nil {
		return nil
	}
	if _, known := errors.AsType[*fault.Error](err); known {
		return err
	}
	kind, detail := kindOf(err)
	return fault.Wrap(kind, err, "BigQuery failed at %s: %s", doing, detail)
}

func kindOf(err error) (kind fault.Kind, detail string) {
	var response *googleapi.Error
	var job *bigquery.Error
	var network net.Error
	var transport *url.Error
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Cancelled, "the caller went away"
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Timeout, "it did not answer in time"
	case errors.As(err, &response):
		return responseKind(response), response.Message
	case errors.As(err, &job):
		if kind, known := reasons[job.Reason]; known {
			return kind, job.Message
		}
		return fault.Internal, job.Message
	case errors.As(err, &network), errors.As(err, &transport):
		return fault.Unavailable, "it could not be reached"
	default:
		return fault.Internal, "the client failed"
	}
}

// responseKind reads a refused request: its reason says more than its status.
func responseKind(err *googleapi.Error) fault.Kind {
	for _, item := range err.Errors {
		if kind, known := reasons[item.Reason]; known {
			return kind
		}
	}
	switch code := err.Code; {
	case code == http.StatusNotFound:
		return fault.NotFound
	case code == http.StatusConflict:
		return fault.Conflict
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return fault.Forbidden
	case code == http.StatusTooManyRequests:
		return fault.RateLimited
	case code == http.StatusRequestTimeout:
		return fault.Timeout
	case code >= http.StatusInternalServerError:
		return fault.Unavailable
	default:
		return fault.Invalid
	}
}
