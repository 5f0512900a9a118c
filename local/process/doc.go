// Package process runs the local stack's child processes: emulators and the functions process.
//
// A child leads its own process group, writes to a log file, and never outlives its parent: it is ended on Stop, and by the
// system when the parent is killed (a parent-death signal on Linux, a watching shell elsewhere). Stop asks the whole group
// with SIGTERM and ends what is left of it with SIGKILL, so that a child of a child dies too.
//
// What a child is for, where it listens and when it is healthy belongs to the package that starts it (local/emulator,
// local/stack), not here. process_test.go holds the promises.
package process
