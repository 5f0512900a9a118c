package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"time"
)

// functionStarts is how often the functions' process is started.
const functionStarts = 10

// measureStart starts the functions' process alone again and again, then looks at the shared stack.
func measureStart(ctx context.Context, b *bench) ([]row, error) {
	p, err := b.platform(ctx)
	if err != nil {
		return nil, err
	}
	program, err := b.program(ctx, "functions")
	if err != nil {
		return nil, err
	}
	var answers sample
	for range functionStarts {
		took, err := firstAnswer(ctx, program, p.environ())
		if err != nil {
			return nil, err
		}
		answers = append(answers, took)
	}
	idle, err := memoryOf(p.command.Process.Pid)
	if err != nil {
		return nil, err
	}
	return []row{
		{Name: fmt.Sprintf("functions: process start -> first answer, p50 of %d", functionStarts), Value: answers.percentile(50), Unit: "ms", Target: most(150)},
		{Name: "stack: all services healthy after", Value: p.started.Seconds(), Unit: "s", Note: "programs built, state empty"},
		{Name: "memory of the stack, idle", Value: idle.mib, Unit: "MiB", Target: most(2560), Note: idle.note},
	}, nil
}

// firstAnswer starts the functions and gives how long they took to answer a health check.
func firstAnswer(ctx context.Context, program string, env []string) (time.Duration, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return 0, fmt.Errorf("free the port: %w", err)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	began := time.Now()
	command := exec.CommandContext(ctx, program)
	command.Env = slices.Concat(env, []string{"HOST=127.0.0.1", "PORT=" + port})
	if err := command.Start(); err != nil {
		return 0, fmt.Errorf("start the functions: %w", err)
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/api/v1/health", http.NoBody)
	if err != nil {
		return 0, fmt.Errorf("ask for health: %w", err)
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-tick.C:
		}
	}
}
