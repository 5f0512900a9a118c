package prerequisite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/prerequisite"
)

// machine is a Finder for an empty home, with the given programs on the path and what they print.
func machine(t *testing.T, output map[string]string) prerequisite.Finder {
	t.Helper()
	home := t.TempDir()
	return prerequisite.Finder{
		Home: home, Cache: filepath.Join(home, ".cache"), OS: "plan9",
		Getenv: func(string) string { return "" },
		Look: func(program string) (string, error) {
			if _, ok := output[program]; !ok {
				return "", errors.New("not on the path")
			}
			return program, nil
		},
		Output: func(program string, _ ...string) (string, error) { return output[program], nil },
	}
}

func touch(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	f := machine(t, map[string]string{
		"go":   "go version go1.25.0 linux/amd64",
		"java": "openjdk version \"21.0.1\" 2023-10-17",
		"node": "v18.0.0",
	})
	got := map[string]string{}
	for _, item := range f.Check() {
		got[item.Name] = item.Fault
		if f.Command(item) == "" || item.Debian == "" || item.MacOS == "" || item.Other == "" {
			t.Errorf("%s does not say how it is installed", item.Name)
		}
	}
	want := map[string]string{
		"Go": "go is version 25, 26 is needed", "Java": "", "Node": "node is version 18, 20 is needed",
		"firebase-tools": "not found", "Chromium": "not found",
		"Firestore emulator": "not found", "Pub/Sub emulator": "not found",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestNamedJarsWin(t *testing.T) {
	t.Parallel()
	f := machine(t, nil)
	jar := touch(t, filepath.Join(f.Home, "emulator.jar"))
	f.Getenv = func(name string) string {
		return map[string]string{prerequisite.FirestoreJarVariable: jar, prerequisite.PubSubJarVariable: jar + ".absent"}[name]
	}
	if got := f.FirestoreJar(); got != jar {
		t.Errorf("Firestore jar = %q, want %q", got, jar)
	}
	if got := f.PubSubJar(); got != "" {
		t.Errorf("Pub/Sub jar = %q, want none: the named one does not exist", got)
	}
}

func TestCloudCLIInHomeIsFound(t *testing.T) {
	t.Parallel()
	f := machine(t, nil)
	jar := touch(t, filepath.Join(f.Home, "google-cloud-sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"))
	if got := f.FirestoreJar(); got != jar {
		t.Errorf("Firestore jar = %q, want %q", got, jar)
	}
}

func TestFirebaseToolsOutsideTheCheckout(t *testing.T) {
	t.Parallel()
	f := machine(t, nil)
	if got := f.FirebaseTools(); got != "" {
		t.Errorf("firebase-tools = %q, want none", got)
	}
	touch(t, filepath.Join(f.FirebaseToolsPrefix(), "node_modules", "firebase-tools", "package.json"))
	if got, want := f.FirebaseTools(), filepath.Join(f.FirebaseToolsPrefix(), "node_modules", "firebase-tools"); got != want {
		t.Errorf("firebase-tools = %q, want %q", got, want)
	}
}
