package watch_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"capidemo.dev/platform/local/watch"
)

const deadline = 10 * time.Second

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("package x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func next(t *testing.T, w *watch.Watcher) string {
	t.Helper()
	select {
	case path := <-w.Changes():
		return filepath.Base(path)
	case <-time.After(deadline):
		t.Fatal("no change came")
		panic("unreachable")
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	folder := filepath.Join(root, "functions")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(root, []string{"functions"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()

	// None of these is source of the functions; the change after them is the first to be told.
	write(t, filepath.Join(folder, "a_test.go"))
	write(t, filepath.Join(folder, "notes.txt"))
	write(t, filepath.Join(folder, "a.go"))
	if got := next(t, w); got != "a.go" {
		t.Errorf("change of %s, want a.go", got)
	}
	made := filepath.Join(folder, "load")
	if err := os.Mkdir(made, 0o755); err != nil {
		t.Fatal(err)
	}
	// The new folder is watched as soon as the watcher has seen it; a change beside it comes after that.
	write(t, filepath.Join(folder, "b.go"))
	next(t, w)
	write(t, filepath.Join(made, "c.go"))
	if got := next(t, w); got != "c.go" {
		t.Errorf("change of %s, want c.go", got)
	}
}

func TestMissingFolderIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := watch.New(t.TempDir(), []string{"absent"}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("accepted")
	}
}
