package demo

import (
	"strings"
	"time"
	"unicode/utf8"

	"capidemo.dev/platform/shared/fault"
)

// Rating is what a reader thinks of an answer.
type Rating string

// The ratings. None takes an earlier one back.
const (
	RatingUp   Rating = "up"
	RatingDown Rating = "down"
	RatingNone Rating = "none"
)

// Feedback is a reader's rating of an answer. The comment is content: it stays with the message and goes with it.
type Feedback struct {
	Rating  Rating    `firestore:"rating"`
	Comment string    `firestore:"comment"`
	By      string    `firestore:"by"` // uid
	At      time.Time `firestore:"at"`
}

// MaxComment is the longest accepted comment, in characters.
const MaxComment = 1000

// Rate puts a reader's feedback on an answer that has ended, or takes it back. It reports whether that changed anything.
func (m *Message) Rate(by string, rating Rating, comment string, now time.Time) (changed bool, err error) {
	comment = strings.TrimSpace(comment)
	switch {
	case m.Role != RoleAssistant:
		return false, fault.New(fault.Conflict, "This is a question; feedback is for answers.")
	case !AnswerMachine.Terminal(m.Status):
		return false, fault.New(fault.Conflict, "The answer is still being written; rate it when it is complete.")
	case !utf8.ValidString(comment) || strings.ContainsRune(comment, 0):
		return false, fault.New(fault.Invalid, "The comment is not plain text.").WithField("body.comment", "is not plain text")
	case utf8.RuneCountInString(comment) > MaxComment:
		return false, fault.New(fault.Invalid, "The comment is longer than %d characters; shorten it.", MaxComment).WithField("body.comment", "is too long")
	}
	if m.RatingGiven() == rating && (m.Feedback == nil || m.Feedback.Comment == comment) {
		return false, nil
	}
	m.Feedback = &Feedback{Rating: rating, Comment: comment, By: by, At: now}
	if rating == RatingNone {
		m.Feedback = nil
	}
	m.Touch(now)
	return true, nil
}

// RatingGiven is the answer's rating; none when nobody rated it.
func (m *Message) RatingGiven() Rating {
	if m.Feedback == nil {
		return RatingNone
	}
	return m.Feedback.Rating
}

// Rename gives the conversation another title.
func (c *Conversation) Rename(title string, now time.Time) error {
	short := Title(title)
	if short == "" || !utf8.ValidString(short) || strings.ContainsRune(short, 0) {
		return fault.New(fault.Invalid, "The title is empty or no plain text; write a few words.").WithField("body.title", "is empty or no plain text")
	}
	c.Title = short
	c.Touch(now)
	return nil
}

// SplitMessageID gives the conversation and the demo of a message.
func SplitMessageID(id string) (demoID, conversationID string, err error) {
	cut := strings.LastIndexByte(id, '-')
	if cut < 0 || cut == len(id)-1 {
		return "", "", fault.New(fault.NotFound, "There is no such message.")
	}
	demoID, err = SplitConversationID(id[:cut])
	if err != nil {
		return "", "", fault.New(fault.NotFound, "There is no such message.")
	}
	return demoID, id[:cut], nil
}
