package process

import (
	"os/exec"
	"syscall"
)

// command leads a new process group and dies with the thread that started it.
func command(spec Spec) *exec.Cmd {
	cmd := exec.Command(spec.Command[0], spec.Command[1:]...)
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// begin starts the command; nothing needs releasing when it ends.
func begin(cmd *exec.Cmd) (release func(), err error) {
	return func() {}, cmd.Start()
}
