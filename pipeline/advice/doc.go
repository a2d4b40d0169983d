// Package advice answers what people ask before they train: functions of a
// table, as those of package derive are.
//
//   - [Verify] says what constants leave of the images, and what they are if they
//     do not fit.
//   - [Compare] says how far two sets of images lie apart, and whether by chance.
//   - [NewProbe] and [Shortcuts] say what simple statistics and facts that are no
//     content tell of the labels.
//   - [Advise] puts it together: which constants, and what else decides.
package advice
