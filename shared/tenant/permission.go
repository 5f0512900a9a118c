package tenant

// Permission names one thing an actor may do. The names are those of the API's documentation.
type Permission string

// The permissions. A route declares exactly one; store methods check the one of the data they touch.
const (
	TemplatesRead    Permission = "templates.read"
	TemplatesPublish Permission = "templates.publish"
	DemosCreate      Permission = "demos.create"
	DemosRead        Permission = "demos.read"
	DemosUpdate      Permission = "demos.update"
	DemosDelete      Permission = "demos.delete"
	DemosChat        Permission = "demos.chat"
	QuotasRead       Permission = "quotas.read"
	UsersManage      Permission = "users.manage"
	TenantsManage    Permission = "tenants.manage"
	WebhooksManage   Permission = "webhooks.manage"
	APIKeysManage    Permission = "api_keys.manage"
	AuditRead        Permission = "audit.read"

	// InvitesAccept belongs to whoever holds an invite's code, and to no role.
	InvitesAccept Permission = "invites.accept"

	// JobsRun belongs to the functions of the provisioning chain and to no person.
	JobsRun Permission = "jobs.run"
	// AnswersWrite belongs to the function that answers questions and to no person.
	AnswersWrite Permission = "answers.write"
	// ExamsRun belongs to the functions that examine demos and to no person.
	ExamsRun Permission = "exams.run"
	// NoticesSend belongs to the functions that tell webhooks of events and to no person.
	NoticesSend Permission = "notices.send"
	// TenantsKeep belongs to the functions that set up, measure, reconcile and remove what a tenant has, and to no person.
	TenantsKeep Permission = "tenants.keep"
	// TemplatesBuild belongs to the function that builds draft versions and to no person.
	TemplatesBuild Permission = "templates.build"
	// TenantsExport belongs to the function that takes out all that a tenant has, and to no person.
	TenantsExport Permission = "tenants.export"
	// PeopleForget belongs to the function that erases what a tenant has of a person, and to no person.
	PeopleForget Permission = "people.forget"
)

// Reach says whose objects a permission covers. A greater reach includes the smaller ones.
type Reach uint8

// The reaches, from nothing to everybody's objects in the scope's tenant.
const (
	Nothing  Reach = iota
	OwnLab         // the demo of the actor's own enrollment
	Own            // what the actor created
	Tenant         // everything in the tenant
	Platform       // and what is everybody's, such as a shared template
)

// Role is a named set of permissions.
type Role string

// The roles of people.
const (
	SuperAdmin  Role = "super_admin"
	TenantAdmin Role = "tenant_admin"
	Engineer    Role = "engineer"
	Instructor  Role = "instructor"
	Participant Role = "participant"
)

// Roles lists every role of a person, the most powerful first.
func Roles() []Role { return []Role{SuperAdmin, TenantAdmin, Engineer, Instructor, Participant} }

// grants is the one table of who may do what; docs/permissions.md is generated from it.
var grants = map[Role]map[Permission]Reach{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	SuperAdmin: {
		TemplatesRead: Tenant, TemplatesPublish: Platform, DemosCreate: Tenant, DemosRead: Tenant, DemosUpdate: Tenant, DemosDelete: Tenant,
		DemosChat: Tenant, QuotasRead: Tenant, UsersManage: Tenant, TenantsManage: Platform, WebhooksManage: Tenant,
		APIKeysManage: Tenant, AuditRead: Tenant,
	},
	TenantAdmin: {
		TemplatesRead: Tenant, TemplatesPublish: Tenant, DemosCreate: Tenant, DemosRead: Tenant, DemosUpdate: Tenant, DemosDelete: Tenant,
		DemosChat: Tenant, QuotasRead: Tenant, UsersManage: Tenant, TenantsManage: Tenant, WebhooksManage: Tenant,
		APIKeysManage: Tenant, AuditRead: Tenant,
	},
	Engineer: {
		TemplatesRead: Tenant, DemosCreate: Own, DemosRead: Own, DemosUpdate: Own, DemosDelete: Own, DemosChat: Own,
	},
	Instructor: {
		TemplatesRead: Tenant, DemosCreate: Own, DemosRead: Own, DemosUpdate: Own, DemosDelete: Own, DemosChat: Own,
	},
	Participant: {
		TemplatesRead: Tenant, DemosCreate: OwnLab, DemosRead: OwnLab, DemosUpdate: OwnLab, DemosDelete: OwnLab, DemosChat: OwnLab,
	},
}

// services is what each function may do in a tenant when an event, and not a person, set it off.
var services = map[string]map[Permission]Reach{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	"dispatch":    {JobsRun: Tenant, DemosRead: Tenant},
	"load":        {JobsRun: Tenant, DemosRead: Tenant, TemplatesRead: Tenant},
	"createagent": {JobsRun: Tenant, DemosRead: Tenant, TemplatesRead: Tenant},
	"notify":      {NoticesSend: Tenant},
	"deliver":     {NoticesSend: Tenant},
	"finish":      {JobsRun: Tenant, DemosRead: Tenant},
	"teardown":    {JobsRun: Tenant, DemosRead: Tenant},
	"sweep":       {JobsRun: Tenant, NoticesSend: Tenant, AnswersWrite: Tenant, ExamsRun: Tenant, TemplatesBuild: Tenant, TenantsKeep: Tenant, DemosRead: Tenant, TemplatesRead: Tenant},
	"build":       {TemplatesBuild: Tenant, TemplatesRead: Tenant},
	"exam":        {ExamsRun: Tenant, DemosRead: Tenant, TemplatesRead: Tenant},
	"reply":       {AnswersWrite: Tenant, DemosRead: Tenant},
	"onboard":     {TenantsKeep: Tenant},
	"offboard":    {TenantsKeep: Tenant, JobsRun: Tenant, TemplatesBuild: Tenant},
	"takeout":     {TenantsExport: Tenant, DemosRead: Tenant, TemplatesRead: Tenant},
	"forget":      {PeopleForget: Tenant},
}

// ReachOf tells how far a role's permission goes. An unknown role or permission reaches nothing.
func ReachOf(role Role, permission Permission) Reach { return grants[role][permission] }

// Leads reports whether the role runs a tenant: somebody with such a role must always be there.
func (r Role) Leads() bool { return r == SuperAdmin || r == TenantAdmin }

// Permissions lists those that people can hold, in the order of the documentation.
func Permissions() []Permission {
	return []Permission{
		TenantsManage, UsersManage, APIKeysManage, AuditRead, WebhooksManage, QuotasRead, TemplatesRead, TemplatesPublish, DemosCreate, DemosChat, DemosRead, DemosUpdate, DemosDelete,
	}
}

// String names the reach as the documentation does.
func (r Reach) String() string {
	switch r {
	case OwnLab:
		return "own lab"
	case Own:
		return "own"
	case Tenant:
		return "tenant"
	case Platform:
		return "platform"
	case Nothing:
		return ""
	default:
		return ""
	}
}
