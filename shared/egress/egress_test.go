package egress_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"capidemo.dev/platform/shared/egress"
	"capidemo.dev/platform/shared/fault"
)

// inside is a service that must never be reached; every request to it fails the test.
func inside(t *testing.T) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was reached", r.Method, r.Host)
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestWhatIsNotPublicIsNotCalled(t *testing.T) {
	t.Parallel()
	client := egress.New(egress.Options{})
	for _, host := range []string{
		"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[64:ff9b::7f00:1]",
		"198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "[2001:db8::1]",
	} {
		_, err := client.Post(t.Context(), "https://"+host+"/", nil, strings.NewReader("{}"))
		if err == nil {
			t.Errorf("%s was called", host)
			continue
		}
		// An odd spelling may be no name at all for the resolver, which is as good.
		if kind := fault.KindOf(err); kind != fault.Invalid && !noSuchName(err) {
			t.Errorf("%s: kind %v: %v", host, kind, err)
		}
	}
}

func noSuchName(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns)
}

func TestAddressesThatAreRefusedAsWritten(t *testing.T) {
	t.Parallel()
	client := egress.New(egress.Options{})
	for _, address := range []string{
		"", "example.com/hook", "http://example.com/hook", "ftp://example.com", "file:///etc/passwd", "gopher://example.com", "https://", "https:///hook",
		"https://user:password@example.com/", "javascript:alert(1)", "https://exa mple.com/", "//example.com/",
	} {
		if _, err := client.Address(address); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := client.Address("https://example.com:443/hook?x=1"); err != nil {
		t.Error(err)
	}
}

func TestOtherPortsAreNotCalled(t *testing.T) {
	t.Parallel()
	_, err := egress.New(egress.Options{}).Post(t.Context(), "https://8.8.8.8:8443/", nil, strings.NewReader(""))
	if fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// TestANameThatChangesItsMind resolves to a public address first and to the machine itself ever after.
func TestANameThatChangesItsMind(t *testing.T) {
	t.Parallel()
	target := inside(t)
	client := egress.New(egress.Options{Resolver: resolver(t, func(asked int) netip.Addr {
		if asked == 0 {
			return netip.MustParseAddr("93.184.216.34")
		}
		return netip.MustParseAddr("127.0.0.1")
	}), Limits: egress.Limits{Timeout: 2 * time.Second}})
	address := "https://rebind.example:" + target.Port() + "/"
	for range 3 {
		if _, err := client.Post(t.Context(), address, nil, strings.NewReader("")); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
	}
}

// resolver answers every question for an IPv4 address with what answer says.
func resolver(t *testing.T, answer func(asked int) netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // ends the loop below
	go func() {
		buffer := make([]byte, 1500)
		for asked := 0; ; {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response = true
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: answer(asked).As4()},
				}}
				asked++
			}
			m.Additionals = nil
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from) // a lost answer is asked for again
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// local calls the machine itself, as the stack on one machine does.
func local(limits egress.Limits) *egress.Client {
	return egress.New(egress.Options{Limits: limits, Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
}

func TestRedirectsAreJudgedAgain(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://127.0.0.2:1/", "http://169.254.169.254/computeMetadata/v1/", "file:///etc/passwd", "http://user:pw@127.0.0.1/"} {
		server := httptest.NewServer(http.RedirectHandler(to, http.StatusTemporaryRedirect))
		t.Cleanup(server.Close)
		if answer, err := local(egress.Limits{Redirects: 2}).Post(t.Context(), server.URL, nil, strings.NewReader("")); err == nil {
			t.Errorf("followed to %s: %d", to, answer.Status)
		}
		answer, err := local(egress.Limits{}).Post(t.Context(), server.URL, nil, strings.NewReader(""))
		if err != nil || answer.Status != http.StatusTemporaryRedirect {
			t.Errorf("a redirect is not followed unless asked: %v %v", answer.Status, err)
		}
	}
}

func TestAnAnswerHasBounds(t *testing.T) {
	t.Parallel()
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(endless.Close)
	answer, err := local(egress.Limits{MaxBytes: 1000}).Post(t.Context(), endless.URL, nil, strings.NewReader(""))
	if err != nil || len(answer.Body) != 1000 {
		t.Errorf("%d bytes, %v", len(answer.Body), err)
	}
	released := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-released:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(released) })
	if _, err := local(egress.Limits{Timeout: 50 * time.Millisecond}).Post(t.Context(), silent.URL, nil, strings.NewReader("")); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestPostSendsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != "hello" || r.Header.Get("X-Test") != "1" {
			t.Errorf("%q %v %v", body, r.Header, err)
		}
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(server.Close)
	answer, err := local(egress.Limits{}).Post(t.Context(), server.URL, http.Header{"X-Test": {"1"}}, strings.NewReader("hello"))
	if err != nil || answer.Status != http.StatusTeapot {
		t.Errorf("%v %v", answer, err)
	}
}
