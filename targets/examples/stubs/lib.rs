//! What kmcl-conformance calls of your VMBus channels. TODO: call your function here, in each of the six places; all else is done by the
//! crate kmcl-target. A status is an NTSTATUS; a channel is your own.
#![allow(unused_variables, unused_imports, dead_code)] // Until the six are filled in.

use kmcl_target::{Answer, Bus, Handle, Pair, Status, Todo};

/// Yours.
type Channel = ();

/// The channels of one run.
#[derive(Default)]
pub struct MyBus;

impl Bus for MyBus {
    type Channel = Channel;
    const NAME: &'static str = "my-channel";
    const VERSION: &'static str = "1.0";
    /// What more can be claimed: kmcl-conformance list capabilities
    const CAPABILITIES: &'static [&'static str] = &["reservation"];

    /// VmbChannelAllocate
    fn allocate(&mut self, is_server: bool) -> Answer<(Status, Channel)> {
        Err(Todo)
    }

    /// VmbServerChannelInitSetMmioMegabytes, the function under test. Other handles than a channel only come where they are claimed.
    fn set_mmio_megabytes(&mut self, handle: Handle<Channel>, required: u16, optional: u16) -> Answer<Status> {
        let Handle::Channel(channel) = handle else { return Ok(0xC000_00EF) };
        Err(Todo)
    }

    /// VmbChannelEnable
    fn enable(&mut self, channel: &mut Channel) -> Answer<Status> {
        Err(Todo)
    }

    /// VmbChannelDisable
    fn disable(&mut self, channel: &mut Channel) -> Answer<()> {
        Err(Todo)
    }

    /// VmbChannelCleanup
    fn cleanup(&mut self, channel: &mut Channel) -> Answer<()> {
        Err(Todo)
    }

    /// A test hook: the two amounts that the channel holds. Without one, do not claim reservation.
    fn read_reservation(&mut self, channel: &mut Channel) -> Answer<Pair> {
        Err(Todo)
    }
}

kmcl_target::native!(MyBus);
