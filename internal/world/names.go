package world

import "strings"

// fullNames are invented, from the many places people in this work come from. A name drawn for a demo is one of
// them as it stands; a large world joins the given name of one to the family name of another.
var fullNames = []string{
	"Marisol Quiñones", "Adaeze Nwachukwu", "Tomasz Wierzbicki", "Linh Dang-Whitfield", "Priya Venkatraman",
	"Rosalind Achterberg", "Keisha Lattimore", "Ana Lucía Berríos", "Mei-Ling Sung", "Fatoumata Diarra",
	"Siobhan Tierney", "Noor Haddadin", "Katarzyna Dudek", "Dolores Escamilla", "Hye-jin Noh",
	"Ingrid Sollie", "Tamika Broussard", "Giulia Santangelo", "Wren Littlefield", "Amara Okonkwo-Bell",
	"Yesenia Rosario", "Chantal Desrosiers", "Leilani Kahale", "Nadia Benhaddou", "Ruth Abramowicz",
	"Shanice Pettway", "Oksana Hrynenko", "Beatriz Carvalhais", "Mairead Gilhooly", "Thuy Tran-Kessler",
	"Zeynep Arslantaş", "Folasade Adekanmbi", "Graciela Montalbán", "Hannah Lindqvist", "Jamal Whitlock",
	"Sunita Bhandarkar", "Esperanza Villafañe", "Claudette Toussaint-Reid", "Mirela Hadžić", "Abigail Thornquist",
	"Renata Szymczak", "Kwabena Asante-Poole", "Paloma Iturralde", "Phuong Lam", "Josephine Makwakwa",
	"Tova Lindenbaum", "Latoya Gadsden", "Camila Arboleda", "Eun-ji Paik", "Bronagh McIlwaine",
	"Samira Ghorbani", "Elena Kostadinova", "Marguerite Thibodeaux", "Desta Woldemichael", "Ximena Bustillo",
	"Carol Ann Petrucci", "Harpreet Dhaliwal", "Vanessa Pereira-Lobo", "Aaliyah Singletary", "Ilse Vandermeulen",
	"Rocío Zambrana", "Deborah Kowalczuk", "Teuila Faleolo", "Anneliese Brandvold", "Monique Baptiste-Hall",
	"Shu-fen Kuo", "Gabriela Stoica", "Emmanuel Tetteh", "Luz Marina Otálora", "Patrice Dunnigan",
	"Nasrin Chowdhury", "Milagros Feliciano", "Orla Fennessy", "Devorah Mizrachi", "Simone Lacroix-Webb",
	"Tanvi Deshmukh", "Ivelisse Cintrón", "Kalinda Moyo", "Sofía Echeverry", "Winifred Ashdown",
	"Hoa Bui", "Brigid Scanlon", "Yara Khoury-Stein", "Damaris Olivo", "Catarina Medeiros",
	"Ngozi Umeh", "Lakshmi Pillai", "Trudy Van Houten", "Mercedes Alvarenga", "Jelena Vuković",
	"Charlene Stokesbury", "Aiko Morinaga", "Bettina Reuss", "Rukhsana Malik", "Gwendolyn Fairweather",
	"Pilar Arrieta", "Sade Ogundipe", "Erin O'Shaughnessy", "Tesfaye Gebremariam", "Maribel Cotto",
	"Astrid Halvorsen", "Jumana Saleh", "Delphine Mercier", "Constance Ofori", "Roberta Iannuzzi",
	"Xiomara Pagán", "Helga Steinbrück", "Lourdes Encarnación", "Nomvula Dlamini",
}

// plain spells a name without the marks that an address cannot carry.
var plain = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n",
	"ž", "z", "ć", "c", "ş", "s", "'", "", " ", ".")

// address is an e-mail address for a name, in a domain that can never receive any (RFC 2606, 3).
func address(name string) string {
	return plain.Replace(strings.ToLower(name)) + "@example.org"
}

// given and family are the first word of a full name, and the rest.
func given(name string) string  { first, _, _ := strings.Cut(name, " "); return first }
func family(name string) string { _, rest, _ := strings.Cut(name, " "); return rest }

// nameOf is the name of whoever comes into a demo as the nth, from 0: those that are written down, and then the given name of
// one with the family name of another.
func nameOf(n int) string {
	if n < len(fullNames) {
		return fullNames[n]
	}
	const apart = 41
	return given(fullNames[n%len(fullNames)]) + " " + family(fullNames[(n+apart)%len(fullNames)])
}
