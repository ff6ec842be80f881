package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// figures are what a chart shows: how something went from month to month, or from year to year. A page makes them,
// and shows what draw returns with the part "chart".
type figures struct {
	Name    string // names the chart on its page, in letters and hyphens
	Title   string // Programs with an endorsed person
	Unit    string // what its numbers count: programs, hours, per cent of sessions
	Hours   bool   // the numbers are minutes, and are shown as hours
	Bars    bool   // they are drawn as bars, the strands of a label on top of each other; else as lines
	Labels  []string
	Hrefs   []string // what stands behind each label; empty where the page leads nowhere
	Strands []strand // three at most
}

// strand is one thing that is followed, with a point for each label.
type strand struct {
	Name   string
	Points []point
}

// point is one number; a gap is what nobody has a number for, which is not zero.
type point struct {
	Value int // never negative
	Gap   bool
}

// chartView is a chart as a page shows it: a picture, what it says in words, and the same as a table. Places are per
// cent of the picture, as SVG reads them, so that lines keep their width on every screen.
type chartView struct {
	Name, Title, Unit string
	Words             string // what the picture says to whoever cannot see it; empty where there is nothing to draw
	First, Last       string // the labels at its ends
	Scale             []tickView
	Bars              []barView
	Lines             []lineView
	Dots              []dotView
	Strands           []chartKey
	Rows              []chartRow
}

// tickView is a number of the scale, with its height in the picture.
type tickView struct{ Y, Text string }

// barView is one number as a bar, or the part of one.
type barView struct{ Look, Said, X, Y, Width, Height string }

// lineView leads from one number to the next.
type lineView struct{ Look, X1, Y1, X2, Y2 string }

// dotView is a number on a line.
type dotView struct {
	Look, Said, X, Y string
	Square           bool
}

// chartKey tells which strand looks how.
type chartKey struct {
	Look, Name string
	Line       bool // a stroke with its dot, not a patch
	Square     bool // the dot
}

// chartRow is a label's row of the table.
type chartRow struct {
	Label string
	Href  string   // empty for none
	Cells []string // empty for a gap
}

// strandLooks are the looks of the first, second and third strand: colour and texture, or stroke and dot.
var strandLooks = []string{"one", "two", "three"}

// draw makes the chart. Of figures without a single number it has neither words nor rows.
func (f figures) draw() chartView {
	v := chartView{Name: f.Name, Title: f.Title, Unit: f.Unit}
	if !slices.ContainsFunc(f.Strands, func(s strand) bool { return len(s.known()) > 0 }) {
		return v
	}
	v.First, v.Last = f.Labels[0], f.Labels[len(f.Labels)-1]
	step, top := f.scale()
	for n := 0; n <= top; n += step {
		text := strconv.Itoa(n)
		if f.Hours {
			text = minutes(n).Asked()
		}
		v.Scale = append(v.Scale, tickView{share(top-n, top), text})
	}
	for i, s := range f.Strands {
		v.Strands = append(v.Strands, chartKey{strandLooks[i], s.Name, !f.Bars, !f.Bars && square(i)})
	}
	if f.Bars {
		v.Bars = f.bars(top)
	} else {
		v.Lines, v.Dots = f.lines(top)
	}
	v.Words, v.Rows = f.words(), f.rows()
	return v
}

// square tells whether the dots of the strand in that place are squares, which are told from circles without colours.
func square(strand int) bool { return strand == 1 }

// known are the places of the numbers that are none of the gaps.
func (s strand) known() []int {
	var places []int
	for i, p := range s.Points {
		if !p.Gap {
			places = append(places, i)
		}
	}
	return places
}

// scale is the step between two numbers of the scale, and the number at its top: one to three steps hold everything.
func (f figures) scale() (step, top int) {
	highest := 1
	for i := range f.Labels {
		sum := 0
		for _, s := range f.Strands {
			highest = max(highest, s.Points[i].Value)
			sum += s.Points[i].Value
		}
		if f.Bars {
			highest = max(highest, sum)
		}
	}
	steps := []int{1, 2, 5}
	if f.Hours {
		steps = []int{30, 60, 150}
	}
	for {
		for i := range steps {
			if step = steps[i]; highest <= 3*step {
				return step, (highest + step - 1) / step * step
			}
			steps[i] *= 10
		}
	}
}

