// Package grades keeps what people said of images: grades, marks for deletion
// and corrected labels, in a log that is only ever appended to.
//
//  1. Every judgement is one line of JSON ([Line]), written and synced by
//     [Log.Append] before anything else may rely on it.
//  2. [History] replays lines: per image and grader the judgement that stands,
//     and what an undo takes back.
//  3. [Log.Follow] reads what other processes appended to the same file.
//  4. [History.Apply] makes the log a source of a table: rows get grade, mark
//     and label.
//
// A judgement belongs to an id and the hash of the contents: an image that was
// replaced under its name is not graded any more. A last line that a crash cut
// off is not counted.
package grades
