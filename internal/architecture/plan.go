package architecture

// Plan says where each room stands, what it may see, and whose a library is.
type Plan struct {
	Rooms     map[string]Room // by folder, from the root
	Libraries []Library
}

// Room is a package's place in the house.
type Room struct {
	Floor  int
	Beside []string // rooms on its own floor that it may import
	Never  string   // a room below that it may not import all the same
	Tests  bool     // for tests only: production code may not import it
}

// Library is a family of third-party packages and the rooms that know it.
type Library struct {
	Path  string   // of the module or family; its packages are below it
	Rooms []string // nil: tests of any room, and rooms for tests
}

// The floors. A room sees every room on a lower floor, and beside itself only whom the plan names.
const (
	ground  = iota // knows nothing of the domain
	domain         // pure: no store, no clock, no protocol
	adapter        // one technology or format each
	edge           // what a browser or a client meets
	command        // puts it all together
)

// House is the plan of this house. To change it is a decision, with a record in docs/decisions.
var House = Plan{
	Rooms: map[string]Room{
		"internal/fault": {Floor: ground},
		"internal/day":   {Floor: ground},
		"internal/jobs":  {Floor: ground, Beside: []string{"internal/fault"}},
		"migrations":     {Floor: ground},
		"templates":      {Floor: ground},

		"internal/roster":      {Floor: domain},
		"internal/schedule":    {Floor: domain, Beside: []string{"internal/roster"}},
		"internal/ledger":      {Floor: domain, Beside: []string{"internal/roster", "internal/schedule"}},
		"internal/attendance":  {Floor: domain, Beside: upTo("ledger")},
		"internal/rulebook":    {Floor: domain, Beside: upTo("ledger")},
		"internal/endorsement": {Floor: domain, Beside: upTo("rulebook")},
		"internal/portfolio":   {Floor: domain, Beside: upTo("rulebook")},
		"internal/access":      {Floor: domain, Beside: upTo("endorsement")},
		"internal/notice":      {Floor: domain, Beside: upTo("endorsement")},
		"internal/history":     {Floor: domain, Beside: []string{"internal/roster"}},

		"internal/feed":     {Floor: adapter},
		"internal/exchange": {Floor: adapter},
		"internal/report":   {Floor: adapter},
		"internal/mail":     {Floor: adapter},
		"internal/signin":   {Floor: adapter},
		"internal/upkeep":   {Floor: adapter},
		"internal/world":    {Floor: adapter, Beside: []string{"internal/exchange"}},
		// The store answers the questions of the rooms beside it, in their words.
		"internal/store": {Floor: adapter, Beside: []string{"internal/exchange", "internal/feed", "internal/report", "internal/signin", "internal/upkeep"}},

		"internal/web":     {Floor: edge, Beside: []string{"internal/web/api"}, Never: "internal/store"},
		"internal/web/api": {Floor: edge, Never: "internal/store"},

		"cmd/attune":       {Floor: command},
		"cmd/attune-bench": {Floor: command},

		"internal/sample":        {Floor: edge, Tests: true},
		"internal/dbtest":        {Floor: edge, Tests: true, Beside: []string{"internal/sample"}},
		"internal/browser":       {Floor: edge, Tests: true},
		"internal/postbox":       {Floor: edge, Tests: true},
		"internal/issuer":        {Floor: edge, Tests: true},
		"internal/authenticator": {Floor: edge, Tests: true},
		"internal/subscriber":    {Floor: edge, Tests: true},
		"internal/architecture":  {Floor: edge, Tests: true},
	},
	Libraries: []Library{
		// The bench knows three of them as well: for the baselines, the same work done without us.
		{"gorm.io", []string{"internal/store"}},
		{"github.com/jackc/pgx", []string{"internal/store", "cmd/attune-bench"}},
		{"github.com/pressly/goose", []string{"internal/store"}},
		{"modernc.org/sqlite", []string{"internal/store", "cmd/attune-bench"}},
		{"github.com/emersion/go-ical", []string{"internal/feed"}},
		{"github.com/labstack/echo", []string{"internal/web", "internal/web/api", "cmd/attune-bench"}},
		{"github.com/alexedwards/scs", []string{"internal/web"}},
		{"github.com/pquerna/otp", []string{"internal/signin"}},
		{"github.com/boombuler/barcode", []string{"internal/web"}},
		{"github.com/alexedwards/argon2id", []string{"internal/signin"}},
		{"github.com/coreos/go-oidc", []string{"internal/signin"}},
		{"golang.org/x/oauth2", []string{"internal/signin"}},
		{"github.com/go-playground/form", []string{"internal/web"}},
		{"github.com/robfig/cron", []string{"internal/jobs"}},
		{"github.com/teambition/rrule-go", []string{"internal/schedule"}},
		{"github.com/rickar/cal", []string{"internal/schedule"}},
		{"gopkg.in/yaml.v3", []string{"internal/rulebook"}},
		{"github.com/alecthomas/kong", []string{"cmd/attune"}},
		{"golang.org/x/term", []string{"cmd/attune"}},
		{"github.com/wneessen/go-mail", []string{"internal/mail"}},
		{"github.com/chromedp", []string{"internal/browser"}},

		{"github.com/google/go-cmp", nil},
		{"pgregory.net/rapid", nil},
		{"github.com/compose-spec/compose-go", nil},
		{"github.com/emersion/go-smtp", []string{"internal/postbox"}},
		{"github.com/emersion/go-sasl", []string{"internal/postbox"}},
	},
}

// upTo is the order of the domain floor as far as one room, itself included: each sees those before it.
// Attendance and rulebook stand side by side and don't see each other.
func upTo(last string) []string {
	order := []string{"roster", "schedule", "ledger", "attendance", "rulebook", "endorsement"}
	var below []string
	for _, room := range order {
		below = append(below, "internal/"+room)
		if room == last {
			break
		}
	}
	return below
}
