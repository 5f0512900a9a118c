package offboard

import (
	"context"
	"iter"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/analyst"
)

// Agents are the data agents; removing an absent one is success, and absence is confirmed. *analyst.Analyst has them.
type Agents interface {
	AgentsWith(ctx context.Context, key, value string) iter.Seq2[analyst.Agent, error]
	DeleteAgent(ctx context.Context, id string) error
}

// Conversations are those that the agents' API keeps; *analyst.Analyst has them.
type Conversations interface {
	ConversationsWith(ctx context.Context, key, value string) iter.Seq2[string, error]
	DeleteConversation(ctx context.Context, id string) error
}

// Datasets are those of the warehouse; removing an absent one is success, and absence is confirmed. *warehouse.Warehouse has them.
type Datasets interface {
	Datasets(ctx context.Context, key, value string) iter.Seq2[string, error]
	Labels(ctx context.Context, dataset string) (map[string]string, error)
	DropDataset(ctx context.Context, dataset string) error
}

// Files are those of a bucket; *objects.Bucket has them.
type Files interface {
	DeletePrefix(ctx context.Context, prefix string) (int, error)
}

// Secrets are those of Secret Manager; absence is confirmed. *secret.Manager has them.
type Secrets interface {
	Remove(ctx context.Context, name string) (there bool, err error)
}

// Accounts are people's sign-ins; *auth.Client has them.
type Accounts interface {
	GetUser(ctx context.Context, uid string) (*auth.UserRecord, error)
	SetCustomUserClaims(ctx context.Context, uid string, claims map[string]any) error
	RevokeRefreshTokens(ctx context.Context, uid string) error
}

// Outside is what a tenant has outside the database.
type Outside struct {
	Agents        Agents
	Conversations Conversations
	Datasets      Datasets
	Templates     Files // files of templates
	Exports       Files // of tenants
	Secrets       Secrets
	Accounts      Accounts
}
