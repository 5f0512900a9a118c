package host

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// refusals are the statuses, besides those of success, that an operation may answer. The document lists them and no other is answered: the
// schema-driven fuzz of local/fuzz holds that.
func (op Operation) refusals() []int {
	all := []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout}
	if !op.Public {
		all = append(all, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	}
	switch op.Method {
	case http.MethodGet:
		if op.Conflicts {
			all = append(all, http.StatusConflict)
		}
		return all
	case http.MethodDelete:
	default:
		all = append(all, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return append(all, http.StatusConflict)
}

// describe adds to the document what huma cannot know of a route: what a condition (If-Match) leads to, and further statuses of success.
func (a *API) describe(op Operation) {
	spec := methodOf(a.huma.OpenAPI().Paths[op.Path], op.Method)
	if spec == nil {
		return
	}
	for _, p := range spec.Parameters {
		if p.In == "header" && strings.EqualFold(p.Name, "If-Match") {
			refused := spec.Responses["422"].Content
			spec.Responses["412"] = &huma.Response{Description: http.StatusText(http.StatusPreconditionFailed), Content: refused}
			spec.Responses["428"] = &huma.Response{Description: http.StatusText(http.StatusPreconditionRequired), Content: refused}
		}
	}
	if op.Later {
		spec.Responses["202"] = &huma.Response{Description: http.StatusText(http.StatusAccepted)}
	}
}

func methodOf(item *huma.PathItem, method string) *huma.Operation {
	if item == nil {
		return nil
	}
	switch method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPatch:
		return item.Patch
	case http.MethodPut:
		return item.Put
	case http.MethodDelete:
		return item.Delete
	default:
		return nil
	}
}
