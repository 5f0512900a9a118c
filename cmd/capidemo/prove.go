package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/certificate"
)

// verifyFile proves a certificate and prints what it says.
func verifyFile(cmd *cobra.Command, connect connector, file, keysFile string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var published []byte
	if keysFile != "" {
		published, err = os.ReadFile(keysFile)
	} else {
		published, err = fetchKeys(cmd.Context(), connect)
	}
	if err != nil {
		return err
	}
	c, err := prove(text, published)
	if err != nil {
		return err
	}
	cmd.Printf("The signature is good. Exam %s of %s at %s (%s), examined %s:\n%s, %d of %d golden queries, %d of %d phrasings.\n",
		c.Exam, c.Subject, c.Issuer, c.Basis, c.ExaminedAt.Local().Format(time.DateTime), strings.ToUpper(string(c.Status)),
		c.Queries.Passed, c.Queries.Total, c.Phrasings.Passed, c.Phrasings.Total)
	cmd.Println("It says what was true then; whether data and agent are still the same, only the installation can tell.")
	return verdictCode(string(c.Status))
}

// prove reads a certificate from a file of the API's JSON or of the bare JWS.
func prove(text, published []byte) (certificate.Certificate, error) {
	compact := strings.TrimSpace(string(text))
	var shown shownCertificate
	if json.Unmarshal(text, &shown) == nil {
		compact = shown.Signature
	}
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(published, &keys); err != nil || slices.ContainsFunc(keys.Keys, func(k jose.JSONWebKey) bool { return !k.IsPublic() }) {
		return certificate.Certificate{}, errors.New("the keys are no set of public keys, as /api/v1/certificates/keys has it")
	}
	return certificate.Verify(compact, keys)
}

func fetchKeys(ctx context.Context, connect connector) (json.RawMessage, error) {
	c, err := connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("without --keys the installation is asked for its keys: %w", err)
	}
	var keys json.RawMessage
	err = c.call(ctx, http.MethodGet, "/api/v1/certificates/keys", nil, &keys)
	return keys, err
}

func examKeysCommand(connect connector) *cobra.Command {
	return &cobra.Command{
		Use: "keys", Short: "Print the installation's public keys, to prove certificates offline", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			keys, err := fetchKeys(cmd.Context(), connect)
			if err != nil {
				return err
			}
			return printJSON(cmd.OutOrStdout(), keys)
		},
	}
}

func examKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "key", Short: "Make a new private key for the secret certificate-key (see docs/playbooks/certificate.md)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			key, err := certificate.NewKey(rand.Reader)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(key)
			return err
		},
	}
}
