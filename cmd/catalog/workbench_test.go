package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func clock() time.Time { return time.Date(2026, time.March, 18, 9, 0, 0, 0, time.UTC) }

// catalogue runs the command in-process and gives what it prints.
func catalogue(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	c := command(clock)
	c.SetOut(&out)
	c.SetErr(&out)
	c.SetArgs(args)
	err := c.ExecuteContext(t.Context())
	return out.String(), err
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := catalogue(t, args...)
	if err != nil {
		t.Fatalf("catalog %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// TestTheTutorialWorks follows docs/writing-a-template.md: it makes every change that the page shows, in order. After each the file has no
// faults, except while the page says so: a number that is read and not yet planted.
func TestTheTutorialWorks(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/writing-a-template.md")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "coffee.yaml")
	must(t, "new", "coffee", "--out", path)
	must(t, "check", path)
	changes := regexp.MustCompile("(?s)<!-- ([a-z]+): (.*?) -->\n```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(changes) < 5 {
		t.Fatalf("the tutorial shows %d changes", len(changes))
	}
	for _, change := range changes {
		document, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		how, place, content := change[1], change[2], change[3]
		if strings.Count(string(document), place+"\n") != 1 {
			t.Fatalf("the line %q is not there once", place)
		}
		replacement := map[string]string{"after": place + "\n" + content, "before": content + place + "\n", "instead": content}[how]
		if err := os.WriteFile(path, []byte(strings.Replace(string(document), place+"\n", replacement, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := catalogue(t, "check", path); err != nil && !strings.Contains(out, "cold_") {
			t.Fatalf("after %q: %s", place, out)
		}
	}
	must(t, "check", path)
	must(t, "preview", path)
	if out := must(t, "exam", path); !strings.Contains(out, "GREEN") {
		t.Error(out)
	}
	folder := t.TempDir()
	must(t, "build", path, "--out", folder)
	if files, err := filepath.Glob(folder + "/*.parquet"); err != nil || len(files) != 3 {
		t.Errorf("built %v, %v", files, err)
	}
}

func TestNewNeverOverwrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := catalogue(t, "new", "coffee", "--out", path); err == nil {
		t.Error(out)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "mine" {
		t.Errorf("%q, %v", content, err)
	}
}

func TestCheckReportsEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bad.yaml")
	must(t, "new", "coffee", "--out", path)
	document, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := strings.NewReplacer("rows: 8000", "rows: 1000000000000", "name: amount", "name: select", "skew: 0.7", "skew: -1").Replace(string(document))
	if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := catalogue(t, "check", path)
	if !errors.Is(err, errFaulty) {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"tables[1]: table orders would have 1000000000000 rows", `"select" is a reserved word of SQL`, "tables[1].columns[2].gen.ref"} {
		if !regexp.MustCompile(`line \d+: .*`+regexp.QuoteMeta(want[:10])).MatchString(out) || !strings.Contains(out, want) {
			t.Errorf("%q is not reported:\n%s", want, out)
		}
	}
}

func TestPreviewDrawsAWellFormedPicture(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, picture := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "a.svg")
	must(t, "new", "coffee", "--out", path)
	out := must(t, "preview", path, "--svg", picture)
	for _, want := range []string{"orders: 8000 rows", "weekdays", "counter 59 %"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
	content, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(bytes.NewReader(content)); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if out, err := catalogue(t, "preview", path, "nothing"); err == nil || !strings.Contains(out, "[customers orders]") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range command(clock).Commands() {
		if c.Short == "" || c.Name() != "schema" && c.Name() != "completion" && c.Name() != "help" && len(c.Long) < 80 {
			t.Errorf("%s says too little: %q", c.Name(), c.Long)
		}
	}
}
