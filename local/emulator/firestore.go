package emulator

import (
	"context"
	"fmt"
	"strconv"

	"capidemo.dev/platform/local/prerequisite"
)

// firestoreHeap bounds the Firestore emulator's Java heap; all its documents live there. It takes what it needs: 100,000 demos about 1.2 GB.
const firestoreHeap = "2g"

// FirestoreOptions configure the Firestore emulator.
type FirestoreOptions struct {
	Options
	Rules     string // path of firestore.rules; empty allows everything
	Functions string // host:port that receives document events (local/eventarc); empty sends none
	Import    string // path of a *.overall_export_metadata file to start from; empty starts with nothing
}

// Firestore starts the Firestore emulator and returns when it answers.
func Firestore(ctx context.Context, o FirestoreOptions) (*Emulator, error) {
	find := prerequisite.Here()
	java, jar := find.Java(), find.FirestoreJar()
	if java == "" || jar == "" {
		return nil, fmt.Errorf("start the Firestore emulator (java %q, jar %q): %w", java, jar, ErrMissing)
	}
	return launch(ctx, "firestore", o.Options, func(port int) []string {
		command := append(jvm(java, firestoreHeap),
			"-cp", jar, "com.google.cloud.datastore.emulator.firestore.CloudFirestore", "start",
			"--host", "127.0.0.1", "--port", strconv.Itoa(port))
		for _, flag := range [][2]string{
			{"--rules", o.Rules}, {"--functions_emulator", o.Functions}, {"--seed_from_export", o.Import},
		} {
			if flag[1] != "" {
				command = append(command, flag[0], flag[1])
			}
		}
		return command
	}, answers)
}

// jvm is the start of a command line for an emulator in Java. The serial collector keeps memory low on a machine that has
// many processes to run; English because clients match the emulators' error messages.
func jvm(java, heap string) []string {
	return []string{java, "-Duser.language=en", "-Xmx" + heap, "-XX:+UseSerialGC"}
}
