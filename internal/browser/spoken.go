package browser

import (
	"encoding/json"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// Spoken is something on a page as a screen reader says it.
type Spoken struct {
	Role, Name string
	Within     string // the name of the group it stands in; empty where it stands in none
}

// Spoken are the things of a role on the page, in order: radio, button, link.
func (p *Page) Spoken(role string) []Spoken {
	p.t.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatalf("ask what a screen reader says: %v", err)
	}
	nodes := make(map[accessibility.NodeID]*accessibility.Node, len(tree.Nodes))
	for _, node := range tree.Nodes {
		nodes[node.NodeID] = node
	}
	var said []Spoken
	for _, node := range tree.Nodes {
		if node.Ignored || text(node.Role) != role {
			continue
		}
		thing := Spoken{Role: role, Name: text(node.Name)}
		for up := nodes[node.ParentID]; up != nil && thing.Within == ""; up = nodes[up.ParentID] {
			if role := text(up.Role); role == "group" || role == "radiogroup" {
				thing.Within = text(up.Name)
			}
		}
		said = append(said, thing)
	}
	return said
}

// text is what a value of the tree says; empty where there is none.
func text(v *accessibility.Value) string {
	var said string
	if v != nil {
		_ = json.Unmarshal(v.Value, &said) // what is no text says nothing
	}
	return said
}
