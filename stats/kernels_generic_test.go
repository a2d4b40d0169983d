//go:build !amd64 || noasm

package stats

import "testing"

func variants(t *testing.T, f func(t *testing.T)) { t.Run("Go", f) }
