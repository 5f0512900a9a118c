package certificate

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-jose/go-jose/v4"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/inspection"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Inspector tells whether a certificate still holds; *inspection.Inspector does.
type Inspector interface {
	Inspect(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (inspection.Result, error)
	Afresh(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (inspection.Result, error)
}

// Keys are those that sign certificates; *certificate.Keyring has them.
type Keys interface {
	Public(ctx context.Context) (jose.JSONWebKeySet, error)
}

// Handler takes wishes for exams and shows certificates.
type Handler struct {
	data      Data
	inspector Inspector
	keys      Keys
}

// New makes a handler.
func New(data Data, i Inspector, keys Keys) *Handler {
	return &Handler{data: data, inspector: i, keys: keys}
}

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "start-exam", Method: http.MethodPost, Path: "/demos/{demo_id}/exam", Status: http.StatusAccepted,
		Summary: "Examine a demo: run all golden queries and ask all golden questions", Permission: tenant.DemosChat,
	}, h.Start)
	host.Route(api, host.Operation{
		ID: "get-certificate", Method: http.MethodGet, Path: "/demos/{demo_id}/exam",
		Summary: "What the last exam found, and whether data and agent are still what was examined", Permission: tenant.DemosRead,
	}, h.Get)
	host.Route(api, host.Operation{
		ID: "certificate-keys", Method: http.MethodGet, Path: "/certificates/keys",
		Summary: "Public keys that prove certificates, as a JWK Set (RFC 7517)", Public: true,
	}, h.Keys)
}

// Start begins an exam, or gives the one under way.
func (h *Handler) Start(ctx context.Context, scope tenant.Scope, in *Request) (*StartedReply, error) {
	scoped := h.data.For(scope)
	d, err := scoped.Demos().GetForChat(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	version, err := scoped.Templates().Of(ctx, d)
	if err != nil {
		return nil, err
	}
	x, err := scoped.Exams().Start(ctx, in.DemoID, questions(&version), false)
	if fault.Is(err, fault.RateLimited) { // too soon, unless there is something new to find out
		var changed bool
		if changed, err = h.changed(ctx, scoped, scope.Tenant(), in.DemoID, err); changed {
			x, err = scoped.Exams().Start(ctx, in.DemoID, questions(&version), true)
		}
	}
	if err != nil {
		return nil, err
	}
	return &StartedReply{Body: ExamStarted{ExamID: x.ID, Status: string(x.Status)}}, nil
}

// changed tells whether the demo's certificate no longer holds; else it gives back the refusal.
func (h *Handler) changed(ctx context.Context, scoped *store.Scoped, in tenant.ID, demoID string, refusal error) (bool, error) {
	current, err := scoped.Exams().Current(ctx, demoID)
	if err != nil || current.Certified == nil {
		return false, errors.Join(err, refusal)
	}
	found, err := h.inspector.Afresh(ctx, scoped, in, current)
	if err != nil {
		return false, err
	}
	if found.Holds {
		return false, refusal
	}
	return true, nil
}

// questions is how many questions an exam asks.
func questions(v *demo.TemplateVersion) (n int64) {
	for _, q := range v.GoldenQueries {
		n += int64(len(analyst.Questions(q)))
	}
	return n
}

// Get gives the demo's certificate and inspects it.
func (h *Handler) Get(ctx context.Context, scope tenant.Scope, in *Request) (*Reply, error) {
	scoped := h.data.For(scope)
	current, err := scoped.Exams().Current(ctx, in.DemoID)
	if err != nil {
		return nil, err
	}
	mark := current.Demo.Exam
	view := CertificateView{Status: mark.Shown(), Progress: mark.Progress, Reasons: []string{}, Items: []ExamItem{}}
	if failed := current.Newest; failed != nil && failed.Error != nil {
		view.Failure = failed.Error.Message
	}
	if current.Certified == nil {
		return &Reply{Body: view}, nil
	}
	found, err := h.inspector.Inspect(ctx, scoped, scope.Tenant(), current)
	if err != nil {
		return nil, err
	}
	c := found.Certificate
	if mark.Status != demo.ExamStatusRunning {
		view.Status = string(found.Verdict)
	}
	view.Reasons, view.Valid = append(view.Reasons, found.Reasons...), found.Holds
	view.Queries, view.Phrasings, view.BytesBilled = c.Queries, c.Phrasings, current.Certified.BytesBilled
	for _, item := range c.Items {
		view.Items = append(view.Items, viewItem(item))
	}
	view.ExamID, view.Basis, view.Signature, view.KeyID = c.Exam, c.Basis, current.Certified.Certificate, certificate.KeyID(current.Certified.Certificate)
	if !c.ExaminedAt.IsZero() {
		view.ExaminedAt = &c.ExaminedAt
	}
	return &Reply{Body: view}, nil
}

// Keys gives the public keys.
func (h *Handler) Keys(ctx context.Context, _ tenant.Scope, _ *struct{}) (*KeysReply, error) {
	keys, err := h.keys.Public(ctx)
	if err != nil {
		return nil, err
	}
	out := &KeysReply{Body: KeySet{Keys: make([]map[string]any, len(keys.Keys))}}
	for i, key := range keys.Keys {
		if out.Body.Keys[i], err = plain(key); err != nil {
			return nil, err
		}
	}
	return out, nil
}
