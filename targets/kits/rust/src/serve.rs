//! The remote contract: one JSON text a line, a request in and its reply out.
use crate::{Bus, Call, Pair, Run, Told, FORGED, KINDS, NULL};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// The text of a field of a flat object: a number, or what stands between quotes. The standard library reads no JSON.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let at = text.find(&format!("\"{name}\""))? + name.len() + 2;
    let value = text[at..].trim_start().strip_prefix(':')?.trim_start();
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([',', '}', ']']).next().map(str::trim),
    }
}

fn decode(text: &str) -> Option<Call> {
    let kind = KINDS.iter().position(|kind| field(text, "kind") == Some(kind))? as u8;
    let channel = match field(text, "channel")? {
        "null" if kind == 1 => NULL,
        "forged" if kind == 1 => FORGED,
        slot => slot.parse().ok().filter(|slot| *slot < 16)?,
    };
    let flags = match (kind, field(text, "endpoint")) {
        (0, Some("client")) => 1,
        (0, Some("server")) | (1.., _) => 0,
        _ => return None,
    };
    let amount = |name| if kind == 1 { field(text, name)?.parse().ok() } else { Some(0) };
    Some(Call { kind, channel, required: amount("mmioMegabytes")?, optional: amount("mmioMegabytesOptional")?, flags })
}

fn decode_all(line: &str) -> Option<Vec<Call>> {
    let at = line.find("\"calls\"")? + "\"calls\"".len();
    let list = line[at..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
    let mut pieces: Vec<&str> = list[..list.find(']')?].split('}').collect();
    if !pieces.pop()?.trim().is_empty() { return None; }
    pieces.into_iter().map(|piece| decode(piece.trim_start().trim_start_matches(',').trim_start().strip_prefix('{')?)).collect()
}

fn json(told: Told) -> Option<String> {
    let pair = |(required, optional): Pair| format!(r#""mmioMegabytes":{required},"mmioMegabytesOptional":{optional}"#);
    Some(match told {
        Told::Nothing => "{}".into(),
        Told::Status(status) => format!(r#"{{"status":"0x{status:08x}"}}"#),
        Told::Reservation(held) => format!(r#"{{"reservation":{{{}}}}}"#, pair(held)),
        Told::Offer(None) => r#"{"offer":null}"#.into(),
        Told::Offer(Some((offered, bytes))) if bytes.is_empty() => format!(r#"{{"offer":{{{}}}}}"#, pair(offered)),
        Told::Offer(Some((offered, bytes))) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!(r#"{{"offer":{{{},"bytes":"{digits}"}}}}"#, pair(offered))
        }
        Told::Space(address, size) => format!(r#"{{"space":{{"address":"0x{address:x}","size":"0x{size:x}"}}}}"#),
        Told::NoSuchCall => return None,
    })
}

fn failed(code: i32, message: &str, data: &str) -> String {
    format!(r#""error":{{"code":{code},"message":"{message}"{data}}}"#)
}

fn run<B: Bus>(calls: &[Call]) -> String {
    let mut responses = Vec::new();
    let end = catch_unwind(AssertUnwindSafe(|| {
        let mut run = Run::<B>::default();
        calls.iter().try_for_each(|call| {
            responses.push(json(run.perform(call).map_err(|_| "TODO: call your function here")?).ok_or("no such call")?);
            Ok(())
        })
    }));
    let data = |kind| format!(r#","data":{{"kind":"{kind}","answered":{}}}"#, responses.len());
    match end {
        Ok(Ok(())) => format!(r#""result":{{"responses":[{}]}}"#, responses.join(",")),
        Ok(Err(why)) => failed(-32000, why, &data("adapter-fault")),
        Err(_) => failed(-32000, "it panicked; its words are on standard error", &data("crash")),
    }
}

fn answer<B: Bus>(line: &str) -> String {
    match (field(line, "method"), decode_all(line)) {
        (Some("hello"), _) => {
            let (name, version, claimed) = (B::NAME, B::VERSION, B::CAPABILITIES.join("\",\""));
            let claimed = if claimed.is_empty() { claimed } else { format!("\"{claimed}\"") };
            let room = if B::ROOM_MEGABYTES > 0 { format!(r#","roomMegabytes":{}"#, B::ROOM_MEGABYTES) } else { String::new() };
            format!(r#""result":{{"protocol":1,"name":"{name}","version":"{version}","capabilities":[{claimed}]{room}}}"#)
        }
        (Some("run"), Some(calls)) => run::<B>(&calls),
        (Some("run"), None) => failed(-32602, "cannot decode the calls", ""),
        _ => failed(-32601, "the methods are hello and run", ""),
    }
}

fn converse<B: Bus>(source: impl BufRead, mut sink: impl Write) -> io::Result<()> {
    for line in source.lines() {
        let line = line?;
        if line.trim().is_empty() { continue; }
        let id = field(&line, "id").filter(|id| id.parse::<f64>().is_ok()).unwrap_or("null");
        sink.write_all(format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},{}}}\n", answer::<B>(&line)).as_bytes())?;
        sink.flush()?;
    }
    Ok(())
}

/// Standard output is the protocol's alone: what anybody prints goes to standard error from now on.
#[cfg(unix)]
fn protocol() -> io::Result<impl Write> {
    use std::os::fd::AsFd;
    extern "C" { fn dup2(from: i32, to: i32) -> i32; }
    let protocol = io::stdout().as_fd().try_clone_to_owned()?;
    if unsafe { dup2(2, 1) } < 0 { return Err(io::Error::last_os_error()); }
    Ok(std::fs::File::from(protocol))
}
#[cfg(not(unix))]
fn protocol() -> io::Result<impl Write> { Ok(io::stdout()) }

fn talk<B: Bus>(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    converse::<B>(BufReader::new(stream.try_clone()?), stream)
}

/// Answers hello and run until the other side is gone; with `--listen HOST:PORT` for one connection after another, each on its thread.
pub fn serve<B: Bus>() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => converse::<B>(io::stdin().lock(), protocol()?),
        ["--listen", address] => {
            let listener = TcpListener::bind(address)?;
            eprintln!("listening on {}", listener.local_addr()?);
            for stream in listener.incoming() {
                std::thread::spawn(|| stream.and_then(talk::<B>).unwrap_or_else(|gone| eprintln!("connection lost: {gone}")));
            }
            Ok(())
        }
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "the one flag is --listen HOST:PORT")),
    }
}
