// Package platform connects to the outside services a function may use, each on first use and once per process. A failed connection is
// not kept: the next use tries again.
//
// What must not go in: what the services are used for. Functions take from it in their build.go and nowhere else.
package platform

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/storage"
	firebase "firebase.google.com/go/v4"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/config"
	"capidemo.dev/platform/shared/database"
	"capidemo.dev/platform/shared/egress"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/warehouse"
	"capidemo.dev/platform/shared/webhook"
)

// Platform is the outside world of a process.
type Platform struct {
	Config config.Platform
	Log    *slog.Logger
	Now    func() time.Time

	callers   *auth.Callers
	firestore once[*firestore.Client]
	store     once[*store.Store]
	queue     once[*queue.Queue]
	warehouse once[*warehouse.Warehouse]
	analyst   once[*analyst.Analyst]
	people    once[*auth.People]
	secrets   once[*secret.Manager]
	templates once[*objects.Bucket]
	exports   once[*objects.Bucket]
}

// New makes a platform that is connected to nothing yet.
func New(cfg config.Platform) *Platform {
	return &Platform{
		Config: cfg, Log: telemetry.NewLogger(os.Stdout, slog.LevelInfo), Now: time.Now,
		callers: auth.NewCallers(cfg.OIDCIssuer, cfg.OIDCAudience, cfg.OIDCCallers),
	}
}

// Store is the database behind a scope.
func (p *Platform) Store(ctx context.Context) (*store.Store, error) {
	return p.store.get(func() (*store.Store, error) {
		db, err := p.database(ctx)
		if err != nil {
			return nil, err
		}
		return store.New(db, p.Now, store.WithCursorKeys(p.Mint().CursorKeys), store.WithJournal(journal(p.Log))), nil
	})
}

// System is the part of the database that crosses tenants; its users are on an allow-list.
func (p *Platform) System(ctx context.Context) (*system.Store, error) {
	db, err := p.database(ctx)
	if err != nil {
		return nil, err
	}
	return system.New(db, p.Now), nil
}

func (p *Platform) database(ctx context.Context) (*firestore.Client, error) {
	return p.firestore.get(func() (*firestore.Client, error) {
		return database.Connect(context.WithoutCancel(ctx), p.Config.Project, p.Config.FirestoreEndpoint)
	})
}

// Queue is Pub/Sub.
func (p *Platform) Queue(ctx context.Context) (*queue.Queue, error) {
	return p.queue.get(func() (*queue.Queue, error) {
		client, err := pubsub.NewClient(context.WithoutCancel(ctx), p.Config.Project)
		if err != nil {
			return nil, err
		}
		return queue.New(client, queue.Topics{Jobs: p.Config.JobsTopic, Events: p.Config.EventsTopic, Dead: p.Config.DeadLetterTopic}), nil
	})
}

// Warehouse is BigQuery.
func (p *Platform) Warehouse(ctx context.Context) (*warehouse.Warehouse, error) {
	return p.warehouse.get(func() (*warehouse.Warehouse, error) {
		return warehouse.New(context.WithoutCancel(ctx), warehouse.Config{
			Project: p.Config.Project, Location: p.Config.Location, Endpoint: p.Config.BigQueryEndpoint, Concurrency: p.Config.Concurrency,
		})
	})
}

// Analyst is the Conversational Analytics API.
func (p *Platform) Analyst(ctx context.Context) (*analyst.Analyst, error) {
	return p.analyst.get(func() (*analyst.Analyst, error) {
		return analyst.New(context.WithoutCancel(ctx), analyst.Config{
			Project: p.Config.Project, Location: p.Config.CALoc, Endpoint: p.Config.CAPIEndpoint,
		})
	})
}

// Templates is the bucket of templates' files.
func (p *Platform) Templates(ctx context.Context) (*objects.Bucket, error) {
	if p.Config.TemplatesBucket == "" {
		return nil, errors.New("TEMPLATES_BUCKET does not say where the templates' files lie; set it and start again")
	}
	return p.templates.get(func() (*objects.Bucket, error) {
		client, err := storage.NewClient(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		return objects.New(client, p.Config.TemplatesBucket), nil
	})
}

// Exports is the bucket of tenants' exports.
func (p *Platform) Exports(ctx context.Context) (*objects.Bucket, error) {
	if p.Config.ExportsBucket == "" {
		return nil, errors.New("EXPORTS_BUCKET does not say where tenants' exports lie; set it and start again")
	}
	return p.exports.get(func() (*objects.Bucket, error) {
		client, err := storage.NewClient(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		return objects.New(client, p.Config.ExportsBucket), nil
	})
}

// Certificates signs and verifies what exams found.
func (p *Platform) Certificates(ctx context.Context) (*certificate.Keyring, error) {
	secrets, err := p.secretManager(ctx)
	if err != nil {
		return nil, err
	}
	return certificate.NewKeyring(secrets, p.Config.CertificateKey, p.Config.Project), nil
}

// Egress calls addresses that people gave us.
func (p *Platform) Egress() (*egress.Client, error) {
	inside, err := egress.ParseInside(p.Config.EgressInside)
	if err != nil {
		return nil, err
	}
	return egress.New(egress.Options{Inside: inside}), nil
}

// Webhooks sends signed notices.
func (p *Platform) Webhooks(ctx context.Context) (*webhook.Sender, error) {
	caller, err := p.Egress()
	if err != nil {
		return nil, err
	}
	secrets, err := p.secretManager(ctx)
	if err != nil {
		return nil, err
	}
	return webhook.New(caller, webhook.KeyIn(secrets, p.Config.WebhookKey), p.Now), nil
}

// Secrets is Secret Manager.
func (p *Platform) Secrets(ctx context.Context) (*secret.Manager, error) { return p.secretManager(ctx) }

func (p *Platform) secretManager(ctx context.Context) (*secret.Manager, error) {
	return p.secrets.get(func() (*secret.Manager, error) {
		return secret.New(context.WithoutCancel(ctx), secret.Config{Project: p.Config.Project, Endpoint: p.Config.SecretEndpoint, Now: p.Now})
	})
}

// People authenticates people by their Firebase ID tokens.
func (p *Platform) People(ctx context.Context) (*auth.People, error) {
	return p.people.get(func() (*auth.People, error) {
		app, err := firebase.NewApp(context.WithoutCancel(ctx), &firebase.Config{ProjectID: p.Config.Project})
		if err != nil {
			return nil, err
		}
		tokens, err := app.Auth(context.WithoutCancel(ctx))
		if err != nil {
			return nil, err
		}
		members, err := p.System(ctx)
		if err != nil {
			return nil, err
		}
		return auth.NewPeople(auth.NewVerified(tokens, p.Now), members).WithKeys(p.Mint(), members, p.Now), nil
	})
}

// Callers authenticates our own service accounts.
func (p *Platform) Callers() *auth.Callers { return p.callers }

// once holds a connection from its first success on.
type once[T any] struct {
	mu    sync.Mutex
	value T
	made  bool
}

func (o *once[T]) get(connect func() (T, error)) (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made {
		return o.value, nil
	}
	value, err := connect()
	if err == nil {
		o.value, o.made = value, true
	}
	return value, err
}
