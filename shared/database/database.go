// Package database connects to Firestore, so that what a server or a connection breaks off is tried again before anybody is told.
//
// Google's client repeats commits and the opening of reads. But every read, by key or by query, is a stream, whose opening succeeds before the
// server is heard of; what goes wrong afterwards ends the read. So reads that have brought nothing yet begin anew here (again.go). And the
// emulator now and then calls somebody's commit cancelled because another's listener has left: that is the server's word, not the caller's
// (theirs). Both are held by tests here; that a commit which landed unheard is recognized is held in shared/store.
//
// What must not go in: what is read and written (shared/store).
package database

import (
	"context"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/shared/fault"
)

// Connect makes a client of a project's database. endpoint is host:port of another server than Google's, such as the emulator, which is spoken to
// without TLS and as its administrator; empty means Google's, with the ambient identity.
func Connect(ctx context.Context, project, endpoint string) (*firestore.Client, error) {
	patient := []grpc.DialOption{grpc.WithChainStreamInterceptor(again), grpc.WithChainUnaryInterceptor(told)}
	if endpoint == "" {
		options := make([]option.ClientOption, len(patient))
		for i, one := range patient {
			options[i] = option.WithGRPCDialOption(one)
		}
		return firestore.NewClient(ctx, project, options...)
	}
	conn, err := grpc.NewClient(endpoint, append(patient,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithPerRPCCredentials(administrator{}))...)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "database: the endpoint %q must be host:port", endpoint)
	}
	return firestore.NewClient(ctx, project, option.WithGRPCConn(conn))
}

// administrator passes the emulator's rules, which hold for browsers. Google's servers take no such word.
type administrator struct{}

// GetRequestMetadata is the emulator's word for it, as Google's client says it.
func (administrator) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer owner"}, nil
}

// RequireTransportSecurity is false for a server on this machine.
func (administrator) RequireTransportSecurity() bool { return false }
