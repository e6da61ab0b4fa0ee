// Package kmcltarget speaks the remote contract of kmcl-conformance, so that only the implementation is left to write: a Bus.
//
//	type myBus struct{ kmcltarget.Base } // and its methods Allocate, SetMmioMegabytes, ...
//
//	func main() {
//		kmcltarget.Serve("mine", "1.0", []string{"reservation"}, func() kmcltarget.Bus { return &myBus{} })
//	}
//
// A status is an NTSTATUS. A channel is what Allocate gave, also after Cleanup, when it is a stale handle. The program speaks on
// standard input and output, and what anybody prints goes to standard error; with -listen HOST:PORT it is a TCP server.
package kmcltarget

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
)

// Bus has the channels of one run; a fresh one is made for each. What is not claimed is not called.
type Bus interface {
	Allocate(isServer bool) (status uint32, channel any)
	// SetMmioMegabytes is the function under test. The channel is nil for a NULL handle and Forged for one that never was.
	SetMmioMegabytes(channel any, mmioMegabytes, mmioMegabytesOptional uint16) (status uint32)
	Enable(channel any) (status uint32)
	Disable(channel any)
	Cleanup(channel any)
	Start(channel any)
	Pause(channel any)
	GuestOpen(channel any)
	GuestClose(channel any)
	ReadReservation(channel any) (mmioMegabytes, mmioMegabytesOptional uint16)
	ReadOffer(channel any) *Offer                    // nil without a live offer
	GetMmioSpace(channel any) (address, size uint64) // in bytes
}

// Offer is what the guest was offered; Bytes is the message in hex digits where offer-bytes is claimed.
type Offer struct {
	MmioMegabytes         uint16 `json:"mmioMegabytes"`
	MmioMegabytesOptional uint16 `json:"mmioMegabytesOptional"`
	Bytes                 string `json:"bytes,omitempty"`
}

// Base is for embedding: each of its methods says that the one of the user is not there yet.
type Base struct{}

func (Base) Allocate(bool) (uint32, any)                 { panic(Todo) }
func (Base) SetMmioMegabytes(any, uint16, uint16) uint32 { panic(Todo) }
func (Base) Enable(any) uint32                           { panic(Todo) }
func (Base) Disable(any)                                 { panic(Todo) }
func (Base) Cleanup(any)                                 { panic(Todo) }
func (Base) Start(any)                                   { panic(Todo) }
func (Base) Pause(any)                                   { panic(Todo) }
func (Base) GuestOpen(any)                               { panic(Todo) }
func (Base) GuestClose(any)                              { panic(Todo) }
func (Base) ReadReservation(any) (uint16, uint16)        { panic(Todo) }
func (Base) ReadOffer(any) *Offer                        { panic(Todo) }
func (Base) GetMmioSpace(any) (uint64, uint64)           { panic(Todo) }

// Todo is for panic where the user's function is not called yet: no answer, and told as such.
var Todo = errors.New("TODO: call your function here")

// Forged is the handle that never was a channel.
var Forged any = new(int)

// What is asked of a channel whose allocation was refused is answered by kind, and not judged.
var refused any = new(int)

type object = map[string]any

type call struct {
	Kind, Endpoint                       string
	Channel                              any
	MmioMegabytes, MmioMegabytesOptional *uint16
}

func (c call) isCall() bool {
	slot, isSlot := c.Channel.(float64)
	isSlot = isSlot && slot >= 0 && slot < 16 && slot == float64(int(slot))
	switch c.Kind {
	case "allocate":
		return isSlot && (c.Endpoint == "server" || c.Endpoint == "client")
	case "setMmioMegabytes":
		return (isSlot || c.Channel == "null" || c.Channel == "forged") && c.MmioMegabytes != nil && c.MmioMegabytesOptional != nil
	case "enable", "disable", "cleanup", "start", "pause", "guestOpen", "guestClose", "readReservation", "readOffer", "getMmioSpace":
		return isSlot
	}
	return false
}

func told(status uint32) object { return object{"status": fmt.Sprintf("0x%08x", status)} }

func held(a, b uint16) object {
	return object{"reservation": Offer{MmioMegabytes: a, MmioMegabytesOptional: b}}
}

func space(address, size uint64) object {
	return object{"space": object{"address": fmt.Sprintf("0x%x", address), "size": fmt.Sprintf("0x%x", size)}}
}

