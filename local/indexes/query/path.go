package query

import "strings"

// Name is the path of a document's name in filters, orders and indexes.
const Name = "__name__"

// Path leads to a field: the keys of the maps on the way and its own, joined by a byte that no key of ours has in it; as a string it can
// be compared and be a key.
type Path string

const joint = "\x00"

// Keys are the parts of the path.
func (p Path) Keys() []string { return strings.Split(string(p), joint) }

// ParsePath reads a path as requests and firestore.indexes.json have it: keys behind dots, in backticks where they are no plain names. It gives
// false for what is no path.
func ParsePath(text string) (Path, bool) {
	var keys []string
	for rest := text; ; {
		key, after, ok := nextKey(rest)
		if !ok {
			return "", false
		}
		keys = append(keys, key)
		if after == "" {
			return Path(strings.Join(keys, joint)), true
		}
		if rest, ok = strings.CutPrefix(after, "."); !ok {
			return "", false
		}
	}
}

// nextKey cuts the first key off a path.
func nextKey(text string) (key, after string, ok bool) {
	if !strings.HasPrefix(text, "`") {
		if end := strings.IndexByte(text, '.'); end >= 0 {
			key, after = text[:end], text[end:]
		} else {
			key = text
		}
		return key, after, key != "" && !strings.ContainsAny(key, "`\\"+joint)
	}
	var unquoted strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '`':
			return unquoted.String(), text[i+1:], !strings.Contains(unquoted.String(), joint)
		case '\\':
			if i++; i == len(text) {
				return "", "", false
			}
			unquoted.WriteByte(text[i])
		default:
			unquoted.WriteByte(c)
		}
	}
	return "", "", false
}
