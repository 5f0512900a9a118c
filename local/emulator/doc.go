// Package emulator starts Google's Firestore and Pub/Sub emulators and the Firebase Auth emulator as child processes, waits
// until they answer, and saves and restores their state where they can.
//
// It knows how each emulator is launched, probed and exported, and nothing of the platform's data, topics or triggers:
// those are wired by local/stack. Each emulator isolates by project, so one can serve many tests (shared/testkit).
// emulator_test.go holds start, state and shutdown; totp_test.go and totp_refusals_test.go the second factor by authenticator app, which
// totp.js adds to the Auth emulator.
package emulator
