// The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
// is done. A status is an NTSTATUS; a handle is your own: what allocate gives comes back in the other calls.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// What more can be claimed: kmcl-conformance list capabilities
var capabilities = []string{"reservation"}

const todo = "TODO: call your function here"

// VmbChannelAllocate: gives a status and a handle.
func allocate(isServer bool) (uint32, any) {
	panic(todo)
}

// VmbServerChannelInitSetMmioMegabytes, the function under test: gives a status.
func setMmioMegabytes(channel any, mmioMegabytes, mmioMegabytesOptional uint16) uint32 {
	panic(todo)
}

// VmbChannelEnable: gives a status.
func enable(channel any) uint32 {
	panic(todo)
}

// VmbChannelDisable
func disable(channel any) {
	panic(todo)
}

// VmbChannelCleanup
func cleanup(channel any) {
	panic(todo)
}

// A test hook: gives the two amounts that the channel holds. Without one, do not claim reservation.
func readReservation(channel any) (uint16, uint16) {
	panic(todo)
}

// The protocol: one JSON text a line, a request in and its reply out.

type object = map[string]any

type call struct {
	Kind, Endpoint                       string
	Channel                              any
	MmioMegabytes, MmioMegabytesOptional uint16
}

func status(code uint32) object { return object{"status": fmt.Sprintf("0x%08x", code)} }

// Makes one call; `channels` has the handle of each slot, in this run.
func perform(channels map[any]any, c call) object {
	channel := channels[c.Channel]
	switch c.Kind {
	case "allocate":
		code, handle := allocate(c.Endpoint == "server")
		channels[c.Channel] = handle
		return status(code)
	case "setMmioMegabytes":
		return status(setMmioMegabytes(channel, c.MmioMegabytes, c.MmioMegabytesOptional))
	case "enable":
		return status(enable(channel))
	case "readReservation":
		required, optional := readReservation(channel)
		return object{"reservation": object{"mmioMegabytes": required, "mmioMegabytesOptional": optional}}
	case "disable":
		disable(channel)
	case "cleanup":
		cleanup(channel)
	}
	return object{}
}

func run(calls []call) (field string, value any) {
	channels, responses := map[any]any{}, []object{}
	defer func() {
		if problem := recover(); problem == todo {
			data := object{"kind": "adapter-fault", "answered": len(responses)}
			field, value = "error", object{"code": -32000, "message": todo, "data": data}
		} else if problem != nil {
			panic(problem)
		}
	}()
	for _, c := range calls {
		responses = append(responses, perform(channels, c))
	}
	return "result", object{"responses": responses}
}

func answer(line []byte) (id any, field string, value any) {
	var r struct {
		ID     json.Number
		Method string
		Params struct{ Calls []call }
	}
	err := json.Unmarshal(line, &r)
	switch {
	case err != nil:
		return r.ID, "error", object{"code": -32602, "message": err.Error()}
	case r.Method == "hello":
		return r.ID, "result", object{"protocol": 1, "name": "my-channel", "version": "1.0", "capabilities": capabilities}
	case r.Method == "run":
		field, value = run(r.Params.Calls)
		return r.ID, field, value
	}
	return r.ID, "error", object{"code": -32601, "message": "the methods are hello and run"}
}

func main() {
	lines, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		id, field, value := answer(lines.Bytes())
		out.Encode(object{"jsonrpc": "2.0", "id": id, field: value})
	}
}
