// Record asks goccy's BigQuery emulator every question of the corpus and keeps its answers in theirs/. Run it from the root of the
// repository, by make differential; the emulator compiles for minutes the first time.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"

	"capidemo.dev/platform/local/bigquery/differential"
)

const (
	home     = "local/bigquery/differential"
	emulator = "github.com/goccy/bigquery-emulator/cmd/bigquery-emulator"
	project  = "demo-capi"
	patience = 2 * time.Minute // for the emulator to listen
	perQuery = time.Minute
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err) //nolint:gocritic // nothing is left to stop
	}
}

func run(ctx context.Context) (err error) {
	topics, tables, err := differential.Corpus()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "differential-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary := filepath.Join(dir, "emulator")
	log.Print("building the emulator; the first time takes minutes")
	build := exec.CommandContext(ctx, "go", "-C", filepath.Join(home, "emulator"), "build", "-o", binary, emulator)
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the emulator: %w", err)
	}
	for _, topic := range topics { // each over fresh tables, so that a question that hurts the emulator spoils one topic only
		if err := record(ctx, binary, topic, tables); err != nil {
			return fmt.Errorf("%s: %w", topic.Name, err)
		}
	}
	return nil
}

// record asks the questions of a topic.
func record(ctx context.Context, binary string, topic differential.Topic, tables []differential.Query) error {
	answers := map[string]string{}
	side, stop, err := begin(ctx, binary, tables)
	if err != nil {
		return err
	}
	defer func() { stop() }()
	for _, q := range topic.Queries {
		limited, cancel := context.WithTimeout(ctx, perQuery)
		answer, err := side.Ask(limited, q.SQL)
		cancel()
		if err != nil { // it crashed or hangs
			log.Printf("%s, %s: %v", topic.Name, q.Title, err)
			answer.Failure = "the emulator gives no answer"
			stop()
			if side, stop, err = begin(ctx, binary, tables); err != nil {
				return err
			}
		}
		answers[q.Title] = answer.Text(q.Ordered())
	}
	log.Printf("%s: %d questions", topic.Name, len(topic.Queries))
	return os.WriteFile(filepath.Join(home, "theirs", topic.Name+".txt"), []byte(differential.WriteAnswers(topic.Queries, answers)), 0o600)
}

// begin starts an emulator with the tables.
func begin(ctx context.Context, binary string, tables []differential.Query) (differential.Side, func(), error) {
	ports, err := freePorts(ctx)
	if err != nil {
		return differential.Side{}, nil, err
	}
	command := exec.CommandContext(ctx, binary, "--project="+project, "--host=127.0.0.1", "--port="+ports[0], "--grpc-port="+ports[1], "--log-level=error")
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return differential.Side{}, nil, err
	}
	stop := func() {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()
	}
	side := differential.Side{URL: "http://127.0.0.1:" + ports[0], Project: project}
	if err := listening(ctx, "127.0.0.1:"+ports[0]); err != nil {
		stop()
		return side, nil, err
	}
	if err := side.Prepare(ctx, tables); err != nil {
		stop()
		return side, nil, err
	}
	return side, stop, nil
}

// freePorts gives two ports that nobody uses now.
func freePorts(ctx context.Context) (ports [2]string, err error) {
	for i := range ports {
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return ports, err
		}
		defer func() { _ = listener.Close() }() // it was never used
		address, _ := listener.Addr().(*net.TCPAddr)
		ports[i] = strconv.Itoa(address.Port)
	}
	return ports, nil
}

// listening returns once a server accepts connections.
func listening(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		var dialer net.Dialer
		connection, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the emulator does not listen: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
