package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// measureDemo runs `make demo` as a newcomer does, after one build so that caches are warm. Its own state folder is the checkout's.
func measureDemo(ctx context.Context, b *bench) ([]row, error) {
	if err := b.endShared(); err != nil { // two stacks at once would share the machine
		return nil, err
	}
	for _, command := range [][]string{{"make", "build"}, {"make", "demo"}} {
		began := time.Now()
		run := exec.CommandContext(ctx, command[0], command[1:]...)
		run.Dir = b.root
		if out, err := run.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%v: %w\n%s", command, err, out)
		}
		if command[1] == "demo" {
			return []row{{Name: "make demo from a warm cache", Value: time.Since(began).Seconds(), Unit: "s", Target: most(25)}}, nil
		}
	}
	return nil, nil
}
