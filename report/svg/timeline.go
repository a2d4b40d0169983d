package svg

import (
	"fmt"
	"time"
)

// Timeline counts items over time, one colour for each series.
type Timeline struct {
	Title, Sentence string
	Series          []string
	Times           []time.Time
	Of              []int // series of each time
}

// mostPeriods is how many bars a timeline has at most.
const mostPeriods = 60

// period is a step of the calendar.
type period struct {
	name, layout string
	start, next  func(time.Time) time.Time
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

var periods = []period{
	{"hour", "2006-01-02 15h", func(t time.Time) time.Time { return t.Truncate(time.Hour) }, func(t time.Time) time.Time { return t.Add(time.Hour) }},
	{"day", "2006-01-02", func(t time.Time) time.Time { return date(t.Date()) }, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{"month", "2006-01", func(t time.Time) time.Time { return date(t.Year(), t.Month(), 1) }, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{"year", "2006", func(t time.Time) time.Time { return date(t.Year(), 1, 1) }, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"decade", "2006", func(t time.Time) time.Time { return date(t.Year()/10*10, 1, 1) }, func(t time.Time) time.Time { return t.AddDate(10, 0, 0) }},
	{"century", "2006", func(t time.Time) time.Time { return date(t.Year()/100*100, 1, 1) }, func(t time.Time) time.Time { return t.AddDate(100, 0, 0) }},
}

// Figure draws a bar for each hour, day, month, year or more, whichever gives
// at most 60 of them.
func (c *Timeline) Figure() Figure {
	f := Figure{Title: c.Title, Sentence: c.Sentence}
	if len(c.Times) == 0 {
		return f
	}
	first, last := c.Times[0].UTC(), c.Times[0].UTC()
	for _, t := range c.Times {
		if t.Before(first) {
			first = t.UTC()
		}
		if t.After(last) {
			last = t.UTC()
		}
	}
	var p period
	var starts []time.Time
	for _, p = range periods {
		starts = starts[:0]
		for t := p.start(first); !t.After(last) && len(starts) <= mostPeriods; t = p.next(t) {
			starts = append(starts, t)
		}
		if len(starts) <= mostPeriods {
			break
		}
	}
	counts := make([][4]int, len(starts))
	at := make(map[time.Time]int)
	for i, t := range starts {
		at[t] = i
	}
	for i, t := range c.Times {
		if k, ok := at[p.start(t.UTC())]; ok {
			counts[k][min(c.Of[i], 3)]++
		}
	}
	const left, right, top, bottom = 40, width - 10, 20, 120
	most := 0
	for _, n := range counts {
		most = max(most, total(n[:]))
	}
	var d drawing
	d.legend(left, 12, c.Series)
	y := newAxis(0, float64(most), bottom, top)
	d.up(y, left, right, min(4, most))
	step := float64(right-left) / float64(len(starts))
	f.Sentence += fmt.Sprintf(" One bar is one %s.", p.name)
	f.Table.Head = append([]string{p.name}, c.Series...)
	for k, n := range counts {
		from := float64(bottom)
		cells := []string{starts[k].Format(p.layout)}
		for s, v := range n {
			if s < len(c.Series) {
				cells = append(cells, fmt.Sprint(v))
			}
			if v > 0 {
				h := bottom - y.at(float64(v))
				from -= h
				d.shaded(class(s)+" fill", left+step*float64(k)+0.5, from, step-1, h, 0.8)
			}
		}
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	d.line("axis", left, bottom, right, bottom)
	d.text("", "start", left, bottom+13, starts[0].Format(p.layout))
	if len(starts) > 1 {
		d.text("", "end", right, bottom+13, starts[len(starts)-1].Format(p.layout))
	}
	f.Drawing = d.done(bottom+20, c.Title)
	return f
}
