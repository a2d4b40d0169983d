//go:build linux

// Command bench measures bandprep against the programs that its users would
// take instead, and writes docs/benchmarks.md.
//
//	go run ./bench                        # every job whose peers are small
//	go run ./bench --all                  # also torchvision, Orfeo and a million items
//	go run ./bench --only jpeg,small --runs 3
//
// What it does, in order:
//
//  1. install what is missing of the peers, as Debian packages (as root);
//  2. build bandprep and the C peer, and prepare the data of the chosen jobs
//     in a folder outside the project, once ([recipes]);
//  3. run bandprep and one peer in turn, A B A B …, as whole processes, after
//     one run of each that warms the page cache ([measure]);
//  4. compare the answers of both ([answer]);
//  5. keep the figures of each job beside the data, and write the page from
//     all that are there ([page]).
//
// A ratio is taken run by run, of neighbours in time, and the median of the
// ratios is what counts: a slow minute of the machine hits both. CPU time and
// peak memory are those that the kernel gives with wait4 for a process and
// the children that it has reaped; the peak is that of its largest process.
//
// The peers' programs and the real images lie beside the project, see
// --peers and --data; they are not part of it.
package main