func perform(bus Bus, slots map[any]any, c call) object {
	channel := slots[c.Channel]
	if channel == refused && c.Kind != "allocate" {
		answers := map[string]object{"setMmioMegabytes": told(0xC00000EF), "enable": told(0xC00000EF),
			"readReservation": held(0, 0), "readOffer": {"offer": nil}, "getMmioSpace": space(0, 0)}
		if answers[c.Kind] == nil {
			return object{}
		}
		return answers[c.Kind]
	}
	switch c.Kind {
	case "allocate":
		status, made := bus.Allocate(c.Endpoint == "server")
		if slots[c.Channel] = made; int32(status) < 0 {
			slots[c.Channel] = refused
		}
		return told(status)
	case "setMmioMegabytes":
		return told(bus.SetMmioMegabytes(channel, *c.MmioMegabytes, *c.MmioMegabytesOptional))
	case "enable":
		return told(bus.Enable(channel))
	case "readReservation":
		return held(bus.ReadReservation(channel))
	case "readOffer":
		return object{"offer": bus.ReadOffer(channel)}
	case "getMmioSpace":
		return space(bus.GetMmioSpace(channel))
	}
	map[string]func(any){"disable": bus.Disable, "cleanup": bus.Cleanup, "start": bus.Start, "pause": bus.Pause,
		"guestOpen": bus.GuestOpen, "guestClose": bus.GuestClose}[c.Kind](channel)
	return object{}
}

func failed(code int, message string, data any) (string, any) {
	return "error", object{"code": code, "message": message, "data": data}
}

func run(newBus func() Bus, calls []call) (field string, value any) {
	slots, responses := map[any]any{"null": nil, "forged": Forged}, []object{}
	defer func() {
		if problem := recover(); problem == Todo {
			field, value = failed(-32000, Todo.Error(), object{"kind": "adapter-fault", "answered": len(responses)})
		} else if problem != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", problem, debug.Stack())
			field, value = failed(-32000, fmt.Sprint(problem), object{"kind": "crash", "answered": len(responses)})
		}
	}()
	bus := newBus()
	for _, c := range calls {
		responses = append(responses, perform(bus, slots, c))
	}
	return "result", object{"responses": responses}
}

var RoomMegabytes any // A number: of the guest's window for all channels together, where it is less than mmio-space claims.

// Serve answers hello and run until the other side is gone.
func Serve(name, version string, capabilities []string, newBus func() Bus) {
	listen := flag.String("listen", "", "HOST:PORT of a TCP server in the place of standard input and output")
	flag.Parse()
	about := object{"protocol": 1, "name": name, "version": version, "capabilities": capabilities, "roomMegabytes": RoomMegabytes}
	if *listen == "" {
		protocol := os.Stdout
		os.Stdout = os.Stderr
		converse(about, newBus, os.Stdin, protocol)
		return
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	for {
		if connection, err := listener.Accept(); err == nil {
			go func() { defer connection.Close(); converse(about, newBus, connection, connection) }()
		}
	}
}

func converse(about object, newBus func() Bus, source io.Reader, sink io.Writer) {
	lines, out := bufio.NewScanner(source), json.NewEncoder(sink)
	lines.Buffer(nil, 1<<20+1)
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			id, field, value := answer(about, newBus, line)
			out.Encode(object{"jsonrpc": "2.0", "id": id, field: value})
		}
	}
}

func answer(about object, newBus func() Bus, line []byte) (id json.RawMessage, field string, value any) {
	request := struct {
		ID     json.RawMessage
		Method string
		Params struct{ Calls *[]call }
	}{}
	switch err := json.Unmarshal(line, &request); {
	case err == nil && request.Method == "hello":
		return request.ID, "result", about
	case err == nil && request.Method == "run" && request.Params.Calls != nil:
		for _, c := range *request.Params.Calls {
			if !c.isCall() {
				field, value = failed(-32602, fmt.Sprintf("no call: %+v", c), nil)
				return request.ID, field, value
			}
		}
		field, value = run(newBus, *request.Params.Calls)
	case err == nil && request.Method != "run":
		field, value = failed(-32601, "the methods are hello and run", nil)
	default:
		field, value = failed(-32602, fmt.Sprint("cannot decode: ", err), nil)
	}
	return request.ID, field, value
}
