package prerequisite

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// FirebaseToolsVersion is the version of firebase-tools whose Auth emulator the stack drives.
const FirebaseToolsVersion = "15.34.0"

// Environment variables that name a program outside the usual places.
const (
	FirestoreJarVariable  = "FIRESTORE_EMULATOR_JAR"
	PubSubJarVariable     = "PUBSUB_EMULATOR_JAR"
	FirebaseToolsVariable = "FIREBASE_TOOLS_DIR"
)

// Finder looks for programs on one machine.
type Finder struct {
	Home   string                                               // the user's home directory
	Cache  string                                               // the user's cache directory
	Getenv func(string) string                                  // environment
	Look   func(program string) (string, error)                 // finds a program on the path
	Output func(program string, args ...string) (string, error) // runs a program, returns stdout and stderr
	System []string                                             // folders in which a Google Cloud CLI may lie, beside the home
	OS     string                                               // as runtime.GOOS
}

// Here is a Finder for this machine and user.
func Here() Finder {
	home, _ := os.UserHomeDir()   // without one, only the system's places are searched
	cache, _ := os.UserCacheDir() // likewise
	return Finder{
		Home: home, Cache: cache, Getenv: os.Getenv, Look: exec.LookPath, OS: runtime.GOOS,
		System: []string{
			"/usr/lib/google-cloud-sdk", "/opt/google-cloud-sdk", "/opt/homebrew/share/google-cloud-sdk",
			"/usr/local/share/google-cloud-sdk", "/snap/google-cloud-cli/current",
		},
		Output: func(program string, args ...string) (string, error) {
			out, err := exec.CommandContext(context.Background(), program, args...).CombinedOutput()
			return string(out), err
		},
	}
}

// Java is the path of the java program, or empty.
func (f Finder) Java() string {
	if home := f.Getenv("JAVA_HOME"); home != "" {
		if path := filepath.Join(home, "bin", "java"); exists(path) {
			return path
		}
	}
	return f.program("java")
}

// Node is the path of the node program, or empty.
func (f Finder) Node() string { return f.program("node") }

// Chromium is the path of a Chromium or Chrome browser, or empty.
func (f Finder) Chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path := f.program(name); path != "" {
			return path
		}
	}
	if path := "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; f.OS == "darwin" && exists(path) {
		return path
	}
	return ""
}

// FirestoreJar is the Firestore emulator's jar: named by FIRESTORE_EMULATOR_JAR, else part of a Google Cloud CLI, else the
// newest one downloaded by the Firebase CLI. Empty when there is none.
func (f Finder) FirestoreJar() string {
	if path := f.Getenv(FirestoreJarVariable); path != "" {
		return existing(path)
	}
	for _, root := range f.cloudCLIs() {
		if path := filepath.Join(root, "platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar"); exists(path) {
			return path
		}
	}
	return newest(filepath.Join(f.Home, ".cache", "firebase", "emulators", "cloud-firestore-emulator-v*.jar"))
}

// PubSubJar is the Pub/Sub emulator's jar: named by PUBSUB_EMULATOR_JAR, else part of a Google Cloud CLI, else unpacked by
// the Firebase CLI. Empty when there is none.
func (f Finder) PubSubJar() string {
	if path := f.Getenv(PubSubJarVariable); path != "" {
		return existing(path)
	}
	const jar = "cloud-pubsub-emulator-*-all.jar"
	for _, root := range f.cloudCLIs() {
		if path := newest(filepath.Join(root, "platform", "pubsub-emulator", "lib", jar)); path != "" {
			return path
		}
	}
	return newest(filepath.Join(f.Home, ".cache", "firebase", "emulators", "pubsub-emulator-*", "pubsub-emulator", "lib", jar))
}

// FirebaseTools is the folder of the firebase-tools package, or empty.
func (f Finder) FirebaseTools() string {
	if path := f.Getenv(FirebaseToolsVariable); path != "" {
		return existing(path)
	}
	return existing(filepath.Join(f.FirebaseToolsPrefix(), "node_modules", "firebase-tools"))
}

// FirebaseToolsPrefix is the folder outside the checkout into which setup installs firebase-tools.
func (f Finder) FirebaseToolsPrefix() string {
	return filepath.Join(f.Cache, "capidemo", "firebase-tools-"+FirebaseToolsVersion)
}

// cloudCLIs lists the roots of installed Google Cloud CLIs, asking gcloud itself (half a second) only when the usual places
// hold none.
func (f Finder) cloudCLIs() []string {
	var found []string
	for _, root := range append([]string{filepath.Join(f.Home, "google-cloud-sdk")}, f.System...) {
		if exists(filepath.Join(root, "platform")) {
			found = append(found, root)
		}
	}
	if len(found) > 0 || f.program("gcloud") == "" {
		return found
	}
	if out, err := f.Output("gcloud", "info", "--format=value(installation.sdk_root)"); err == nil {
		return []string{strings.TrimSpace(out)}
	}
	return nil
}

func (f Finder) program(name string) string {
	path, err := f.Look(name)
	if err != nil {
		return ""
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func existing(path string) string {
	if exists(path) {
		return path
	}
	return ""
}

// newest returns the last match in name order, which is version order for the patterns used here.
func newest(pattern string) string {
	matches, err := filepath.Glob(pattern)
	if err != nil || len(matches) == 0 {
		return ""
	}
	return matches[len(matches)-1]
}
