// Package export writes the table of a dataset in the forms that other tools
// read. Everything in a form comes from the rows and the constants of the table;
// what no row knows, such as a licence, is asked for and never made up.
//
//  1. [Find] gives the [Form] of a name.
//  2. A form is one text ([Form.Text]), or a folder of files ([Form.Folder]) with
//     which images may be placed: copied or linked, never decoded.
//  3. Items that a form cannot hold stay out, are counted by their reason, and
//     [Set.Said] names them. A form that would hold none is an error.
//
// Each form speaks the words of its tool: valid is val for torchvision and
// Ultralytics, and validation for Hugging Face.
package export
