package roster

// Ending is a credential that ends soon and that none follows, with the groups that its holder provides.
type Ending struct {
	Person     Person // id, name and association
	Credential Credential
	Groups     []Group // id and name; of those to which somebody belongs
}
