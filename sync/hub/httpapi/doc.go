// Package httpapi is the hub's door to the network: POST /v1/exchange takes one
// batch and answers with batches, GET /v1/hub gives the hub's statement. A second
// handler, for loopback only, has health and metrics.
//
//	door := httpapi.New(h, httpapi.Options{Log: log})
//	err := door.Serve(ctx, listener, nil)
//
// Promised: of somebody who is not enrolled the hub reads HTTP's own header (at most
// 8 KiB), then the batch's header (at most 4,179 bytes, through a buffer of 4 KiB),
// and nothing after that; it seals nothing for them. How often an address may come is
// limited before its batch is looked at, how often a device may come after its
// signature was found good. A body is read only as long as bytes come, and so many
// bodies at a time as memory allows. Stopping lets answers that are being given come
// to their end.
//
// Logs hold identifiers in short form, sizes, times and kinds of errors; no address
// of a device, no case data.
//
// It knows no rule and keeps nothing. HTTP/1.1 only: with HTTP/2 a stranger could make
// the server buffer more before anybody looked at it.
//
// Not solved: many addresses together can use up the line.
package httpapi
