package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/local/emulator"
	"capidemo.dev/platform/local/indexes"
	"capidemo.dev/platform/local/indexes/query"
	"capidemo.dev/platform/local/push"
	"capidemo.dev/platform/local/secretmanager"
	"capidemo.dev/platform/local/storage"
	"capidemo.dev/platform/shared/certificate"
)

// folder is where a service keeps its state.
func (s *Stack) folder(service Service) string { return filepath.Join(s.options.Dir, string(service)) }

// emulators are told their port only by Options: which one they get is known when they answer.
func (s *Stack) emulatorOptions(service Service) emulator.Options {
	return emulator.Options{Dir: s.folder(service), Port: s.options.Ports[service], Environ: s.options.Environ}
}

// adopt makes a started emulator part of the stack.
func (s *Stack) adopt(service Service, e *emulator.Emulator) {
	closing := make(chan struct{})
	go func() {
		select {
		case <-e.Done():
			s.failed <- fmt.Errorf("%s ended: %w", service, errors.Join(errEnded, e.Process().Err()))
		case <-closing:
		}
	}()
	s.onClose(string(service), rankKeepers, func() error {
		close(closing)
		return e.Close()
	})
}

// errEnded says that a child ended by itself.
var errEnded = errors.New("its process is gone")

func (s *Stack) startFirestore(ctx context.Context) error {
	keep := newKeeper(s.folder(Firestore), s.options.Project, s.options.Log)
	from, err := keep.latest()
	if err != nil {
		return err
	}
	rules := filepath.Join(s.options.Root, "firestore.rules")
	if _, err := os.Stat(rules); err != nil {
		s.options.Log.Warn("there are no security rules: clients may read and write everything", "missing", rules)
		rules = ""
	}
	declared, err := query.ReadIndexes(filepath.Join(s.options.Root, "firestore.indexes.json"))
	if err != nil {
		return err
	}
	o := s.emulatorOptions(Firestore)
	o.Port = 0 // the front has the service's
	e, err := emulator.Firestore(ctx, emulator.FirestoreOptions{Options: o, Rules: rules, Functions: s.address(Eventarc), Import: from})
	if err != nil {
		return err
	}
	s.adopt(Firestore, e)
	front, err := indexes.New(indexes.Options{Emulator: e.Address(), Indexes: declared, Now: time.Now, Log: s.options.Log})
	if err != nil {
		return err
	}
	s.serveGRPC(Firestore, front)
	s.firestore, s.keeper = e, keep
	keep.begin(e.Address(), s.options.Save)
	s.onClose("the Firestore saves", rankKeepers, keep.end)
	return nil
}

// connect makes the Firestore and Pub/Sub emulators send to the delivery; they may run here or elsewhere.
func (s *Stack) connect(ctx context.Context) error {
	if s.dispatcher == nil {
		return nil
	}
	if firestore := s.address(Firestore); firestore != "" {
		if err := s.dispatcher.Register(ctx, firestore, s.options.Project); err != nil {
			return err
		}
	}
	if address := s.address(PubSub); address != "" {
		return s.subscribe(ctx, address)
	}
	return nil
}

func (s *Stack) startPubSub(ctx context.Context) error {
	e, err := emulator.PubSub(ctx, s.emulatorOptions(PubSub))
	if err != nil {
		return err
	}
	s.adopt(PubSub, e)
	s.setAddress(PubSub, e.Address())
	return nil
}

// subscribe creates the manifest's topics and subscriptions.
func (s *Stack) subscribe(ctx context.Context, address string) error {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = connection.Close() }()
	client, err := pubsub.NewClient(ctx, s.options.Project, option.WithGRPCConn(connection))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = client.Close() }()
	return push.Setup(ctx, client, s.manifest, "http://"+s.address(Eventarc))
}

func (s *Stack) startAuth(ctx context.Context) error {
	e, err := emulator.Auth(ctx, emulator.AuthOptions{Options: s.emulatorOptions(Auth), Project: s.options.Project})
	if err != nil {
		return err
	}
	s.adopt(Auth, e)
	s.setAddress(Auth, e.Address())
	return nil
}

func (s *Stack) startStorage(context.Context) error {
	server, err := storage.New(storage.Options{
		Dir: s.folder(Storage), Address: s.address(Storage), Buckets: []string{bucket(s.options.Project), exports(s.options.Project)},
	})
	if err != nil {
		return err
	}
	s.onClose("storage files", rankKeepers, server.Close)
	s.serve(Storage, rankKeepers, server.Handler())
	return nil
}

func (s *Stack) startBigQuery(ctx context.Context) error {
	server, err := bigquery.New(context.WithoutCancel(ctx), bigquery.Options{
		Dir: s.folder(BigQuery), StorageEndpoint: "http://" + s.address(Storage), Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.onClose("bigquery tables", rankKeepers, server.Close)
	s.serve(BigQuery, rankKeepers, server.Handler())
	return nil
}

// grpcServer is what a gRPC service of this process offers.
type grpcServer interface {
	Serve(listener net.Listener) error
	Close() error
}

func (s *Stack) serveGRPC(service Service, server grpcServer) {
	go func() {
		if err := server.Serve(s.listeners[service]); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			s.failed <- fmt.Errorf("%s stopped serving: %w", service, err)
		}
	}()
	s.onClose(string(service), rankKeepers, server.Close)
}

func (s *Stack) startCAPI(ctx context.Context) error {
	server, err := capi.New(context.WithoutCancel(ctx), capi.Options{
		Dir: s.folder(CAPI), BigQueryEndpoint: environment(Addresses{BigQuery: s.address(BigQuery)}, s.options.Project)["BIGQUERY_ENDPOINT"],
		Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.serveGRPC(CAPI, server)
	return nil
}

// randomKey makes a key that other keys are derived from.
func randomKey() ([]byte, error) {
	key := make([]byte, 32)
	_, err := rand.Read(key)
	return key, err
}

func (s *Stack) startSecretManager(context.Context) error {
	secrets := "projects/" + s.options.Project + "/secrets/"
	server, err := secretmanager.New(secretmanager.Options{
		Dir: s.folder(SecretManager), Secrets: map[string]func() ([]byte, error){
			secrets + "certificate-key": func() ([]byte, error) { return certificate.NewKey(rand.Reader) },
			secrets + "webhook-key":     randomKey,
			secrets + "api-key-pepper":  randomKey,
		},
	})
	if err != nil {
		return err
	}
	s.serveGRPC(SecretManager, server)
	return nil
}
