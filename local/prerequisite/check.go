package prerequisite

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Oldest versions that work.
const (
	minGo   = 26 // of 1.x
	minJava = 17
	minNode = 20
)

// Item is one prerequisite on this machine.
type Item struct {
	Name    string
	Needed  string // what for
	Found   string // path and version; empty when missing or too old
	Fault   string // what is wrong; empty when found
	Debian  string // shell command that installs it as root
	MacOS   string // command that installs it
	Other   string // what to do elsewhere
	Missing bool
}

// Check looks at every prerequisite.
func (f Finder) Check() []Item {
	items := []Item{
		f.versioned(Item{
			Name: "Go", Needed: "building everything", Other: "install Go 1.26 or newer from https://go.dev/dl",
			MacOS:  "brew install go",
			Debian: "curl -fsSL https://go.dev/dl/go1.26.8.linux-$(dpkg --print-architecture).tar.gz | tar -C /usr/local -xz && ln -sf /usr/local/go/bin/go /usr/local/bin/go",
		}, f.program("go"), []string{"version"}, `go1\.(\d+)`, minGo),
		f.versioned(Item{
			Name: "Java", Needed: "the Firestore and Pub/Sub emulators",
			Debian: "apt-get install -y openjdk-17-jre-headless", MacOS: "brew install openjdk@21",
			Other: "install a Java runtime, 17 or newer (recent Firestore emulators want 21)",
		}, f.Java(), []string{"-version"}, `version "(\d+)`, minJava),
		f.versioned(Item{
			Name: "Node", Needed: "the Auth emulator and building the web app",
			Debian: "apt-get install -y nodejs npm", MacOS: "brew install node", Other: "install Node 20 or newer with npm from https://nodejs.org",
		}, f.Node(), []string{"--version"}, `v(\d+)`, minNode),
		f.found(Item{
			Name: "firebase-tools", Needed: "the Auth emulator",
			Debian: f.npm(), MacOS: f.npm(), Other: f.npm(),
		}, f.FirebaseTools()),
		f.found(Item{
			Name: "Firestore emulator", Needed: "the database",
			Debian: cloudRepository + "apt-get install -y google-cloud-cli google-cloud-cli-firestore-emulator",
			MacOS:  "gcloud components install cloud-firestore-emulator",
			Other:  f.firebase("firestore") + ", or name the jar in " + FirestoreJarVariable,
		}, f.FirestoreJar()),
		f.found(Item{
			Name: "Pub/Sub emulator", Needed: "the queues",
			Debian: cloudRepository + "apt-get install -y google-cloud-cli google-cloud-cli-pubsub-emulator",
			MacOS:  "gcloud components install pubsub-emulator",
			Other:  f.firebase("pubsub") + ", or name the jar in " + PubSubJarVariable,
		}, f.PubSubJar()),
		f.found(Item{
			Name: "Chromium", Needed: "the browser tests only",
			Debian: "apt-get install -y chromium", MacOS: "brew install --cask google-chrome", Other: "install Chromium or Chrome",
		}, f.Chromium()),
	}
	return items
}

// cloudRepository adds Google's package repository once.
const cloudRepository = `test -e /etc/apt/sources.list.d/google-cloud-sdk.list || ` +
	`{ apt-get install -y curl gnupg && curl -fsSL https://packages.cloud.google.com/apt/doc/apt-key.gpg | gpg --dearmor -o /usr/share/keyrings/cloud.google.gpg && ` +
	`echo "deb [signed-by=/usr/share/keyrings/cloud.google.gpg] https://packages.cloud.google.com/apt cloud-sdk main" > /etc/apt/sources.list.d/google-cloud-sdk.list && ` +
	`apt-get update; } && `

// npm installs firebase-tools outside the checkout.
func (f Finder) npm() string {
	return fmt.Sprintf("npm install --no-audit --no-fund --prefix %s firebase-tools@%s", f.FirebaseToolsPrefix(), FirebaseToolsVersion)
}

// firebase downloads an emulator with firebase-tools.
func (f Finder) firebase(emulator string) string {
	return "node " + filepath.Join(f.FirebaseToolsPrefix(), "node_modules", "firebase-tools", "lib", "bin", "firebase.js") + " setup:emulators:" + emulator
}

// found completes an item that needs no certain version.
func (Finder) found(item Item, path string) Item {
	item.Found, item.Missing = path, path == ""
	if item.Missing {
		item.Fault = "not found"
	}
	return item
}

// versioned completes an item whose major version, the pattern's group in the program's output, must be at least oldest.
func (f Finder) versioned(item Item, path string, args []string, pattern string, oldest int) Item {
	item.Missing = true
	if path == "" {
		item.Fault = "not found"
		return item
	}
	out, err := f.Output(path, args...)
	if err != nil {
		item.Fault = fmt.Sprintf("%s does not run: %v", path, err)
		return item
	}
	match := regexp.MustCompile(pattern).FindStringSubmatch(out)
	if match == nil {
		item.Fault = fmt.Sprintf("%s does not tell its version: %q", path, strings.TrimSpace(out))
		return item
	}
	if version, err := strconv.Atoi(match[1]); err != nil || version < oldest {
		item.Fault = fmt.Sprintf("%s is version %s, %d is needed", path, match[1], oldest)
		return item
	}
	item.Missing, item.Found = false, path+" ("+match[0]+")"
	return item
}

// Debian reports whether packages are installed with apt-get here.
func (f Finder) Debian() bool { return f.OS == "linux" && exists("/etc/debian_version") }

// Command is what installs an item on this machine.
func (f Finder) Command(item Item) string {
	switch {
	case f.Debian():
		return item.Debian
	case f.OS == "darwin":
		return item.MacOS
	default:
		return item.Other
	}
}

// Root reports whether this process may install packages.
func Root() bool { return os.Geteuid() == 0 }
