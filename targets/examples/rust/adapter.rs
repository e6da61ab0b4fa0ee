//! The same channels over the remote contract: `stdio:target/release/adapter`, or a TCP server with `--listen HOST:PORT`.
fn main() -> std::io::Result<()> {
    kmcl_target::serve::<channel::Channels>()
}