// bars stand on the foot of the picture, those of a label on top of each other. Nothing at all leaves a mark on the foot,
// where a gap leaves none.
func (f figures) bars(top int) []barView {
	var list []barView
	wide := 100 * len(f.Labels)
	for i, label := range f.Labels {
		x, sum, gaps := share(100*i+12, wide), 0, 0
		for k, s := range f.Strands {
			p := s.Points[i]
			if p.Gap {
				gaps++
			} else if p.Value > 0 {
				sum += p.Value
				list = append(list, barView{strandLooks[k], label + ": " + f.said(s, p), x, share(top-sum, top), share(76, wide), share(p.Value, top)})
			}
		}
		if sum == 0 && gaps < len(f.Strands) {
			list = append(list, barView{"none", label + ": " + f.number(point{}), x, "98%", share(76, wide), "2%"})
		}
	}
	return list
}

// lines lead from number to number, and break at a gap.
func (f figures) lines(top int) (lines []lineView, dots []dotView) {
	at := func(i int) string { return share(2*i+1, 2*len(f.Labels)) }
	for k, s := range f.Strands {
		for i, p := range s.Points {
			if p.Gap {
				continue
			}
			y := share(top-p.Value, top)
			dots = append(dots, dotView{strandLooks[k], f.Labels[i] + ": " + f.said(s, p), at(i), y, square(k)})
			if i > 0 && !s.Points[i-1].Gap {
				lines = append(lines, lineView{strandLooks[k], at(i - 1), share(top-s.Points[i-1].Value, top), at(i), y})
			}
		}
	}
	return lines, dots
}

// said is a number with its strand: 3 endorsed.
func (f figures) said(s strand, p point) string { return f.number(p) + " " + s.Name }

// number is how a number is written: a whole one, or hours with two decimals.
func (f figures) number(p point) string {
	if f.Hours {
		return minutes(p.Value).Hours()
	}
	return strconv.Itoa(p.Value)
}

// words are what the picture says: of each strand where it begins, where it ends, its most, and how often nothing is known.
func (f figures) words() string {
	form := "Lines"
	if f.Bars {
		form = "Bars"
	}
	said := []string{fmt.Sprintf("%s from %s to %s, in %s.", form, f.Labels[0], f.Labels[len(f.Labels)-1], f.Unit)}
	for _, s := range f.Strands {
		said = append(said, capital(s.Name)+": "+f.course(s)+".")
	}
	return strings.Join(said, " ")
}

// course is how a strand goes: 3 in May 2026, 5 in June 2026, at most 7 in July 2026.
func (f figures) course(s strand) string {
	known := s.known()
	if len(known) == 0 {
		return "no figures"
	}
	first, last, most := known[0], known[len(known)-1], known[0]
	for _, i := range known {
		if s.Points[i].Value > s.Points[most].Value {
			most = i
		}
	}
	at := func(i int) string { return f.number(s.Points[i]) + " in " + f.Labels[i] }
	parts := []string{at(first)}
	if last != first {
		parts = append(parts, at(last))
	}
	if most != first && most != last {
		parts = append(parts, "at most "+at(most))
	}
	if gaps := len(s.Points) - len(known); gaps > 0 {
		parts = append(parts, "no figure for "+strconv.Itoa(gaps)+" of "+strconv.Itoa(len(s.Points)))
	}
	return strings.Join(parts, ", ")
}

// rows are the same as a table.
func (f figures) rows() []chartRow {
	rows := make([]chartRow, len(f.Labels))
	for i, label := range f.Labels {
		rows[i].Label = label
		if len(f.Hrefs) > 0 {
			rows[i].Href = f.Hrefs[i]
		}
		for _, s := range f.Strands {
			cell := ""
			if p := s.Points[i]; !p.Gap {
				cell = f.number(p)
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
	}
	return rows
}
