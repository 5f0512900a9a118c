package secretmanager_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"testing"

	client "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/secretmanager"
)

const (
	project = "projects/demo-capi"
	key     = project + "/secrets/tenant-acme-gemini-api-key"
)

// open starts a server on dir and returns the official client of it.
func open(t *testing.T, dir string) *client.Client {
	t.Helper()
	server, err := secretmanager.New(secretmanager.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close() // its result is Serve's
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	c, err := client.NewClient(t.Context(), option.WithEndpoint(listener.Addr().String()), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // the connection only
	return c
}

func create(t *testing.T, c *client.Client, id string) {
	t.Helper()
	_, err := c.CreateSecret(t.Context(), &secretmanagerpb.CreateSecretRequest{
		Parent: project, SecretId: id,
		Secret: &secretmanagerpb.Secret{
			Labels:      map[string]string{"tenant": "acme"},
			Replication: &secretmanagerpb.Replication{Replication: &secretmanagerpb.Replication_Automatic_{Automatic: &secretmanagerpb.Replication_Automatic{}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, c *client.Client, payload string) string {
	t.Helper()
	v, err := c.AddSecretVersion(t.Context(), &secretmanagerpb.AddSecretVersionRequest{Parent: key, Payload: &secretmanagerpb.SecretPayload{Data: []byte(payload)}})
	if err != nil {
		t.Fatal(err)
	}
	return v.GetName()
}

func access(t *testing.T, c *client.Client, version string) (string, error) {
	t.Helper()
	r, err := c.AccessSecretVersion(t.Context(), &secretmanagerpb.AccessSecretVersionRequest{Name: key + "/versions/" + version})
	return string(r.GetPayload().GetData()), err
}

func TestVersionsAndStatesSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir)
	create(t, c, "tenant-acme-gemini-api-key")
	first, second, third := add(t, c, "one"), add(t, c, "two"), add(t, c, "three")
	if _, err := c.DisableSecretVersion(t.Context(), &secretmanagerpb.DisableSecretVersionRequest{Name: second}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.DestroySecretVersion(t.Context(), &secretmanagerpb.DestroySecretVersionRequest{Name: first}); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir)
	for version, want := range map[string]struct {
		payload string
		code    codes.Code
	}{
		"latest": {"three", codes.OK},
		"3":      {"three", codes.OK},
		"2":      {"", codes.FailedPrecondition},
		"1":      {"", codes.FailedPrecondition},
		"4":      {"", codes.NotFound},
		"x":      {"", codes.InvalidArgument},
	} {
		if payload, err := access(t, c, version); payload != want.payload || status.Code(err) != want.code {
			t.Errorf("access %s = %q, %v; want %q, %s", version, payload, err, want.payload, want.code)
		}
	}
	if _, err := c.EnableSecretVersion(t.Context(), &secretmanagerpb.EnableSecretVersionRequest{Name: second}); err != nil {
		t.Error(err)
	}
	if payload, err := access(t, c, "2"); payload != "two" {
		t.Errorf("access to the enabled version = %q, %v", payload, err)
	}
	_, err := c.EnableSecretVersion(t.Context(), &secretmanagerpb.EnableSecretVersionRequest{Name: first})
	if status.Code(err) != codes.FailedPrecondition {
		t.Errorf("enable a destroyed version: %v, want FailedPrecondition", err)
	}
	if v, err := c.GetSecretVersion(t.Context(), &secretmanagerpb.GetSecretVersionRequest{Name: third}); err != nil || v.GetState() != secretmanagerpb.SecretVersion_ENABLED {
		t.Errorf("third version = %v, %v", v, err)
	}
}

func TestListsArePaged(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir())
	const count = 7
	want, got := make([]string, 0, count), make([]string, 0, count)
	for n := range count {
		id := fmt.Sprintf("secret-%d", n)
		create(t, c, id)
		want = append(want, project+"/secrets/"+id)
	}
	for s, err := range c.ListSecrets(t.Context(), &secretmanagerpb.ListSecretsRequest{Parent: project, PageSize: 3}).All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s.GetName())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir())
	create(t, c, "tenant-acme-gemini-api-key")
	secret := &secretmanagerpb.Secret{Replication: &secretmanagerpb.Replication{Replication: &secretmanagerpb.Replication_Automatic_{}}}
	createCode := func(parent, id string, s *secretmanagerpb.Secret) codes.Code {
		_, err := c.CreateSecret(t.Context(), &secretmanagerpb.CreateSecretRequest{Parent: parent, SecretId: id, Secret: s})
		return status.Code(err)
	}
	addCode := func(parent string, p *secretmanagerpb.SecretPayload) codes.Code {
		_, err := c.AddSecretVersion(t.Context(), &secretmanagerpb.AddSecretVersionRequest{Parent: parent, Payload: p})
		return status.Code(err)
	}
	wrong := int64(1)
	for name, test := range map[string]struct{ got, want codes.Code }{
		"a secret twice":       {createCode(project, "tenant-acme-gemini-api-key", secret), codes.AlreadyExists},
		"an id with a path":    {createCode(project, "../x", secret), codes.InvalidArgument},
		"a parent with a path": {createCode("projects/../x", "x", secret), codes.InvalidArgument},
		"no replication":       {createCode(project, "x", &secretmanagerpb.Secret{}), codes.InvalidArgument},
		"a payload too large":  {addCode(key, &secretmanagerpb.SecretPayload{Data: bytes.Repeat([]byte("x"), 64<<10+1)}), codes.InvalidArgument},
		"a wrong checksum":     {addCode(key, &secretmanagerpb.SecretPayload{Data: []byte("x"), DataCrc32C: &wrong}), codes.InvalidArgument},
		"a version of nothing": {addCode(project+"/secrets/absent", &secretmanagerpb.SecretPayload{}), codes.NotFound},
	} {
		if test.got != test.want {
			t.Errorf("%s: %s, want %s", name, test.got, test.want)
		}
	}
}

func TestDeleteForgetsTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir)
	create(t, c, "tenant-acme-gemini-api-key")
	if err := c.DeleteSecret(t.Context(), &secretmanagerpb.DeleteSecretRequest{Name: key}); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, dir).GetSecret(t.Context(), &secretmanagerpb.GetSecretRequest{Name: key})
	if status.Code(err) != codes.NotFound {
		t.Errorf("after delete and restart: %v, want NotFound", err)
	}
}

func TestSecretsAreMadeWhenTheyAreAbsent(t *testing.T) {
	t.Parallel()
	dir, made := t.TempDir(), 0
	name := project + "/secrets/certificate-key"
	for range 2 { // the second start finds what the first one made
		server, err := secretmanager.New(secretmanager.Options{Dir: dir, Secrets: map[string]func() ([]byte, error){
			name: func() ([]byte, error) { made++; return []byte("made by the first start"), nil },
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
	content, err := open(t, dir).AccessSecretVersion(t.Context(), &secretmanagerpb.AccessSecretVersionRequest{Name: name + "/versions/latest"})
	if err != nil || string(content.GetPayload().GetData()) != "made by the first start" || made != 1 {
		t.Errorf("%q, made %d times, %v", content.GetPayload().GetData(), made, err)
	}
	if _, err := secretmanager.New(secretmanager.Options{Dir: t.TempDir(), Secrets: map[string]func() ([]byte, error){
		name: func() ([]byte, error) { return nil, errors.New("no randomness") },
	}}); err == nil {
		t.Error("a secret that could not be made was passed over")
	}
}
