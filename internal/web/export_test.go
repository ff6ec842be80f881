package web

// Route is a row of the table of routes, for tests.
type Route struct {
	Method, Path string
	SignedIn     bool // whoever is not is asked to sign in
}

// Routes is the table of routes, for tests.
func Routes(c Config) ([]Route, error) {
	w, err := newWeb(c)
	if err != nil {
		return nil, err
	}
	var list []Route
	for _, r := range w.routes() {
		list = append(list, Route{r.method, r.path, r.who == signedIn || r.who == keyHolder})
	}
	return list, nil
}
