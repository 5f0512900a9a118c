package objects_test

import (
	"io"
	"testing"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/objects"
)

// replace writes an object on a condition and gives the generation it got.
func replace(t *testing.T, b *objects.Bucket, path, content string, since int64) (int64, error) {
	t.Helper()
	w := b.Replace(t.Context(), path, "text/plain", since)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return w.Generation(), nil
}

// TestOfTwoWritersOneLands: who does not know the present content replaces nothing.
func TestOfTwoWritersOneLands(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	if none, err := b.Generation(t.Context(), "x"); none != 0 || err != nil {
		t.Fatalf("generation of nothing %d, %v", none, err)
	}
	first, err := replace(t, b, "x", "first", 0)
	if err != nil || first == 0 {
		t.Fatalf("generation %d, %v", first, err)
	}
	if _, err := replace(t, b, "x", "late", 0); kindOf(err) != fault.Conflict {
		t.Errorf("a second first writer: %v, want a conflict", err)
	}
	second, err := replace(t, b, "x", "second", first)
	if err != nil || second == first {
		t.Fatalf("generation %d after %d, %v", second, first, err)
	}
	if _, err := replace(t, b, "x", "late", first); kindOf(err) != fault.Conflict {
		t.Errorf("a writer who knows the old content: %v, want a conflict", err)
	}
	if now, err := b.Generation(t.Context(), "x"); now != second || err != nil {
		t.Errorf("generation %d, %v, want %d", now, err, second)
	}
	r, err := b.ReaderOf(t.Context(), "x", second, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if got, err := io.ReadAll(r); string(got) != "second" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	part, err := b.ReaderOf(t.Context(), "x", second, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = part.Close() }()
	if got, err := io.ReadAll(part); string(got) != "ond" || err != nil {
		t.Errorf("from the third byte on: %q, %v", got, err)
	}
	if _, err := b.ReaderOf(t.Context(), "x", first, 0); kindOf(err) != fault.NotFound {
		t.Errorf("the old content: %v, want not found", err)
	}
}

func TestDeletingTwice(t *testing.T) {
	t.Parallel()
	b := bucket(t)
	put(t, b, "x", []byte("content"))
	for range 2 {
		if err := b.Delete(t.Context(), "x"); err != nil {
			t.Error(err)
		}
	}
	if there, err := b.Exists(t.Context(), "x"); there || err != nil {
		t.Errorf("exists %v, %v", there, err)
	}
}
