// Package stack wires the local services to one platform on one machine: it starts them all at once, waits until they are
// healthy, connects them by the functions' manifest, runs the functions as their own process, and ends everything again.
//
// A stack lives in one folder, which keeps its state across restarts and which only one stack can use at a time; stacks in
// different folders run side by side, because every port is chosen free. What each service does is in its own package; the
// order in which they depend on each other is here and nowhere else. To add a service: a name in services.go, a start in
// start.go, a line in addresses.go. stack_test.go holds start, events, push, restart and shutdown against the real emulators.
package stack
