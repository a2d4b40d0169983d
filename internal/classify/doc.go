// Package classify holds two plain classifiers of rows of numbers, which say how
// far simple statistics alone tell labels apart.
//
// A [Set] has its columns standardized by those of the training rows
// ([Standardize]); [Neighbours] and [Linear] give the classes of other rows.
package classify
