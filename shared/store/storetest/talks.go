package storetest

import (
	"context"
	"slices"
	"sync"
)

// Talks stands for the conversations that the agents' API keeps: it remembers which were deleted.
type Talks struct {
	mu      sync.Mutex
	deleted []string
	away    error
}

// DeleteConversation deletes a conversation.
func (t *Talks) DeleteConversation(_ context.Context, id string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.away == nil {
		t.deleted = append(t.deleted, id)
	}
	return t.away
}

// Away has it answer with an error, or again with success when that is nil.
func (t *Talks) Away(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.away = err
}

// Deleted are the ids of what was deleted, sorted.
func (t *Talks) Deleted() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(slices.Values(t.deleted))
}
