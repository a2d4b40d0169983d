package dicom

import (
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// facts are the elements that [raster.Facts] gives, by their keywords in PS3.6.
var facts = []struct {
	tag     tag
	name    string
	numeric bool
}{
	{0x00080008, "ImageType", false},
	{0x00080012, "InstanceCreationDate", false},
	{0x00080018, "SOPInstanceUID", false},
	{0x00080020, "StudyDate", false},
	{0x00080021, "SeriesDate", false},
	{0x00080022, "AcquisitionDate", false},
	{0x00080023, "ContentDate", false},
	{0x0008002a, "AcquisitionDateTime", false},
	{0x00080030, "StudyTime", false},
	{0x00080031, "SeriesTime", false},
	{0x00080032, "AcquisitionTime", false},
	{0x00080033, "ContentTime", false},
	{0x00080060, "Modality", false},
	{0x00080070, "Manufacturer", false},
	{0x00080201, "TimezoneOffsetFromUTC", false},
	{0x00081090, "ManufacturerModelName", false},
	{tagPatientID, "PatientID", false},
	{0x0020000d, "StudyInstanceUID", false},
	{0x0020000e, "SeriesInstanceUID", false},
	{tagPhotometric, "PhotometricInterpretation", false},
	{tagWindowCenter, "WindowCenter", true},
	{tagWindowWidth, "WindowWidth", true},
	{tagIntercept, "RescaleIntercept", true},
	{tagSlope, "RescaleSlope", true},
	{tagRescaleType, "RescaleType", false},
}

// factTags tells whether an element is one of them.
var factTags = func() map[tag]bool {
	m := make(map[tag]bool, len(facts))
	for _, f := range facts {
		m[f.tag] = true
	}
	return m
}()

// Facts implements [raster.Informer].
func (f *frame) Facts() []raster.Fact {
	var list []raster.Fact
	for _, about := range facts {
		value, ok := f.series.value(about.tag, f.number)
		if !ok {
			continue
		}
		fact := raster.Fact{Name: about.name, Text: text(value)}
		if about.numeric {
			fact.Numbers = decimals(fact.Text)
		}
		list = append(list, fact)
	}
	return list
}

// decimals returns the values of an element of type DS, or nil where one of
// them is no number.
func decimals(text string) []float64 {
	var all []float64
	for _, part := range strings.Split(text, "\\") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || v-v != 0 {
			return nil
		}
		all = append(all, v)
	}
	return all
}
