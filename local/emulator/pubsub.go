package emulator

import (
	"context"
	"fmt"
	"strconv"

	"capidemo.dev/platform/local/prerequisite"
)

// pubsubHeap bounds the Pub/Sub emulator's Java heap; all its undelivered messages live there.
const pubsubHeap = "256m"

// PubSub starts the Pub/Sub emulator and returns when it answers. It keeps everything in memory only.
func PubSub(ctx context.Context, o Options) (*Emulator, error) {
	find := prerequisite.Here()
	java, jar := find.Java(), find.PubSubJar()
	if java == "" || jar == "" {
		return nil, fmt.Errorf("start the Pub/Sub emulator (java %q, jar %q): %w", java, jar, ErrMissing)
	}
	return launch(ctx, "pubsub", o, func(port int) []string {
		return append(jvm(java, pubsubHeap), "-jar", jar, "--host=127.0.0.1", "--port="+strconv.Itoa(port))
	}, answers)
}
