package exports_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// TestADownloadThatBreaksOffIsNotTakenForWhole: the client meets an end before the announced length.
func TestADownloadThatBreaksOffIsNotTakenForWhole(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	id := p.create(t)
	p.complete(t, id)
	p.bucket.cut = true
	status, _, body, err := p.call(t, boss, http.MethodGet, "acme/exports/"+id+"/content")
	if status != http.StatusOK || err == nil || body != content[:5] {
		t.Errorf("%d %q, %v, want an unexpected end", status, body, err)
	}
}

// TestADownloadGoesOnWhereItBrokeOff: whoever has a part asks for the rest, of the same file.
func TestADownloadGoesOnWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	id := p.create(t)
	p.complete(t, id)
	path := "acme/exports/" + id + "/content"
	_, header, _, err := p.call(t, boss, http.MethodGet, path)
	if err != nil {
		t.Fatal(err)
	}
	tag, size := header.Get("ETag"), strconv.Itoa(len(content))
	if tag == "" || header.Get("Accept-Ranges") != "bytes" {
		t.Fatalf("nobody can go on: ETag %q, Accept-Ranges %q", tag, header.Get("Accept-Ranges"))
	}
	for name, c := range map[string]struct {
		asked, tag    string
		status        int
		want, measure string
	}{
		"the rest":                {"bytes=5-", tag, http.StatusPartialContent, content[5:], "bytes 5-" + strconv.Itoa(len(content)-1) + "/" + size},
		"the rest, unconditional": {"bytes=5-", "", http.StatusPartialContent, content[5:], "bytes 5-" + strconv.Itoa(len(content)-1) + "/" + size},
		"the middle":              {"bytes=5-7", tag, http.StatusPartialContent, content[5:8], "bytes 5-7/" + size},
		"the end":                 {"bytes=-4", tag, http.StatusPartialContent, content[len(content)-4:], "bytes " + strconv.Itoa(len(content)-4) + "-" + strconv.Itoa(len(content)-1) + "/" + size},
		"the rest of another":     {"bytes=5-", `"6"`, http.StatusOK, content, ""},
		"all of it":               {"bytes=0-", tag, http.StatusPartialContent, content, "bytes 0-" + strconv.Itoa(len(content)-1) + "/" + size},
	} {
		status, header, body, err := p.call(t, boss, http.MethodGet, path, "Range", c.asked, "If-Range", c.tag)
		if status != c.status || body != c.want || header.Get("Content-Range") != c.measure || header.Get("ETag") != tag || err != nil {
			t.Errorf("%s: %d %q, Content-Range %q, %v", name, status, body, header.Get("Content-Range"), err)
		}
	}
	for _, asked := range []string{"bytes=" + size + "-", "bytes=9-2", "lines=1-", "bytes=x"} {
		status, header, body, _ := p.call(t, boss, http.MethodGet, path, "Range", asked)
		if status != http.StatusRequestedRangeNotSatisfiable || header.Get("Content-Type") != "application/problem+json" || !strings.Contains(body, "header.Range") {
			t.Errorf("%s: %d %s", asked, status, body)
		}
	}
	if status, _, _, _ := p.call(t, eve, http.MethodGet, path, "Range", "bytes=5-"); status != http.StatusNotFound {
		t.Errorf("another's admin gets a part: %d", status)
	}
}

// TestAFileThatIsGoneIsSaidToBe, and no download of it is in the log.
func TestAFileThatIsGoneIsSaidToBe(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	id := p.create(t)
	p.complete(t, id)
	if _, err := p.DB.Doc("tenants/acme/exports/"+id).Update(t.Context(), []firestore.Update{{Path: "generation", Value: 8}}); err != nil {
		t.Fatal(err)
	}
	status, header, body, _ := p.call(t, boss, http.MethodGet, "acme/exports/"+id+"/content")
	if status != http.StatusNotFound || header.Get("Content-Type") != "application/problem+json" || header.Get("Content-Disposition") != "" || !strings.Contains(body, "another one made") {
		t.Errorf("%d %s", status, body)
	}
	entries, err := p.As(t, "boss", "acme", tenant.TenantAdmin).AuditLog().List(t.Context(), store.AuditFilter{Action: "export.download"}, store.PageRequest{})
	if err != nil || len(entries.Items) != 0 {
		t.Errorf("audit entries: %+v, %v", entries.Items, err)
	}
}
