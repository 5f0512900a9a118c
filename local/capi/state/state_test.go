package state_test

import (
	"errors"
	"strings"
	"testing"

	"google.golang.org/protobuf/types/known/wrapperspb"

	"capidemo.dev/platform/local/capi/state"
)

func open(t *testing.T, dir string) *state.Store {
	t.Helper()
	s, err := state.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func list(t *testing.T, s *state.Store, prefix, after string) string {
	t.Helper()
	var keys []string
	err := s.View(func(tx state.Tx) error {
		return tx.Each(state.Agents, prefix, after, func(key string, _ []byte) (bool, error) {
			keys = append(keys, key)
			return true, nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(keys, " ")
}

func TestSurvivesReopen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	err := s.Update(func(tx state.Tx) error {
		return errors.Join(tx.Put(state.Agents, "a/1", wrapperspb.String("one")), tx.Append(state.Messages, "c", wrapperspb.String("first")),
			tx.Append(state.Messages, "c", wrapperspb.String("second")))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := state.Open(dir); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("opened twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	err = s.View(func(tx state.Tx) error {
		got := &wrapperspb.StringValue{}
		found, err := tx.Get(state.Agents, "a/1", got)
		if !found || got.GetValue() != "one" {
			t.Errorf("found %v %q", found, got.GetValue())
		}
		n := 0
		return errors.Join(err, tx.Each(state.Messages, state.ListPrefix("c"), "", func(_ string, raw []byte) (bool, error) {
			n++
			if n == 1 && !strings.Contains(string(raw), "first") {
				t.Error("the order is lost")
			}
			return true, nil
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFailedUpdateLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	failure := errors.New("no")
	err := s.Update(func(tx state.Tx) error {
		return errors.Join(tx.Put(state.Agents, "a/1", wrapperspb.String("one")), failure)
	})
	if !errors.Is(err, failure) || list(t, s, "a/", "") != "" {
		t.Errorf("error %v, kept %q", err, list(t, s, "a/", ""))
	}
}

func TestEachKeepsToItsPrefix(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	err := s.Update(func(tx state.Tx) error {
		var err error
		for _, key := range []string{"a/1", "a/2", "a/3", "ab/1", "b/1"} {
			err = errors.Join(err, tx.Put(state.Agents, key, wrapperspb.String(key)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ prefix, after, want string }{
		"all": {"a/", "", "a/1 a/2 a/3"}, "behind": {"a/", "a/1", "a/2 a/3"}, "behind the last": {"a/", "a/3", ""}, "none": {"c/", "", ""},
	} {
		if got := list(t, s, test.prefix, test.after); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for prefix, want := range map[string]string{"a/": "a/3 a/2 a/1", "b/": "b/1", "c/": ""} {
		var keys []string
		err := s.View(func(tx state.Tx) error {
			return tx.EachBack(state.Agents, prefix, func(key string, _ []byte) (bool, error) {
				keys = append(keys, key)
				return true, nil
			})
		})
		if got := strings.Join(keys, " "); err != nil || got != want {
			t.Errorf("back over %s: %q, %v, want %q", prefix, got, err, want)
		}
	}
	if err := s.Update(func(tx state.Tx) error { return tx.DeleteAll(state.Agents, "a/") }); err != nil || list(t, s, "", "") != "ab/1 b/1" {
		t.Errorf("%v, left %q", err, list(t, s, "", ""))
	}
}
