package offboard

import (
	"context"
	"iter"
	"strings"
	"time"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

const (
	pageOf = 100
	// anew is when a last look is repeated that found something.
	anew = 20 * time.Second
)

// look removes what it finds of one kind. One that finds nothing removes nothing, so that it can be repeated.
type look struct {
	phase  demo.DeparturePhase
	remove func(ctx context.Context) error
}

// looks are all kinds of things outside, in the order of the phases. This is where the removal of a new kind is added.
func (r *run) looks() []look {
	return []look{
		{demo.DepartureAgents, r.agents}, {demo.DepartureDatasets, r.datasets}, {demo.DepartureFiles, r.files},
		{demo.DepartureSecrets, r.secrets}, {demo.DepartureAccounts, r.accounts},
	}
}

// still ends what is under way.
func (r *run) still(ctx context.Context) error {
	for {
		n, err := r.scoped.Departures().Still(ctx, pageOf)
		if err != nil || n == 0 {
			return err
		}
		if err := r.removed(ctx, &r.fresh.Jobs, n); err != nil {
			return err
		}
	}
}

// confirm looks for everything once more, when nobody who was let in before the deletion is there any more.
func (r *run) confirm(ctx context.Context) error {
	if err := r.claim.Tenant.Departure.Quiet(r.handler.now()); err != nil {
		return err
	}
	r.found = 0
	for _, look := range r.looks() {
		if err := look.remove(ctx); err != nil {
			return err
		}
	}
	if r.found > 0 {
		return fault.New(fault.Busy, "%d things were made after they had been looked for; it is looked again.", r.found).After(anew)
	}
	return nil
}

// purge removes all documents.
func (r *run) purge(ctx context.Context) error {
	for {
		n, err := r.scoped.Departures().Purge(ctx)
		if err != nil || n == 0 {
			return err
		}
		if err := r.removed(ctx, &r.fresh.Documents, n); err != nil {
			return err
		}
	}
}

// agents removes the tenant's agents and what was talked with them.
func (r *run) agents(ctx context.Context) error {
	out := r.handler.outside
	err := r.empty(ctx, &r.fresh.Conversations, out.Conversations.DeleteConversation, func(ctx context.Context) iter.Seq2[string, error] {
		return out.Conversations.ConversationsWith(ctx, "tenant", string(r.id))
	})
	if err != nil {
		return err
	}
	return r.empty(ctx, &r.fresh.Agents, out.Agents.DeleteAgent, func(ctx context.Context) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			for agent, err := range out.Agents.AgentsWith(ctx, "tenant", string(r.id)) {
				if (err != nil || r.owns(agent.ID)) && !yield(agent.ID, err) {
					return
				}
			}
		}
	})
}

// owns tells by its id whether an agent or a dataset is that of one of the tenant's demos.
func (r *run) owns(resource string) bool {
	owner, _, ours := demo.Owner(resource)
	return ours && owner == r.id
}

// datasets removes those of demos and the golden ones of private templates.
func (r *run) datasets(ctx context.Context) error {
	all := r.handler.outside.Datasets
	for _, part := range []struct {
		key, value string
		mine       func(ctx context.Context, dataset string) (bool, error)
	}{
		{"tenant", string(r.id), func(_ context.Context, dataset string) (bool, error) { return r.owns(dataset), nil }},
		{"purpose", "golden", r.golden},
	} {
		err := r.empty(ctx, &r.fresh.Datasets, all.DropDataset, func(ctx context.Context) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for dataset, err := range all.Datasets(ctx, part.key, part.value) {
					mine := err != nil
					if err == nil {
						mine, err = part.mine(ctx, dataset)
					}
					if (mine || err != nil) && !yield(dataset, err) {
						return
					}
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// golden tells whether a golden dataset is that of a private template of the tenant. A shared template's name could begin like it: the label
// decides.
func (r *run) golden(ctx context.Context, dataset string) (bool, error) {
	if !strings.HasPrefix(dataset, "tmpl_"+string(r.id)+"_") {
		return false, nil
	}
	labels, err := r.handler.outside.Datasets.Labels(ctx, dataset)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	home, private := demo.TemplateHome(labels["template"])
	return private && home == r.id, err
}

// empty removes what a list gives, a page at a time, and lists anew until it gives nothing: a list that is shortened while it is read may
// leave things out.
func (r *run) empty(ctx context.Context, counter *int64, remove func(context.Context, string) error, list func(context.Context) iter.Seq2[string, error]) error {
	for {
		page := make([]string, 0, pageOf)
		for id, err := range list(ctx) {
			if err != nil {
				return err
			}
			if page = append(page, id); len(page) == pageOf {
				break
			}
		}
		if len(page) == 0 {
			return nil
		}
		for _, id := range page {
			if err := remove(ctx, id); err != nil {
				return err
			}
			if err := r.removed(ctx, counter, 1); err != nil {
				return err
			}
		}
	}
}

// files removes the tenant's exports, and those of private templates, which their records name.
func (r *run) files(ctx context.Context) error {
	n, err := r.handler.outside.Exports.DeletePrefix(ctx, "tenants/"+string(r.id)+"/")
	if err == nil {
		err = r.removed(ctx, &r.fresh.Files, n)
	}
	if err != nil {
		return err
	}
	for after := ""; ; {
		page, err := r.scoped.Departures().Versions(ctx, after, pageOf)
		if err != nil {
			return err
		}
		for _, template := range page {
			after = template.Template
			for _, number := range template.Numbers {
				n, err := catalog.DiscardVersion(ctx, r.handler.outside.Templates, template.Template, number)
				if err != nil {
					return err
				}
				if err := r.removed(ctx, &r.fresh.Files, n); err != nil {
					return err
				}
			}
		}
		if len(page) < pageOf {
			return nil
		}
	}
}

// secrets removes the tenant's own.
func (r *run) secrets(ctx context.Context) error {
	there, err := r.handler.outside.Secrets.Remove(ctx, demo.SecretName(string(r.id)))
	if err != nil || !there {
		return err
	}
	return r.removed(ctx, &r.fresh.Secrets, 1)
}
