//go:build !amd64 || noasm

package inflate

func adler32(sum uint32, data []byte) uint32 { return adler32Go(sum, data) }
