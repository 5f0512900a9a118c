// Package indexes stands in front of Google's Firestore emulator and keeps the indexes that Firestore has and its emulator lacks: the emulator
// walks over every document of the database for every query, so that with 100,000 demos each takes seconds (docs/decisions/0020).
//
// It is not another emulator. Writes, transactions, rules, listeners, events, preconditions and reads by id are all Google's; every call is
// forwarded as it came. Two kinds are looked at on their way: commits, whose outcome is written down in the indexes before another query is
// answered, and the administrator's queries, which are answered from an index where Firestore would have one for them. Any other query, one in a transaction, at
// a time of the past, or by somebody whom the rules concern, is the emulator's to answer.
//
// It listens on one address for everything that the emulator does, gRPC and HTTP (the browser's channel, REST, the emulator's own controls), so
// that nothing is written past it. What is written in a way that it cannot follow turns the indexes off until that has ended; then they are
// built anew. It would rather forward a query than answer it wrongly.
//
// Below it, package order writes values as bytes in Firestore's order, query understands queries and the indexes there are, and mirror keeps the
// documents and the trees, and decides which commits a query sees. To answer another kind of query, teach package query to parse it; to follow
// another kind of write, teach mirror.Change. differential_test.go holds the answers to the bare emulator's, concurrency_test.go that nothing
// that was written is missing, and every test of the platform runs through it.
package indexes
