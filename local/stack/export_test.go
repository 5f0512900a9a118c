package stack

// FirestorePID is the Firestore emulator's process, for tests that crash it.
func (s *Stack) FirestorePID() int { return s.firestore.Process().PID() }
