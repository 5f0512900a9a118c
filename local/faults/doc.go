// Package faults proves on the real local stack that nothing is lost and nothing doubled: its tests kill, freeze, cut, delay and
// duplicate, send what should not be sent, and hold every tenant they touched to the same invariants afterwards (invariants_test.go).
//
// One stack serves the whole package (world_test.go); the functions are a process of their own and reach every service through a
// proxy that can hold or fail single calls (wire). Each test has a tenant of its own (team_test.go), so that tests run side by side and a
// fault meets only the tenant it names; what strikes the whole process or Pub/Sub is in tests that do not run in parallel.
//
// What must not go in: durations that are waited for (wait for a gate or a document; when a lease or a job's patience has to run out, move
// its time back with team.later), and faults of one function that its own tests can provoke without a stack. To add a
// fault, write a test with newTeam: the invariants are checked by themselves. `make faults` runs all; so does `make test`.
package faults
