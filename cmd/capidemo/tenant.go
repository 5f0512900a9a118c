package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

func tenantCommand(connect connector) *cobra.Command {
	cmd := &cobra.Command{Use: "tenant", Short: "Manage a tenant"}
	cmd.AddCommand(tenantCreateCommand(connect), tenantExportCommand(connect), tenantDeleteCommand(connect))
	return cmd
}

// tenantExport is an export as the API shows it.
type tenantExport struct {
	ExportID string `json:"export_id"`
	Status   string `json:"status"`
	Bytes    int64  `json:"bytes"`
	Error    string `json:"error"`
	Counts   []struct {
		Name    string `json:"name"`
		Records int64  `json:"records"`
	} `json:"counts"`
}

func tenantExportCommand(connect connector) *cobra.Command {
	var out, id string
	cmd := &cobra.Command{
		Use: "export", Short: "Take out all that a tenant has, as one ZIP file",
		Long: "Have all that a tenant has taken out, wait for it, and download it.\n\n" +
			"The file is there under its name only when it is complete. What is in it says its README.txt.",
		Example: "  capidemo tenant export --out acme.zip\n  capidemo tenant export --tenant acme --out acme.zip   # who runs the platform, of any tenant",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			if id == "" {
				var me struct {
					TenantID string `json:"tenant_id"`
				}
				if err := c.call(cmd.Context(), http.MethodGet, "/api/v1/users/me", nil, &me); err != nil {
					return err
				}
				id = me.TenantID
			}
			made, err := c.exported(cmd.Context(), "/api/v1/tenants/"+url.PathEscape(id)+"/exports")
			if err != nil {
				return err
			}
			if err := c.save(cmd.Context(), "/api/v1/tenants/"+url.PathEscape(id)+"/exports/"+made.ExportID+"/content", out, made.Bytes); err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, part := range made.Counts {
				_, _ = fmt.Fprintf(table, "%s\t%d\n", part.Name, part.Records) // shown to a person
			}
			_, _ = fmt.Fprintf(table, "%s\t%d bytes\n", out, made.Bytes)
			return table.Flush()
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	cmd.Flags().StringVar(&id, "tenant", "", "tenant to take out; one's own when absent")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag was added above
	}
	return cmd
}

// exportEvery is how often an export that is being made is looked at.
const exportEvery = time.Second

// exported asks for an export and waits until it is completed.
func (c *client) exported(ctx context.Context, path string) (tenantExport, error) {
	var x tenantExport
	if err := c.call(ctx, http.MethodPost, path, nil, &x); err != nil {
		return x, err
	}
	for {
		if err := c.call(ctx, http.MethodGet, path+"/"+x.ExportID, nil, &x); err != nil {
			return x, err
		}
		switch x.Status {
		case "completed":
			return x, nil
		case "failed":
			return x, fmt.Errorf("the export failed: %s", x.Error)
		}
		select {
		case <-ctx.Done():
			return x, ctx.Err()
		case <-time.After(exportEvery):
		}
	}
}

// save downloads a file of a size. It has another name until it is complete.
func (c *client) save(ctx context.Context, path, to string, size int64) error {
	file, err := os.OpenFile(to+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // it holds what only the tenant's admins may see
	if err != nil {
		return err
	}
	n, err := c.download(ctx, path, file, size)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("the download broke off after %d of %d bytes; run it again: %w", n, size, err), os.Remove(to+".part"))
	}
	return os.Rename(to+".part", to)
}

// download fetches a file of a size. An answer that is cut short, as Hosting does after a minute, is gone on with as long as more comes.
func (c *client) download(ctx context.Context, path string, into io.Writer, size int64) (got int64, err error) {
	for tag := ""; got < size; {
		var header []string
		if got > 0 {
			header = []string{"Range", fmt.Sprintf("bytes=%d-", got), "If-Range", tag}
		}
		response, err := c.send(ctx, http.MethodGet, path, nil, header...)
		if err != nil {
			return got, err
		}
		if response.StatusCode >= http.StatusBadRequest {
			return got, decode(response, nil)
		}
		if got > 0 && response.StatusCode != http.StatusPartialContent {
			return got, errors.Join(errors.New("the rest is not to be had"), response.Body.Close())
		}
		tag = response.Header.Get("ETag")
		n, err := io.Copy(into, response.Body)
		_ = response.Body.Close() // everything was read, or the error is reported
		if got += n; n == 0 {
			return got, cmp.Or(err, io.ErrUnexpectedEOF)
		}
	}
	if got > size {
		return got, errors.New("the file is longer than was announced")
	}
	return got, nil
}
