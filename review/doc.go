// Package review serves a local page on which people grade the images of a
// dataset by keyboard.
//
//  1. [New] takes the table of the images and the log of grades.
//  2. [Server.Serve] listens on the loopback address; who has the link, and no
//     other page or program that a browser runs, gets in (guard.go).
//  3. The page (folder page) asks for lists of images in some order (order.go)
//     and for images composed of any number of bands (compose.go), the next
//     ones ahead of time (cache.go).
//  4. A key becomes one line of the log before the page shows it as done
//     (judge.go); windows ask for what changed since.
//
// The images themselves are never written.
package review
