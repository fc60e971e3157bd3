//! Moves bytes, for `make bench`: `streams WHAT MEBIBYTES [FILE]`.
//!
//! `write` and `read` move them to and from a file, `pipe` from stdin to stdout, `echo` through a TCP connection to
//! itself and back. Each ends with 1 if fewer arrive than were sent.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

const PIECE: usize = 64 * 1024;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().collect();
    let bytes = args[2].parse::<u64>().expect("a number of mebibytes") << 20;
    let moved = match args[1].as_str() {
        "write" => write(bytes, &mut File::create(&args[3])?)?,
        "read" => copy(&mut File::open(&args[3])?, &mut io::sink())?,
        "pipe" => copy(&mut io::stdin().lock(), &mut io::stdout().lock())?,
        "echo" => echo(bytes)?,
        other => panic!("{other}: write, read, pipe or echo"),
    };
    assert_eq!(moved, bytes);
    Ok(())
}

fn write(bytes: u64, to: &mut impl Write) -> io::Result<u64> {
    let piece = vec![7; PIECE];
    let mut moved = 0;
    while moved < bytes {
        to.write_all(&piece)?;
        moved += piece.len() as u64;
    }
    Ok(moved)
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut moved = 0;
    loop {
        let count = from.read(&mut piece)?;
        if count == 0 {
            to.flush()?;
            return Ok(moved);
        }
        to.write_all(&piece[..count])?;
        moved += count as u64;
    }
}

/// A piece goes to the other end, which sends it back, before the next one does.
fn echo(bytes: u64) -> io::Result<u64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let piece = vec![7; PIECE / 2];
    let mut back = vec![0; PIECE / 2];
    let mut moved = 0;
    while moved < bytes {
        client.write_all(&piece)?;
        server.read_exact(&mut back)?;
        server.write_all(&back)?;
        client.read_exact(&mut back)?;
        moved += piece.len() as u64;
    }
    Ok(moved)
}
