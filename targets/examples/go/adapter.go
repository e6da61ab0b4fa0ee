// VmbServerChannelInitSetMmioMegabytes in Go, and the two methods that let the suite reach it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

const (
	unused = iota // the phases of a channel
	configurable
	live
	shut
	success           = 0x00000000
	invalidParameter  = 0xC000000D
	invalidParameter1 = 0xC00000EF
)

type amounts struct {
	MmioMegabytes         uint16 `json:"mmioMegabytes"`
	MmioMegabytesOptional uint16 `json:"mmioMegabytesOptional"`
}

type channel struct {
	phase         int
	client        bool
	held, offered amounts
}

// An instance is as many channels as a program can name; a cleaned-up one is unused again.
type instance [16]channel

func (c *channel) setMmioMegabytes(a amounts) uint32 {
	switch {
	case c.client || c.phase != configurable:
		return invalidParameter1
	case a == amounts{}:
		return invalidParameter
	}
	c.held = a
	return success
}

func (in *instance) perform(k call) response {
	c := &channel{}
	if slot, ok := k.Channel.(float64); ok {
		c = &in[int(slot)]
	}
	switch k.Kind {
	case "allocate":
		*c = channel{phase: configurable, client: k.Endpoint == "client"}
		return status(success)
	case "setMmioMegabytes":
		return status(c.setMmioMegabytes(k.amounts))
	case "enable":
		c.phase, c.offered = live, c.held
		return status(success)
	case "disable":
		c.phase = shut
	case "cleanup":
		*c = channel{}
	case "readReservation":
		return response{"reservation": c.held}
	case "readOffer":
		if c.phase != live {
			return response{"offer": nil}
		}
		return response{"offer": c.offered}
	}
	// start, pause, guestOpen and guestClose concern nothing that is modelled here.
	return response{}
}

// The protocol: one JSON text a line, a request in and its reply out.

type call struct {
	Kind, Endpoint string
	Channel        any
	amounts
}

type response map[string]any

type request struct {
	ID     any
	Method string
	Params struct{ Calls []call }
}

func status(code uint32) response { return response{"status": fmt.Sprintf("0x%08x", code)} }

func answer(r request) (string, any) {
	switch r.Method {
	case "hello":
		return "result", map[string]any{"protocol": 1, "name": "go-example", "version": "1.0", "capabilities": []string{
			"reservation", "offer", "guest", "start-pause", "client-endpoint", "null-handle", "stale-handle", "forged-handle"}}
	case "run":
		in, responses := instance{}, []response{}
		for _, k := range r.Params.Calls {
			responses = append(responses, in.perform(k))
		}
		return "result", map[string]any{"responses": responses}
	}
	return "error", map[string]any{"code": -32601, "message": "the methods are hello and run"}
}

func main() {
	lines, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r request
		field, value := "error", any(map[string]any{"code": -32602, "message": "cannot decode"})
		if json.Unmarshal(lines.Bytes(), &r) == nil {
			field, value = answer(r)
		}
		out.Encode(map[string]any{"jsonrpc": "2.0", "id": r.ID, field: value})
	}
}
