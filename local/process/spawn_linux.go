package process

import (
	"context"
	"os/exec"
	"syscall"
)

// command leads a new process group and dies with the thread that started it. No context ends it: that is Stop, which ends the whole group.
func command(spec Spec) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), spec.Command[0], spec.Command[1:]...)
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// begin starts the command; nothing needs releasing when it ends.
func begin(cmd *exec.Cmd) (release func(), err error) {
	return func() {}, cmd.Start()
}
