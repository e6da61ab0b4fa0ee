// The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
// is done by the package kmcltarget. A status is an NTSTATUS; a channel is your own handle.
package main

import . "adapter/kmcltarget"

// What more can be claimed: kmcl-conformance list capabilities
var capabilities = []string{"reservation"}

// The channels of one run.
type myBus struct{ Base }

// VmbChannelAllocate: gives a status and a channel.
func (*myBus) Allocate(isServer bool) (uint32, any) {
	panic(Todo)
}

// VmbServerChannelInitSetMmioMegabytes, the function under test: gives a status.
func (*myBus) SetMmioMegabytes(channel any, mmioMegabytes, mmioMegabytesOptional uint16) uint32 {
	panic(Todo)
}

// VmbChannelEnable: gives a status.
func (*myBus) Enable(channel any) uint32 {
	panic(Todo)
}

// VmbChannelDisable
func (*myBus) Disable(channel any) {
	panic(Todo)
}

// VmbChannelCleanup
func (*myBus) Cleanup(channel any) {
	panic(Todo)
}

// A test hook: gives the two amounts that the channel holds. Without one, do not claim reservation.
func (*myBus) ReadReservation(channel any) (uint16, uint16) {
	panic(Todo)
}

func main() {
	Serve("my-channel", "1.0", capabilities, func() Bus { return &myBus{} })
}
