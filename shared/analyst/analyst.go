package analyst

import (
	"context"
	"errors"
	"time"

	geminidataanalytics "cloud.google.com/go/geminidataanalytics/apiv1beta"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/shared/fault"
)

// The time limits of one call each. Creating an agent takes the cloud a few seconds, an answer up to a minute.
const (
	changeTimeout = 60 * time.Second
	readTimeout   = 15 * time.Second
	askTimeout    = 3 * time.Minute
)

// Config says where agents live and who serves them.
type Config struct {
	Project  string // that owns agents and conversations and pays for queries
	Location string // of agents and conversations, such as "global"
	Endpoint string // host:port of another server, without TLS or credentials; empty means Google's, with the ambient identity
}

// Analyst talks to the API. It is safe for concurrent use.
type Analyst struct {
	parent string
	agents *geminidataanalytics.DataAgentClient
	chat   *geminidataanalytics.DataChatClient
	conn   *grpc.ClientConn // of Endpoint, shared by both clients; nil with Google
}

// New makes the clients; it does not yet talk to the server. Close must be called in the end.
func New(ctx context.Context, c Config) (*Analyst, error) {
	if c.Project == "" || c.Location == "" {
		return nil, fault.New(fault.Invalid, "analyst: Config needs Project and Location")
	}
	a := &Analyst{parent: "projects/" + c.Project + "/locations/" + c.Location}
	var options []option.ClientOption
	if c.Endpoint != "" {
		conn, err := grpc.NewClient(c.Endpoint, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "analyst: the endpoint %q must be host:port", c.Endpoint)
		}
		a.conn = conn
		options = append(options, option.WithGRPCConn(conn))
	}
	var err error
	if a.agents, err = geminidataanalytics.NewDataAgentClient(ctx, options...); err != nil {
		return nil, errors.Join(fault.Wrap(fault.Internal, err, "analyst: cannot make the client for data agents"), a.Close())
	}
	if a.chat, err = geminidataanalytics.NewDataChatClient(ctx, options...); err != nil {
		return nil, errors.Join(fault.Wrap(fault.Internal, err, "analyst: cannot make the client for chats"), a.Close())
	}
	return a, nil
}

// Close closes the connections.
func (a *Analyst) Close() error {
	var errs []error
	if a.conn != nil { // the clients share it and would each close it
		return a.conn.Close()
	}
	if a.agents != nil {
		errs = append(errs, a.agents.Close())
	}
	if a.chat != nil {
		errs = append(errs, a.chat.Close())
	}
	return errors.Join(errs...)
}

func (a *Analyst) agentName(id string) string        { return a.parent + "/dataAgents/" + id }
func (a *Analyst) conversationName(id string) string { return a.parent + "/conversations/" + id }
