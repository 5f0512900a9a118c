package testkit

import (
	"crypto/rand"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// Project returns a project id that no other test uses: "demo-" and 12 random characters.
func Project() string {
	return "demo-" + strings.ToLower(rand.Text()[:12])
}

// Firestore returns a client of an empty database in a project of its own, closed at the end of the test. Its project id is
// not readable from the client; use FirestoreIn where a test needs to know it.
func Firestore(tb testing.TB) *firestore.Client {
	tb.Helper()
	return FirestoreIn(tb, Project())
}

// FirestoreIn returns a client of the project's database with the emulator's administrator rights, as a server has them. Options of the
// connection, such as an interceptor, let a test disturb it.
func FirestoreIn(tb testing.TB, project string, options ...grpc.DialOption) *firestore.Client {
	tb.Helper()
	client, err := firestore.NewClient(tb.Context(), project, connect(tb, FirestoreAddress(tb), append(options, grpc.WithPerRPCCredentials(owner{}))...))
	if err != nil {
		tb.Fatalf("testkit: connect to the Firestore emulator: %v", err)
	}
	return client
}

// PubSub returns a client in a project of its own without topics, closed at the end of the test; client.Project() names it.
func PubSub(tb testing.TB) *pubsub.Client {
	tb.Helper()
	client, err := pubsub.NewClient(tb.Context(), Project(), connect(tb, PubSubAddress(tb)))
	if err != nil {
		tb.Fatalf("testkit: connect to the Pub/Sub emulator: %v", err)
	}
	return client
}

// connect opens a plain connection, closed at the end of the test. A connection of our own also wins over the emulator
// variables that the clients read by themselves.
func connect(tb testing.TB, address string, options ...grpc.DialOption) option.ClientOption {
	tb.Helper()
	connection, err := grpc.NewClient(address, append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		tb.Fatalf("testkit: connect to %s: %v", address, err)
	}
	tb.Cleanup(func() { _ = connection.Close() }) // nothing is lost when it is cut
	return option.WithGRPCConn(connection)
}
