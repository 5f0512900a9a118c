package attack_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for the server to lose its own: its longest limit is half of it.
const patience = time.Minute

// connect opens a connection to the functions, as one does who speaks HTTP slowly.
func (c *company) connect(t *testing.T) net.Conn {
	t.Helper()
	at, err := url.Parse(c.w.Env["FUNCTIONS_URL"])
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	connection, err := dialer.DialContext(t.Context(), "tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return connection
}

// TestSlowRequestsEnd (slowloris): a head that never ends, a body that never comes and one that comes a byte at a time are given up by the
// server, and what they asked for is not done.
func TestSlowRequestsEnd(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	const begin = "POST /api/v1/provision/quick HTTP/1.1\r\nHost: functions\r\n"
	head := begin + "Authorization: Bearer " + c.lead.Token + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
	for name, sent := range map[string]struct {
		text   string
		status int // of the answer; 0 when the connection just ends
	}{
		"a head that never ends":    {begin + "X-More: ", 0},
		"nothing at all":            {"", 0},
		"a body that never comes":   {head, http.StatusRequestTimeout},
		"a body that never ends":    {head + `{"template_id":"`, http.StatusRequestTimeout},
		"a body for nobody":         {begin + "Content-Length: 1000\r\n\r\n{", http.StatusUnauthorized},
		"a body of a GET":           {"GET /api/v1/demos HTTP/1.1\r\nHost: functions\r\nContent-Length: 1000\r\n\r\n{", http.StatusUnauthorized},
		"a body shorter than it is": {head + `{"template_id":"small","customer_name":"Acme"}`, http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := c.connect(t)
			if _, err := io.WriteString(connection, sent.text); err != nil {
				t.Fatal(err)
			}
			reader := bufio.NewReader(connection)
			if sent.status == 0 {
				if rest, err := io.ReadAll(reader); err != nil || strings.Contains(string(rest), " 200 ") {
					t.Errorf("the server says %q, %v; want the connection to end", rest, err)
				}
				return
			}
			response, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			if response.StatusCode != sent.status {
				t.Errorf("%d, want %d", response.StatusCode, sent.status)
			}
		})
	}
}

// TestManySlowRequestsKeepNobodyOut: while two hundred connections hold back their bodies, somebody else is answered.
func TestManySlowRequestsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	for range 200 {
		if _, err := fmt.Fprintf(c.connect(t), "POST /api/v1/provision/quick HTTP/1.1\r\nHost: functions\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n{", c.lead.Token); err != nil {
			t.Fatal(err)
		}
	}
	if r := c.lead.Do(t, http.MethodGet, "/demos", nil, nil); r.Status != http.StatusOK {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

// TestHeadsHaveASize: a head beyond the limit is refused before anything is looked at.
func TestHeadsHaveASize(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	connection := c.connect(t)
	text := "GET /api/v1/health HTTP/1.1\r\nHost: functions\r\nX-Large: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"
	if _, err := io.WriteString(connection, text); err != nil && !errors.Is(err, net.ErrClosed) { // it may be refused while it is sent
		t.Logf("the server stopped listening: %v", err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil { // the connection was reset over what was not read
		return
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d, want 431", response.StatusCode)
	}
}
