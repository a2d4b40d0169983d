//go:build !amd64 || noasm

package pca

import "testing"

func eachKernel(t *testing.T, f func(*testing.T)) { f(t) }
