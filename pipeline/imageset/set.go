package imageset

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/budget"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// Set is the images of a dataset, whose headers were read: every image delivers
// the same bands and sample type, except that grey may stand beside RGB. It is
// not changed any more, and safe for concurrent use.
type Set struct {
	Plan
	Images    Images // in the order of their ids
	Roots     []string
	Skipped   []dataset.Skipped
	Warnings  []string
	Decisions []decision.Decision

	acquired acquisitions
	sidecars bool // files beside images count
	listing  *dataset.Listing
	options  Options
	as       transforms.Chain
}

// New reads the header of every item of the listing, in parallel, and resolves
// how samples are seen. Items that cannot be opened are skipped and listed. It
// returns a [KindError] where the images differ in bands or sample type and
// [table.View.Kind] does not choose.
func New(ctx context.Context, l *dataset.Listing, o Options) (*Set, error) {
	o.Workers, o.Progress, o.unpacking = o.workers(), o.progress(), budget.New(o.Memory()/2)
	l.LimitMembers(o.Limits.WithDefaults().BlockBytes)
	if err := o.PatientIDs.check(o.Plan); err != nil {
		return nil, err
	}
	if o.Plan != nil {
		o.View, o.Prefetch = o.Plan.View, nil
	}
	if !o.settled {
		o.View.PatientIDs = o.PatientIDs.mark()
	}
	s := &Set{Plan: Plan{View: o.View}, Roots: l.Roots, Skipped: slices.Clone(l.Skipped), listing: l, options: o}
	s.Decisions = slices.Clone(l.Decisions)
	var err error
	if s.as, err = transforms.Parse(o.View.As, transforms.Resolver{}); err != nil {
		return nil, fmt.Errorf("--as: %w", err)
	}
	if err := s.chooseProducts(); err != nil {
		return nil, err
	}
	if err := s.readHeaders(ctx); err != nil {
		return nil, err
	}
	if o.Plan != nil {
		s.follow(o.Plan)
		s.decideRescale()
	} else if err := s.resolve(ctx); err != nil {
		return nil, err
	} else if err := s.refuseBandFiles(); err != nil {
		return nil, err
	}
	s.nameBands()
	if err := s.cut(&o.View.Chips); err != nil {
		return nil, err
	}
	s.warnContained()
	s.Images.of.geo = nil
	return s, nil
}

// readHeaders opens every item.
func (s *Set) readHeaders(ctx context.Context) error {
	l, o := s.listing, &s.options
	o.progress().Start("headers", l.Items.Len(), 0)
	defer o.progress().Finish()
	layouts, multi, several := newLayouts(), 0, ""
	var bySize stacks
	var beside saidBeside
	var lacking lackingPages
	images := &imageTable{items: &l.Items, noGroups: o.NoGroups, records: make([]record, 0, l.Items.Len())}
	for r := range ordered.Batched(ctx, o.workers(), headerBatch, notMasks(&o.View.Masks, &l.Items), func(int) int { return 1 }, func(ctx context.Context, i int) opened {
		r := openHeader(ctx, l, i, o)
		r.place()
		o.PatientIDs.hide(&r)
		return r
	}) {
		o.progress().Done(0)
		r.err = o.Refused(r.err)
		if r.more > 0 {
			if multi++; multi == 1 {
				several = r.item.ID
			}
		}
		if r.err != nil {
			if bad := (*optionError)(nil); errors.As(r.err, &bad) {
				return r.err
			}
			if o.Strict {
				return fmt.Errorf("%s: %w", r.item.ID, r.err)
			}
			s.skip(r.item, r.err)
			continue
		}
		beside.add(&r)
		lacking.add(&r)
		if st := r.item.Stack; st != nil && s.Plan.View.Stack == nil {
			s.Plan.View.Stack = st.Names
		}
		bySize.add(&r)
		for page := range r.pages {
			images.add(&r, page, layouts.index(r.header(page)))
			if n := len(r.facts); n > 0 {
				s.acquired.add(images, &r.facts[min(page, n-1)])
			}
		}
	}
	if multi > 0 {
		s.decide(decision.Decision{Kind: "pages", Count: int64(multi), Example: several, Flag: "--pages all", Effect: decision.LeftOut,
			Sentence: words.Count(multi, "file holds", "files hold") + " several images; as in most training code, only the first counts"})
	}
	bySize.decide(s)
	beside.decide(s)
	lacking.decide(s)
	s.Images, s.Layouts = images.images(), layouts.list
	s.decidePassed()
	s.groupPatients()
	return ctx.Err()
}

// decide notes a decision that was made from headers.
func (s *Set) decide(d decision.Decision) {
	d.Stage = decision.Found
	s.Decisions = append(s.Decisions, d)
}

// Empty reports whether there is nothing at all: no image, and no file that
// should have been one.
func (s *Set) Empty() bool { return s.listing.Items.Len() == 0 && len(s.listing.Skipped) == 0 }

// Passed counts the files that were passed over, by kind.
func (s *Set) Passed() map[string]int { return s.listing.Passed }

// SplitsFromTable reports whether a table gives the splits, not folders.
func (s *Set) SplitsFromTable() bool { return s.listing.SplitsFromTable }

// Lying are the tables among the images that were not used.
func (s *Set) Lying() []dataset.Lying { return s.listing.Lying }

// Kinds are the kinds of the images, the most frequent first.
func (s *Set) Kinds() []KindCount { return s.kinds() }

// Options returns the options that the set was made with.
func (s *Set) Options() Options { return s.options }

// Prefetched returns what [Options.Prefetch] returned for an image, or nil.
func (s *Set) Prefetched(im *Image) []byte {
	place := s.Images.of.early.get(im.at)
	if place == 0 {
		return nil
	}
	return s.Images.of.prefetched.At(place)
}

// Fact returns what is known of an image's item beside its pixels.
func (s *Set) Fact(im *Image) dataset.Fact {
	return s.listing.Fact(int(s.Images.of.records[im.at].item))
}

// Columns are the further columns of the items, in tables that were given.
func (s *Set) Columns() []dataset.Column { return s.listing.Facts.Columns }

// Cell returns the value of an image in one of the columns.
func (s *Set) Cell(c *dataset.Column, im *Image) any {
	return c.At(int(s.Images.of.records[im.at].item))
}

// With returns the set with some of its images only.
func (s *Set) With(images Images) *Set {
	some := *s
	some.Images = images
	return &some
}

// Named returns the set with other names for its bands, which it has none of its
// own for.
func (s *Set) Named(bands []string) *Set {
	named := *s
	named.Bands, named.Layouts = nil, slices.Clone(s.Layouts)
	for _, name := range bands {
		named.Bands = append(named.Bands, raster.Band{Name: name})
	}
	named.nameBands()
	return &named
}
