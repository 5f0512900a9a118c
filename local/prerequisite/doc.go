// Package prerequisite finds the programs that the local stack needs but does not contain: Java, Node, Google's Firestore
// and Pub/Sub emulators, firebase-tools, and Chromium for the browser tests.
//
// It knows where each is usually installed and which command installs it; it reports everything that is missing at once.
// It starts nothing that stays: that is local/emulator. To add a prerequisite, add a row to the table in check.go.
// prerequisite_test.go holds the search order and the report.
package prerequisite
