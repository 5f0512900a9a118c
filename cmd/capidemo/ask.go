package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// part is one piece of an answer as the stream carries it.
type part struct {
	Kind     string          `json:"kind"`
	Text     string          `json:"text"`
	SQL      string          `json:"sql"`
	Verified bool            `json:"verified"`
	Options  []string        `json:"options"`
	Chart    json.RawMessage `json:"chart"`
	Data     *struct {
		Columns []struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"columns"`
		Rows []struct {
			Cells []*string `json:"cells"`
		} `json:"rows"`
	} `json:"data"`
}

// answer is a whole answer with the times at which it arrived.
type answer struct {
	Parts     []part
	FirstByte time.Duration // from sending the question
	Complete  time.Duration

	began time.Time
	seq   int64 // of the last part
}

// find gives the last part of a kind.
func (a *answer) find(kind string) (part, bool) {
	for _, p := range slices.Backward(a.Parts) {
		if p.Kind == kind {
			return p, true
		}
	}
	return part{}, false
}

func askCommand(connect connector) *cobra.Command {
	var conversation string
	cmd := &cobra.Command{
		Use: "ask DEMO QUESTION", Short: "Ask a demo a question", Args: cobra.MinimumNArgs(2),
		Example: "  capidemo ask k3v9… 'What were our sales last month?'",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			a, id, err := c.ask(cmd.Context(), args[0], conversation, strings.Join(args[1:], " "), func(p part) {
				if p.Kind == "progress" {
					cmd.PrintErrln("…", p.Text)
				}
			})
			if err != nil {
				return err
			}
			show(cmd.OutOrStdout(), &a)
			cmd.PrintErrf("\nConversation %s; first part after %d ms, complete after %d ms.\n", id, a.FirstByte.Milliseconds(), a.Complete.Milliseconds())
			return nil
		},
	}
	cmd.Flags().StringVar(&conversation, "conversation", "", "go on in this conversation")
	return cmd
}

// ask puts a question and follows the answer to its end.
func (c *client) ask(ctx context.Context, demoID, conversationID, question string, seen func(part)) (answer, string, error) {
	began := time.Now()
	body := map[string]string{"demo_id": demoID, "question": question}
	if conversationID != "" {
		body["conversation_id"] = conversationID
	}
	var asked struct {
		ConversationID string `json:"conversation_id"`
		Links          struct {
			Stream string `json:"stream"`
		} `json:"links"`
	}
	if err := c.call(ctx, http.MethodPost, "/api/v1/chat", body, &asked); err != nil {
		return answer{}, "", err
	}
	a := answer{began: began}
	err := c.stream(ctx, asked.Links.Stream, &a, seen)
	a.Complete = time.Since(began)
	return a, asked.ConversationID, err
}

// maxStreams is how often a stream is taken up again that ended before the answer did; each is open for up to a minute.
const maxStreams = 8

// stream reads an answer to its end, taking a stream that breaks off up again after the last part it brought.
func (c *client) stream(ctx context.Context, path string, a *answer, seen func(part)) error {
	var broken error
	for range maxStreams {
		response, err := c.send(ctx, http.MethodGet, path+"&after="+strconv.FormatInt(a.seq, 10), nil)
		if err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			return decode(response, nil)
		}
		var done bool
		done, broken = a.read(response.Body, seen)
		_ = response.Body.Close() // read as far as it went
		if done || ctx.Err() != nil {
			return broken
		}
	}
	return fmt.Errorf("the answer broke off; look at it later with its conversation: %w", broken)
}

// read reads server-sent events up to the end of the stream; done says that the answer has ended.
func (a *answer) read(body io.Reader, seen func(part)) (done bool, err error) {
	kind, seq := "", int64(0)
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 2<<20)
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			if seq, err = strconv.ParseInt(value, 10, 64); err != nil {
				return true, fmt.Errorf("the stream is not one of ours: %w", err)
			}
		case "event":
			kind = value
		case "data":
			if a.FirstByte == 0 {
				a.FirstByte = time.Since(a.began)
			}
			if done, err := a.take(kind, []byte(value), seen); done || err != nil {
				return true, err
			}
			a.seq = max(a.seq, seq)
		}
	}
	return false, lines.Err()
}

func (a *answer) take(kind string, data []byte, seen func(part)) (done bool, err error) {
	switch kind {
	case "restart":
		a.Parts = nil
		return false, nil
	case "end":
		var end struct {
			Status string `json:"status"`
		}
		if err := json.Unmarshal(data, &end); err != nil {
			return true, err
		}
		if end.Status != "completed" {
			return true, fmt.Errorf("the answer %s; ask again", end.Status)
		}
		return true, nil
	case "problem":
		p := &problem{}
		if err := json.Unmarshal(data, p); err != nil {
			return true, err
		}
		return true, p
	}
	var p part
	if err := json.Unmarshal(data, &p); err != nil {
		return true, fmt.Errorf("a part of the answer cannot be read: %w", err)
	}
	p.Kind = kind
	a.Parts = append(a.Parts, p)
	seen(p)
	return false, nil
}

// show prints an answer: words, table, SQL, what to ask next.
func show(w io.Writer, a *answer) {
	if text, ok := a.find("text"); ok {
		verified := ""
		if text.Verified {
			verified = " [verified]"
		}
		_, _ = fmt.Fprintf(w, "%s%s\n", text.Text, verified) // a broken terminal is the user's to notice, here and below
	}
	if clarification, ok := a.find("clarification"); ok {
		_, _ = fmt.Fprintf(w, "%s\n  %s\n", clarification.Text, strings.Join(clarification.Options, "\n  "))
	}
	if data, ok := a.find("data"); ok {
		showTable(w, data)
	}
	if sql, ok := a.find("sql"); ok {
		_, _ = fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(sql.SQL))
	}
	if next, ok := a.find("suggestions"); ok {
		_, _ = fmt.Fprintf(w, "\nAsk next:\n  %s\n", strings.Join(next.Options, "\n  "))
	}
}

// shownRows is how much of a table a terminal shows.
const shownRows = 12

func showTable(w io.Writer, p part) {
	if p.Data == nil {
		return
	}
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	names := make([]string, len(p.Data.Columns))
	for i, c := range p.Data.Columns {
		names[i] = c.Name
	}
	_, _ = fmt.Fprintf(table, "\n%s\n", strings.Join(names, "\t"))
	for i, row := range p.Data.Rows {
		if i == shownRows {
			_, _ = fmt.Fprintf(table, "… %d more rows\n", len(p.Data.Rows)-shownRows)
			break
		}
		cells := make([]string, len(row.Cells))
		for j, cell := range row.Cells {
			cells[j] = "NULL"
			if cell != nil {
				cells[j] = *cell
			}
		}
		_, _ = fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	_ = table.Flush()
}
