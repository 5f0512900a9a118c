package secretmanager

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/google/renameio/v2"
)

// secret is what a file holds.
type secret struct {
	Name     string            `json:"name"` // projects/P/secrets/ID
	Labels   map[string]string `json:"labels,omitempty"`
	Created  time.Time         `json:"created"`
	Revision int               `json:"revision"` // rises with every change; the etag
	Versions []version         `json:"versions"` // number 1 first; destroyed ones stay
}

// version is one payload.
type version struct {
	State     secretmanagerpb.SecretVersion_State `json:"state"`
	Created   time.Time                           `json:"created"`
	Destroyed time.Time                           `json:"destroyed,omitzero"`
	Payload   []byte                              `json:"payload,omitempty"`
}

// vault keeps the secrets in memory and every change in their files. The Server's lock guards it.
type vault struct {
	dir     string
	secrets map[string]*secret
}

func openVault(dir string) (*vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("secretmanager: make the secrets' folder: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("secretmanager: list the secrets: %w", err)
	}
	v := &vault{dir: dir, secrets: map[string]*secret{}}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("secretmanager: %w", err)
		}
		var s secret
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, fmt.Errorf("secretmanager: %s is damaged (%w); delete it to forget the secret", file, err)
		}
		v.secrets[s.Name] = &s
	}
	return v, nil
}

// seed makes a secret with one version, unless it is there.
func (v *vault) seed(name string, now time.Time, content func() ([]byte, error)) error {
	if _, exists := v.secrets[name]; exists {
		return nil
	}
	payload, err := content()
	if err != nil {
		return fmt.Errorf("secretmanager: make %s: %w", name, err)
	}
	return v.save(secret{Name: name, Created: now, Versions: []version{{State: secretmanagerpb.SecretVersion_ENABLED, Created: now, Payload: payload}}})
}

// save keeps a changed secret, and only then puts it in force.
func (v *vault) save(s secret) error {
	s.Revision++
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("secretmanager: encode %s: %w", s.Name, err)
	}
	if err := renameio.WriteFile(v.file(s.Name), text, 0o600); err != nil {
		return fmt.Errorf("secretmanager: keep %s: %w", s.Name, err)
	}
	v.secrets[s.Name] = &s
	return nil
}

func (v *vault) remove(name string) error {
	if err := os.Remove(v.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("secretmanager: delete %s: %w", name, err)
	}
	delete(v.secrets, name)
	return nil
}

// file names a secret's file; project and secret ids have no dots, so that two names cannot meet.
func (v *vault) file(name string) string {
	parts := strings.Split(name, "/")
	return filepath.Join(v.dir, parts[1]+"."+parts[3]+".json")
}
