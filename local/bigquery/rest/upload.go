package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// maxUpload bounds an uploaded file, in bytes.
const maxUpload = 4 << 30

// uploadJob starts a load job whose file comes with the request: in one multipart body, or in a resumable session that this opens.
func (a *API) uploadJob(r *http.Request) (any, error) {
	switch r.URL.Query().Get("uploadType") {
	case "multipart":
		return a.multipartUpload(r)
	case "resumable":
		return a.openUpload(r)
	default:
		return nil, apierror.Invalid("Invalid value for uploadType: use multipart or resumable")
	}
}

func (a *API) multipartUpload(r *http.Request) (any, error) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, apierror.Invalid("Invalid Content-Type: %v", err)
	}
	reader := multipart.NewReader(r.Body, params["boundary"])
	first, err := reader.NextPart()
	if err != nil {
		return nil, apierror.Invalid("The upload has no metadata part: %v", err)
	}
	metadata, err := io.ReadAll(io.LimitReader(first, maxBody))
	if err != nil {
		return nil, apierror.Invalid("Reading the upload failed: %v", err)
	}
	media, err := reader.NextPart()
	if err != nil {
		return nil, apierror.Invalid("The upload has no media part: %v", err)
	}
	file, err := os.CreateTemp(a.Uploads, "upload-")
	if err != nil {
		return nil, fmt.Errorf("keeping an upload: %w", err)
	}
	if err := appendMedia(file, media); err != nil {
		return nil, err
	}
	return a.startJob(r, metadata, file.Name())
}

// appendMedia writes the bytes to the file and closes it.
func appendMedia(file *os.File, media io.Reader) error {
	n, err := io.Copy(file, io.LimitReader(media, maxUpload+1))
	if err == nil && n > maxUpload {
		err = apierror.Invalid("The uploaded file exceeds %d MiB", maxUpload>>20)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// openUpload keeps the job's description and tells where to send the bytes.
func (a *API) openUpload(r *http.Request) (any, error) {
	metadata, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if !json.Valid(metadata) {
		return nil, apierror.Invalid("Invalid JSON payload received.")
	}
	id := a.NewID()
	if err := os.WriteFile(filepath.Join(a.Uploads, id+".json"), metadata, 0o600); err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	if err := os.WriteFile(filepath.Join(a.Uploads, id), nil, 0o600); err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	location := "http://" + r.Host + "/upload/bigquery/v2/projects/" + r.PathValue("project") + "/jobs?uploadType=resumable&upload_id=" + id
	return reply{status: http.StatusOK, header: http.Header{"Location": {location}, "X-Goog-Upload-Status": {"active"}}}, nil
}

// continueUpload takes the next bytes of a session; the last ones start the job.
func (a *API) continueUpload(r *http.Request) (any, error) {
	id := r.URL.Query().Get("upload_id")
	path := filepath.Join(a.Uploads, filepath.Base(id))
	metadata, err := os.ReadFile(path + ".json")
	if err != nil || id == "" {
		return nil, apierror.NotFound("upload " + id)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, apierror.NotFound("upload " + id)
	}
	if err := appendMedia(file, r.Body); err != nil {
		return nil, err
	}
	if contentRange := r.Header.Get("Content-Range"); contentRange != "" && strings.HasSuffix(contentRange, "/*") {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("continuing an upload: %w", err)
		}
		header := http.Header{"X-Http-Status-Code-Override": {"308"}}
		if info.Size() > 0 {
			header.Set("Range", fmt.Sprintf("bytes=0-%d", info.Size()-1))
		}
		return reply{status: http.StatusPermanentRedirect, header: header}, nil
	}
	if err := os.Remove(path + ".json"); err != nil {
		return nil, fmt.Errorf("ending an upload: %w", err)
	}
	return a.startJob(r, metadata, path)
}
