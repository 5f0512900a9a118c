//go:build unix && !linux

package process

import (
	"context"
	"os/exec"
	"syscall"
)

// watcher runs "$@" and ends it when standard input closes, which happens when the parent dies in any way.
const watcher = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
( cat <&3 >/dev/null; kill -9 $child ) 2>/dev/null &
wait $child`

// command leads a new process group under a shell that watches the parent: there is no parent-death signal here. No
// context ends it: that is Stop, which ends the whole group.
func command(spec Spec) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", watcher, "sh"}, spec.Command...)...)
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// begin starts the command with a pipe on standard input that the parent holds open until release.
func begin(cmd *exec.Cmd) (release func(), err error) {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return func() { _ = stdin.Close() }, cmd.Start()
}
