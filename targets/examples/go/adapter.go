// VmbServerChannelInitSetMmioMegabytes in Go, on the kit in targets/kits/go.
package main

import "kmcltarget"

const (
	configurable = iota // the phases of a channel
	live
	shut
	freed
	success           = 0x00000000
	invalidParameter  = 0xC000000D
	invalidParameter1 = 0xC00000EF
)

type channel struct {
	phase         int
	isServer      bool
	held, offered [2]uint16
}

type bus struct{ kmcltarget.Base }

func (bus) Allocate(isServer bool) (uint32, any) { return success, &channel{isServer: isServer} }

func (bus) SetMmioMegabytes(handle any, required, optional uint16) uint32 {
	c, isChannel := handle.(*channel)
	switch {
	case !isChannel || !c.isServer || c.phase != configurable:
		return invalidParameter1
	case required == 0 && optional == 0:
		return invalidParameter
	}
	c.held = [2]uint16{required, optional}
	return success
}

func (bus) Enable(c any) uint32 {
	c.(*channel).phase, c.(*channel).offered = live, c.(*channel).held
	return success
}

func (bus) Disable(c any) { c.(*channel).phase = shut }
func (bus) Cleanup(c any) { c.(*channel).phase = freed }

// What the guest does, and pauses, concern nothing that is modelled here.
func (bus) GuestOpen(any)  {}
func (bus) GuestClose(any) {}
func (bus) Start(any)      {}
func (bus) Pause(any)      {}

func (bus) ReadReservation(c any) (uint16, uint16) { return c.(*channel).held[0], c.(*channel).held[1] }

func (bus) ReadOffer(handle any) *kmcltarget.Offer {
	if c := handle.(*channel); c.phase == live {
		return &kmcltarget.Offer{MmioMegabytes: c.offered[0], MmioMegabytesOptional: c.offered[1]}
	}
	return nil
}

func main() {
	kmcltarget.Serve("go-example", "1.0", []string{"reservation", "offer", "guest", "start-pause", "client-endpoint",
		"null-handle", "stale-handle", "forged-handle"}, func() kmcltarget.Bus { return bus{} })
}
