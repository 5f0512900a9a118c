package rules

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/shared/testkit"
)

const rulesFile = "../firestore.rules"

// database is a project of the emulator under our rules.
type database struct {
	address, project string
	server           *firestore.Client // exempt from the rules, as the functions are
}

// newDatabase loads firestore.rules into a project of its own.
func newDatabase(t *testing.T) *database {
	t.Helper()
	source, err := os.ReadFile(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	project := testkit.Project()
	db := &database{address: testkit.FirestoreAddress(t), project: project, server: testkit.FirestoreIn(t, project)}
	body, err := json.Marshal(map[string]any{"rules": map[string]any{"files": []map[string]string{{"name": "firestore.rules", "content": string(source)}}}})
	if err != nil {
		t.Fatal(err)
	}
	db.control(t, http.MethodPut, "securityRules", body)
	return db
}

// control speaks to the emulator's own interface and returns its answer.
func (d *database) control(t *testing.T, method, what string, body []byte) []byte {
	t.Helper()
	url := fmt.Sprintf("http://%s/emulator/v1/projects/%s:%s", d.address, d.project, what)
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s, %v: %s", method, url, response.Status, err, answer)
	}
	return answer
}

// as connects like the browser of a caller does.
func (d *database) as(t *testing.T, c caller) *firestore.Client {
	t.Helper()
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if c.uid != "" {
		options = append(options, grpc.WithPerRPCCredentials(idToken(c.token(d.project))))
	}
	connection, err := grpc.NewClient(d.address, options...)
	if err != nil {
		t.Fatal(err)
	}
	client, err := firestore.NewClient(t.Context(), d.project, option.WithGRPCConn(connection))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() }) // nothing is lost when it is cut
	return client
}

// idToken is one as the Auth emulator issues it: unsigned, honoured by the Firestore emulator.
type idToken string

// GetRequestMetadata implements credentials.PerRPCCredentials.
func (t idToken) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(t)}, nil
}

// RequireTransportSecurity implements credentials.PerRPCCredentials.
func (idToken) RequireTransportSecurity() bool { return false }

func (c caller) token(project string) string {
	firebase := map[string]any{"sign_in_provider": "password"}
	if c.factor != "" {
		firebase["sign_in_second_factor"] = c.factor
	}
	claims := map[string]any{
		"iss": "https://securetoken.google.com/" + project, "aud": project, "sub": c.uid, "user_id": c.uid,
		"iat": 0, "exp": 1 << 40, "firebase": firebase,
	}
	if c.tenant != "" {
		claims["tenant"] = c.tenant
	}
	if c.role != "" {
		claims["role"] = c.role
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(payload) + "."
}
