package forward_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/forward"
)

// echo answers every message with itself, tells in a header what the caller's header said, and ends with an error when it is told to.
func echo(_ any, stream grpc.ServerStream) error {
	said, _ := metadata.FromIncomingContext(stream.Context())
	if err := stream.SetHeader(metadata.Pairs("heard", strings.Join(said.Get("said"), ","))); err != nil {
		return err
	}
	stream.SetTrailer(metadata.Pairs("bye", "now"))
	for {
		var message []byte
		if err := stream.RecvMsg(&message); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if string(message) == "end" {
			return status.Error(codes.NotFound, "nobody has that")
		}
		if err := stream.SendMsg(&message); err != nil {
			return err
		}
	}
}

// serve gives a client of a server that handles every call in this way.
func serve(t *testing.T, handle grpc.StreamHandler) *grpc.ClientConn {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.ForceServerCodec(forward.Codec{}), grpc.UnknownServiceHandler(handle))
	go func() { _ = server.Serve(listener) }() // ends with the test
	t.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(forward.Codec{})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// front gives a client of what stands in front of echo: /question takes one message, everything else any number; after is Exchange's.
func front(t *testing.T, after func(context.Context) error) *grpc.ClientConn {
	t.Helper()
	behind := serve(t, echo)
	return serve(t, func(_ any, in grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(in)
		var first []byte
		if err := in.RecvMsg(&first); err != nil {
			return err
		}
		if method == "/echo/question" {
			return forward.Question(in, behind, method, first)
		}
		return forward.Exchange(in, behind, method, first, after)
	})
}

func open(t *testing.T, conn *grpc.ClientConn, method string) grpc.ClientStream {
	t.Helper()
	ctx, cancel := context.WithTimeout(metadata.AppendToOutgoingContext(t.Context(), "said", "hello"), 30*time.Second)
	t.Cleanup(cancel)
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method)
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// say sends a message and gives what comes for it.
func say(t *testing.T, stream grpc.ClientStream, message string) (string, error) {
	t.Helper()
	raw := []byte(message)
	if err := stream.SendMsg(&raw); err != nil {
		t.Fatal(err)
	}
	var answer []byte
	err := stream.RecvMsg(&answer)
	return string(answer), err
}

// TestCallsAreCarriedBothWays: messages in turn, headers, trailers, and the status in which the server behind ends them.
func TestCallsAreCarriedBothWays(t *testing.T) {
	t.Parallel()
	stream := open(t, front(t, nil), "/echo/exchange")
	for _, message := range []string{"one", "", strings.Repeat("three", 1000)} {
		if got, err := say(t, stream, message); got != message || err != nil {
			t.Errorf("said %.10q, heard %.10q, %v", message, got, err)
		}
	}
	if header, err := stream.Header(); err != nil || strings.Join(header.Get("heard"), ",") != "hello" {
		t.Errorf("header %v, %v", header, err)
	}
	if _, err := say(t, stream, "end"); status.Code(err) != codes.NotFound || status.Convert(err).Message() != "nobody has that" {
		t.Errorf("ended with %v", err)
	}
	if bye := stream.Trailer().Get("bye"); len(bye) != 1 || bye[0] != "now" {
		t.Errorf("trailer %v", stream.Trailer())
	}
}

// TestAQuestionIsOneMessage: it is answered and over without another word of the caller's.
func TestAQuestionIsOneMessage(t *testing.T) {
	t.Parallel()
	stream := open(t, front(t, nil), "/echo/question")
	if got, err := say(t, stream, "one"); got != "one" || err != nil {
		t.Errorf("heard %q, %v", got, err)
	}
	var more []byte
	if err := stream.RecvMsg(&more); !errors.Is(err, io.EOF) {
		t.Errorf("ended with %v", err)
	}
}

// TestTheFirstAnswerCanBeKeptBack: what after says comes instead of it.
func TestTheFirstAnswerCanBeKeptBack(t *testing.T) {
	t.Parallel()
	stream := open(t, front(t, func(context.Context) error { return status.Error(codes.Unavailable, "lost") }), "/echo/exchange")
	if got, err := say(t, stream, "one"); status.Code(err) != codes.Unavailable || got != "" {
		t.Errorf("heard %q, %v", got, err)
	}
}

// TestNobodyBehindIsABrokenConnection: the caller is told so by a status it may try again on.
func TestNobodyBehindIsABrokenConnection(t *testing.T) {
	t.Parallel()
	nobody, err := grpc.NewClient("127.0.0.1:1", grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(forward.Codec{})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nobody.Close() })
	conn := serve(t, func(_ any, in grpc.ServerStream) error {
		var first []byte
		if err := in.RecvMsg(&first); err != nil {
			return err
		}
		return forward.Exchange(in, nobody, "/echo/exchange", first, nil)
	})
	if _, err := say(t, open(t, conn, "/echo/exchange"), "one"); status.Code(err) != codes.Unavailable {
		t.Errorf("ended with %v", err)
	}
	if got := status.Code(forward.Status(errors.New("reset"))); got != codes.Unavailable {
		t.Errorf("a bare error is %v", got)
	}
}
