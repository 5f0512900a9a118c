package templates

import (
	"context"
	"errors"
	"net/http"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// maxBody is the largest request with a data specification: the shipped ones take 60 kB.
const maxBody = 512 << 10

// publishing declares the routes that change templates.
func (h *Handler) publishing(api *host.API) {
	host.Route(api, host.Operation{
		ID: "create-template-version", Method: http.MethodPost, Path: "/templates", Status: http.StatusAccepted, MaxBody: maxBody,
		Summary: "Make a draft version of a template from a data specification", Permission: tenant.TemplatesPublish,
	}, h.Draft)
	host.Route(api, host.Operation{
		ID: "list-template-versions", Method: http.MethodGet, Path: "/templates/{template_id}/versions",
		Summary: "A template's versions, newest first", Permission: tenant.TemplatesRead,
	}, h.Versions)
	host.Route(api, host.Operation{
		ID: "activate-template-version", Method: http.MethodPost, Path: "/templates/{template_id}/versions/{number}/activate",
		Summary: "Make new demos of a tested version", Permission: tenant.TemplatesPublish,
	}, h.Activate)
	host.Route(api, host.Operation{
		ID: "deprecate-template-version", Method: http.MethodPost, Path: "/templates/{template_id}/versions/{number}/deprecate",
		Summary: "Make no new demos of a version", Permission: tenant.TemplatesPublish,
	}, h.Deprecate)
	host.Route(api, host.Operation{
		ID: "rollback-template", Method: http.MethodPost, Path: "/templates/{template_id}/rollback",
		Summary: "Make new demos of the previously active version again", Permission: tenant.TemplatesPublish,
	}, h.Rollback)
}

// Draft takes a data specification as the next version of a template. All its faults are reported at once, and then nothing is written.
func (h *Handler) Draft(ctx context.Context, scope tenant.Scope, in *DraftRequest) (*DraftReply, error) {
	spec, err := dataspec.ParseAndValidate([]byte(in.Body.Document))
	if err == nil {
		err = catalog.Fits(spec)
	}
	if err == nil {
		err = generate.Check(spec, h.now())
	}
	if err != nil {
		return nil, faulty(err)
	}
	version, err := h.data.For(scope).Templates().Draft(ctx, store.Draft{
		Name: spec.ID, Shared: in.Body.Shared,
		Describe: func(id string, number int) (demo.TemplateVersion, []byte, error) {
			spec.ID, spec.Version = id, number
			version, err := catalog.Describe(spec, h.now())
			if err != nil {
				return version, nil, err
			}
			document, err := spec.Canonical()
			return version, document, err
		},
	})
	if err != nil {
		return nil, err
	}
	out := &DraftReply{Location: "/api/v1/templates/" + version.TemplateID + "/versions"}
	out.Body.TemplateID, out.Body.LineView = version.TemplateID, viewLine(store.VersionLine{TemplateVersion: version})
	return out, nil
}

// faulty turns the faults of a specification into those of the request.
func faulty(err error) error {
	out := fault.New(fault.Invalid, "The data specification has the faults listed under errors; mend them and send it again.")
	faults, known := errors.AsType[dataspec.Faults](err)
	if !known {
		return out.WithField("body.document", "%s", err.Error())
	}
	for _, f := range faults {
		path := "body.document"
		if f.Path != "" {
			path += "." + f.Path
		}
		out.Fields = append(out.Fields, fault.Field{Path: path, Message: f.Message, Line: f.Line, Hint: f.Hint})
	}
	return out
}

// Versions lists a template's versions.
func (h *Handler) Versions(ctx context.Context, scope tenant.Scope, in *GetRequest) (*VersionsReply, error) {
	shelf, err := h.data.For(scope).Templates().Versions(ctx, in.TemplateID)
	if err != nil {
		return nil, err
	}
	out := &VersionsReply{Body: LinePage{Items: make([]LineView, len(shelf.Versions))}}
	for i := range shelf.Versions {
		out.Body.Items[i] = viewLine(shelf.Versions[i])
	}
	return out, nil
}

// Activate makes new demos of a version.
func (h *Handler) Activate(ctx context.Context, scope tenant.Scope, in *VersionRequest) (*LineReply, error) {
	version, err := h.data.For(scope).Templates().Activate(ctx, in.TemplateID, in.Number)
	return line(version, true, err)
}

// Deprecate makes no new demos of a version.
func (h *Handler) Deprecate(ctx context.Context, scope tenant.Scope, in *VersionRequest) (*LineReply, error) {
	version, err := h.data.For(scope).Templates().Deprecate(ctx, in.TemplateID, in.Number)
	return line(version, false, err)
}

// Rollback makes new demos of the previously active version again.
func (h *Handler) Rollback(ctx context.Context, scope tenant.Scope, in *GetRequest) (*LineReply, error) {
	version, err := h.data.For(scope).Templates().Rollback(ctx, in.TemplateID)
	return line(version, true, err)
}

func line(version demo.TemplateVersion, current bool, err error) (*LineReply, error) {
	if err != nil {
		return nil, err
	}
	return &LineReply{Body: viewLine(store.VersionLine{TemplateVersion: version, Current: current})}, nil
}
