package host

import (
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/fault"
)

// ETag is the entity tag of an object in a version: what GET gives and If-Match takes (RFC 9110). The version rises with every change that a
// person could overwrite unseen; of an object that the platform goes on writing, such as a demo under exam, that is its revision.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Version is the version that an If-Match header is meant for. A change without one is refused: it would overwrite what its sender never
// saw.
func Version(ifMatch string) (int64, error) {
	if ifMatch == "" {
		return 0, fault.New(fault.Unconditional, "Send If-Match with the ETag of the object as you have read it.").WithField("header.If-Match", "is missing")
	}
	tag, quoted := strings.CutPrefix(ifMatch, `"`)
	tag, closed := strings.CutSuffix(tag, `"`)
	version, err := strconv.ParseInt(tag, 10, 64)
	if !quoted || !closed || err != nil || version < 1 || ETag(version) != ifMatch {
		return 0, fault.New(fault.Stale, "If-Match names no version of this object; read it again and send its ETag.").WithField("header.If-Match", "is no ETag of ours")
	}
	return version, nil
}

// VersionIfAny is the same for objects whose change may come without a condition; zero means none.
func VersionIfAny(ifMatch string) (int64, error) {
	if ifMatch == "" {
		return 0, nil
	}
	return Version(ifMatch)
}
