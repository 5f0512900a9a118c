// Package eventarc stands between the Firestore emulator and the functions, as Eventarc does between Firestore and Cloud Run.
//
// The emulator posts every document event here, one at a time, and never again. The Dispatcher repairs what the emulator gets
// wrong (event.go), writes the event to a journal on disk (journal.go) and answers at once; it then delivers the event to its
// function as a CloudEvent in binary mode with an identity token, many at a time, and repeats with growing pauses until the
// function answers 2xx or the attempts are used up, when the event goes to the dead letters (deliver.go). Events not yet
// delivered survive a restart. A function may therefore see an event more than once and in any order, as in the cloud.
//
// Which function wants which event comes from the functions' manifest, never from here. Faults for tests wrap the delivery
// (faults.go). The tests hold the repairs, with posts recorded from the emulator, and every promise about delivery.
package eventarc
