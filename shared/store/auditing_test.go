package store_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/store/system"
)

// unaudited is every method that writes and never an audit entry, with the reason.
func unaudited() map[string]string {
	const (
		lease   = "A lease or a mark of the machinery; what comes of the work is an entry of its own."
		count   = "A count of use, kept by month."
		notice  = "A notice of an event that has its entry; the delivery is its own log."
		deletes = "The wish to delete the demo is an entry and so is the job's end; this carries it out."
		departs = "The tenant's deletion is an entry in the log of who asked for it; its own log goes with it, and the tombstone tells the rest."
		repeats = "A reply kept for a repeated request; what the request changed has its entry."
	)
	return map[string]string{
		"Work.Clear": deletes, "Work.Forget": deletes,
		"Answers.Purge":   "The deletion of the conversation is the entry; this carries it out.",
		"Notices.Address": notice, "Notices.Claim": lease, "Notices.Requeue": lease,
		"Trials.Renew": lease, "Trials.Requeue": lease, "Trials.Yield": lease,
		"Exams.Postpone": lease, "Examining.ClaimBuild": lease, "Examining.RenewBuild": lease, "Examining.LeaveBuild": lease,
		"Erasures.Claim": lease, "Erasures.Renew": lease, "Erasures.Yield": lease, "Erasures.Requeue": lease,
		"Errands.Claim": lease, "Errands.Renew": lease, "Errands.Yield": lease, "Errands.HandOn": lease, "Errands.Requeue": lease, "Errands.LookAgain": departs,
		"Departures.Purge": departs, "Departures.Forget": departs, "Errands.Departed": departs, "Errands.Buried": departs,
		"Usage.Billed": count, "Usage.Stored": count,
		"Repeats.Claim": repeats, "Repeats.Keep": repeats, "Repeats.Release": repeats,
	}
}

// TestEveryWriterIsAudited goes through the source of the package: whatever an exported method of a scoped type calls, directly or by others, if it
// writes, it makes an audit entry as well, or stands in unaudited. That the entry is in the same commit is how entries are made: by a commit's
// create, by amend, by a reservation's creations; none is written alone.
func TestEveryWriterIsAudited(t *testing.T) {
	t.Parallel()
	calls := sources(t, ".")
	excused, seen := unaudited(), map[string]bool{}
	for _, method := range methods() {
		writes, audits := calls.reach(method, isWrite), calls.reach(method, isEntry)
		_, listed := excused[method]
		switch {
		case listed && (!writes || audits):
			t.Errorf("%s is listed in unaudited: writes %v, makes an entry %v", method, writes, audits)
		case writes && !audits && !listed:
			t.Errorf("%s writes and makes no audit entry: make one in its commit, or say in unaudited why not", method)
		}
		seen[method] = true
	}
	for method := range excused {
		if !seen[method] {
			t.Errorf("%s of unaudited is no method any more", method)
		}
	}
	if !calls.reach("Demos.Pin", isEntry) || calls.reach("Demos.Get", isWrite) || !calls.reach("Usage.Billed", isWrite) {
		t.Error("the source is not understood: pinning makes an entry, getting writes nothing, counting writes")
	}
}

// TestWhatCrossesTenantsIsAccountedFor: the part of the store that crosses tenants keeps no log of its own, because no person's request reaches
// it; each of its methods that writes is listed with who calls it and where that is told.
func TestWhatCrossesTenantsIsAccountedFor(t *testing.T) {
	t.Parallel()
	told := map[string]string{
		"Store.PutTenant": "seeding and measuring, on one machine", "Store.PutMember": "seeding and measuring, on one machine",
		"Store.PutTemplate": "publishing of shipped templates, by deployment, whose log has it",
		"Store.SwapBuild":   "the daily sweep renews a version's data, whose log line has it", "Store.ForgetBuild": "the same sweep removes data that nothing uses",
		"Store.KeyUsed": "when a key was used last, at most hourly; what it was used for has its entries",
	}
	calls := sources(t, "system")
	for method := range reflect.TypeFor[*system.Store]().Methods() {
		name := "Store." + method.Name
		_, listed := told[name]
		if writes := calls.reach(name, isWrite); writes != listed {
			t.Errorf("%s: writes %v, listed %v", name, writes, listed)
		}
	}
}

// graph is what every function of the package calls: functions of the package by their full names, and methods of other packages as ".Name".
type graph map[string][]string

// isWrite tells a call by which documents are written: a commit's or batch's, or a document's own.
func isWrite(call string) bool {
	return slices.Contains([]string{"Store.newCommit", ".Batch", ".BulkWriter", ".RunTransaction", ".Create", ".Set", ".Update", ".Delete", ".Commit"}, call)
}

func isEntry(call string) bool { return call == "Scoped.auditEntry" }

// reach tells whether a function leads to a call.
func (g graph) reach(from string, wanted func(string) bool) bool {
	seen := map[string]bool{}
	var walk func(string) bool
	walk = func(at string) bool {
		if wanted(at) {
			return true
		}
		if seen[at] {
			return false
		}
		seen[at] = true
		return slices.ContainsFunc(g[at], walk)
	}
	return walk(from)
}

// sources reads a package. What it imports is left aside, so only its own functions are resolved.
func sources(t *testing.T, dir string) graph {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(files, "none", nil), Error: func(error) {}} // imports are not found, and that is well
	pkg, _ := config.Check("store", files, parsed, info)                                              // for the same reason
	g := graph{}
	for _, file := range parsed {
		for _, decl := range file.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			g[nameOf(info.Defs[function.Name])] = callsIn(function.Body, info, pkg)
		}
	}
	return g
}

// callsIn lists what a body mentions: functions that it calls or hands on.
func callsIn(body ast.Node, info *types.Info, pkg *types.Package) []string {
	found := map[string]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if used := info.Uses[n.Sel]; used == nil {
				found["."+n.Sel.Name] = true
			}
		case *ast.Ident:
			if used, isFunc := info.Uses[n].(*types.Func); isFunc && used.Pkg() == pkg {
				found[nameOf(used)] = true
			}
		}
		return true
	})
	return slices.Sorted(maps.Keys(found))
}

// nameOf is a function's name with its receiver's.
func nameOf(object types.Object) string {
	function, isFunc := object.(*types.Func)
	if !isFunc {
		return ""
	}
	function = function.Origin()
	signature, _ := function.Type().(*types.Signature)
	if signature == nil || signature.Recv() == nil {
		return function.Name()
	}
	of := signature.Recv().Type()
	if pointer, isPointer := of.(*types.Pointer); isPointer {
		of = pointer.Elem()
	}
	if named, isNamed := of.(*types.Named); isNamed {
		return named.Obj().Name() + "." + function.Name()
	}
	return function.Name()
}
