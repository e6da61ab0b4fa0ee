//! VMBus channels in Rust, on the kit in targets/kits/rust; what is built is `native:target/release/libchannel.so`:
//!
//!     cargo build --release --offline --quiet
//!
use kmcl_target::{Answer, Bus, Handle, Pair, Status};

const STATUS_SUCCESS: Status = 0x0000_0000;
const STATUS_INVALID_PARAMETER: Status = 0xC000_000D;
const STATUS_INVALID_PARAMETER_1: Status = 0xC000_00EF;

#[derive(Clone, Copy)]
enum State {
    Init,
    Enabled { offered: Pair },
    Disabled,
    Freed,
}

pub struct Channel { number: u64, is_server: bool, held: Pair, state: State }

#[derive(Default)]
pub struct Channels { allocated: u64 }

impl Bus for Channels {
    type Channel = Channel;
    const NAME: &'static str = "example-rust";
    const VERSION: &'static str = "1.0";
    const CAPABILITIES: &'static [&'static str] = &["reservation", "offer", "mmio-space", "guest", "start-pause", "client-endpoint",
        "null-handle", "stale-handle", "forged-handle"];

    fn allocate(&mut self, is_server: bool) -> Answer<(Status, Channel)> {
        self.allocated += 1;
        Ok((STATUS_SUCCESS, Channel { number: self.allocated, is_server, held: (0, 0), state: State::Init }))
    }
    fn set_mmio_megabytes(&mut self, handle: Handle<Channel>, required: u16, optional: u16) -> Answer<Status> {
        match handle {
            Handle::Channel(Channel { is_server: true, state: State::Init, .. }) if (required, optional) == (0, 0) => Ok(STATUS_INVALID_PARAMETER),
            Handle::Channel(Channel { is_server: true, state: State::Init, held, .. }) => {
                *held = (required, optional);
                Ok(STATUS_SUCCESS)
            }
            _ => Ok(STATUS_INVALID_PARAMETER_1),
        }
    }
    fn enable(&mut self, channel: &mut Channel) -> Answer<Status> {
        channel.state = State::Enabled { offered: channel.held };
        Ok(STATUS_SUCCESS)
    }
    fn disable(&mut self, channel: &mut Channel) -> Answer<()> { Ok(channel.state = State::Disabled) }
    fn cleanup(&mut self, channel: &mut Channel) -> Answer<()> { Ok(channel.state = State::Freed) }
    // What the guest does, and pauses, concern nothing that is modelled here.
    fn start(&mut self, _: &mut Channel) -> Answer<()> { Ok(()) }
    fn pause(&mut self, _: &mut Channel) -> Answer<()> { Ok(()) }
    fn guest_open(&mut self, _: &mut Channel) -> Answer<()> { Ok(()) }
    fn guest_close(&mut self, _: &mut Channel) -> Answer<()> { Ok(()) }
    fn read_reservation(&mut self, channel: &mut Channel) -> Answer<Pair> { Ok(channel.held) }
    fn read_offer(&mut self, channel: &mut Channel) -> Answer<Option<(Pair, Vec<u8>)>> {
        Ok(if let State::Enabled { offered } = channel.state { Some((offered, Vec::new())) } else { None })
    }
    fn get_mmio_space(&mut self, channel: &mut Channel) -> Answer<(u64, u64)> {
        Ok((channel.number << 40, u64::from(channel.held.0) << 20))
    }
}

kmcl_target::native!(Channels);
