package provision

import (
	"net/http"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "provision-quick", Method: http.MethodPost, Path: "/provision/quick", Status: http.StatusAccepted,
		Summary: "Make a demo from a template", Permission: tenant.DemosCreate, OwnKeys: true,
	}, h.Quick)
	host.Route(api, host.Operation{
		ID: "provision-status", Method: http.MethodGet, Path: "/provision/status/{job_id}",
		Summary: "How a job is coming along", Permission: tenant.DemosRead,
	}, h.Status)
	host.Route(api, host.Operation{
		ID: "provision-estimate", Method: http.MethodGet, Path: "/provision/estimate",
		Summary: "What a demo would take, and what quota is left", Permission: tenant.DemosCreate,
	}, h.Estimate)
	host.Route(api, host.Operation{
		ID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Summary: "Jobs, newest first", Permission: tenant.DemosRead,
	}, h.List)
	host.Route(api, host.Operation{
		ID: "job-logs", Method: http.MethodGet, Path: "/jobs/{job_id}/logs", Summary: "A job's log", Permission: tenant.DemosRead,
	}, h.Logs)
	host.Route(api, host.Operation{
		ID: "cancel-job", Method: http.MethodPost, Path: "/jobs/{job_id}/cancel", Summary: "End a job and remove what it made", Permission: tenant.DemosUpdate,
	}, h.Cancel)
	host.Route(api, host.Operation{
		ID: "retry-job", Method: http.MethodPost, Path: "/jobs/{job_id}/retry", Status: http.StatusAccepted,
		Summary: "Start a failed or cancelled job again, as a new job", Permission: tenant.DemosCreate, OwnKeys: true,
	}, h.Retry)
}
