// Package testkit gives tests the emulators they run against: a client with a project of its own per test, on an emulator
// that is started once per test process, or on the one that FIRESTORE_EMULATOR_HOST or PUBSUB_EMULATOR_HOST names
// (`go run ./cmd/local exec -- go test ...` starts one for all packages).
//
// Only tests may import it: it is the one place under shared/ that knows local/. Test identities and fakes that inject
// errors live beside the code they test, not here. testkit_test.go holds isolation and waiting.
package testkit
