// Record asks goccy's BigQuery emulator every question of the corpus and keeps its answers in theirs/. Run it from the root of the
// repository, by make differential; the emulator compiles for minutes the first time.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"capidemo.dev/platform/local/bigquery/differential"
	"capidemo.dev/platform/local/bigquery/differential/goccy"
)

const (
	home     = "local/bigquery/differential"
	project  = "demo-capi"
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
	log.Print("building the emulator; the first time takes minutes")
	binary, err := goccy.Build(ctx, ".", dir)
	if err != nil {
		return err
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
	url, stop, err := goccy.Start(ctx, binary, project, os.Stderr)
	if err != nil {
		return differential.Side{}, nil, err
	}
	side := differential.Side{URL: url, Project: project}
	if err := side.Prepare(ctx, tables); err != nil {
		stop()
		return side, nil, err
	}
	return side, stop, nil
}
