package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// webConfig is what an installation tells its clients about sign-in: /__/firebase/init.json, which Firebase Hosting serves by itself.
type webConfig struct {
	APIKey    string `json:"apiKey"`
	ProjectID string `json:"projectId"`
	Emulators struct {
		Auth string `json:"auth"` // address with scheme; only the local stack names one
	} `json:"emulators"`
}

// session is a sign-in with Firebase Auth. The refresh token is kept in the user's configuration folder, readable by the user only.
type session struct {
	Base         string `json:"base"`
	Email        string `json:"email"`
	RefreshToken string `json:"refresh_token"`

	config webConfig
	mu     sync.Mutex
	id     string
	until  time.Time
}

// openSession uses CAPIDEMO_EMAIL and CAPIDEMO_PASSWORD when both are set, else the stored sign-in.
func openSession(ctx context.Context, base string) (*session, error) {
	s := &session{Base: base}
	if err := s.configure(ctx); err != nil {
		return nil, err
	}
	if email, password := os.Getenv("CAPIDEMO_EMAIL"), os.Getenv("CAPIDEMO_PASSWORD"); email != "" && password != "" {
		return s, s.signIn(ctx, email, password)
	}
	raw, err := os.ReadFile(sessionFile(base))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("you are not signed in at %s; run: capidemo --api %s login", base, base)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, s); err != nil {
		return nil, fmt.Errorf("the stored sign-in %s cannot be read; sign in again: %w", sessionFile(base), err)
	}
	return s, nil
}

func (s *session) configure(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base+"/__/firebase/init.json", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the installation at %s cannot be reached: %w", s.Base, err)
	}
	if err := decode(response, &s.config); err != nil {
		return fmt.Errorf("%s is no installation of the platform: %w", s.Base, err)
	}
	return nil
}

func (s *session) endpoint(host, path string) string {
	prefix := "https://" + host
	if emulator := s.config.Emulators.Auth; emulator != "" {
		prefix = emulator + "/" + host
	}
	return prefix + path + "?key=" + url.QueryEscape(s.config.APIKey)
}

func (s *session) signIn(ctx context.Context, email, password string) error {
	var out struct {
		IDToken      string `json:"idToken"`
		RefreshToken string `json:"refreshToken"`
		ExpiresIn    string `json:"expiresIn"`
	}
	in := map[string]any{"email": email, "password": password, "returnSecureToken": true}
	if err := post(ctx, s.endpoint("identitytoolkit.googleapis.com", "/v1/accounts:signInWithPassword"), in, &out); err != nil {
		return fmt.Errorf("signing in as %s: %w", email, err)
	}
	s.Email, s.RefreshToken = email, out.RefreshToken
	s.remember(out.IDToken, out.ExpiresIn)
	return nil
}

// token gives a valid ID token, refreshed a minute before it ends.
func (s *session) token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().Before(s.until) {
		return s.id, nil
	}
	var out struct {
		IDToken   string `json:"id_token"`
		ExpiresIn string `json:"expires_in"`
	}
	in := map[string]any{"grant_type": "refresh_token", "refresh_token": s.RefreshToken}
	if err := post(ctx, s.endpoint("securetoken.googleapis.com", "/v1/token"), in, &out); err != nil {
		return "", fmt.Errorf("your sign-in has ended; run capidemo login again: %w", err)
	}
	s.remember(out.IDToken, out.ExpiresIn)
	return s.id, nil
}

func (s *session) remember(id, expiresIn string) {
	seconds, err := strconv.Atoi(expiresIn)
	if err != nil {
		seconds = 0
	}
	s.id, s.until = id, time.Now().Add(time.Duration(seconds)*time.Second-time.Minute)
}

func post(ctx context.Context, address string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the sign-in service cannot be reached: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // read to the end; nothing is lost
	if response.StatusCode != http.StatusOK {
		var refused struct {
			Error struct {
				Message string `json:"message"`
			} `json:"error"`
		}
		_ = json.NewDecoder(response.Body).Decode(&refused) // an empty message is still a refusal
		return fmt.Errorf("refused: %s", refused.Error.Message)
	}
	return json.NewDecoder(response.Body).Decode(out)
}

func sessionFile(base string) string {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = os.TempDir()
	}
	return filepath.Join(folder, "capidemo", url.PathEscape(base)+".json")
}

func (s *session) save() error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(sessionFile(s.Base)), 0o700); err != nil {
		return err
	}
	return os.WriteFile(sessionFile(s.Base), raw, 0o600)
}

func loginCommand(address *string) *cobra.Command {
	return &cobra.Command{
		Use: "login [E-MAIL]", Short: "Sign in and stay signed in", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			base, err := parseAddress(*address)
			if err != nil {
				return err
			}
			s := &session{Base: base}
			if err := s.configure(cmd.Context()); err != nil {
				return err
			}
			email := os.Getenv("CAPIDEMO_EMAIL")
			if len(args) == 1 {
				email = args[0]
			}
			password := os.Getenv("CAPIDEMO_PASSWORD")
			if password == "" {
				cmd.PrintErr("Password: ")
				raw, err := term.ReadPassword(int(os.Stdin.Fd()))
				cmd.PrintErrln()
				if err != nil {
					return fmt.Errorf("the password cannot be read here; set CAPIDEMO_PASSWORD: %w", err)
				}
				password = string(raw)
			}
			if err := s.signIn(cmd.Context(), email, password); err != nil {
				return err
			}
			if err := s.save(); err != nil {
				return err
			}
			cmd.Printf("Signed in at %s as %s.\n", base, email)
			return nil
		},
	}
}
