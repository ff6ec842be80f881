package roster

// Beginning is how far an association has come in being set up: what there is at least one of.
type Beginning struct {
	Association Association
	Programs    bool
	People      bool
	Groups      bool // with at least one member, at any time
	Sessions    bool
}
