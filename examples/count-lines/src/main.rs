//! A WASI 0.1 command: counts the lines of its files, or of stdin if it has none.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut failed = false;
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        failed = !report("-", io::stdin().lock());
    }
    for name in &names {
        match File::open(name) {
            Ok(file) => failed |= !report(name, file),
            Err(error) => {
                eprintln!("count-lines: {name}: {error}");
                failed = true;
            }
        }
    }
    // 3, so that a caller can tell this program's own failure from the runtime's.
    ExitCode::from(if failed { 3 } else { 0 })
}

fn report(name: &str, input: impl Read) -> bool {
    let mut lines = 0u64;
    for line in BufReader::new(input).split(b'\n') {
        if let Err(error) = line {
            eprintln!("count-lines: {name}: {error}");
            return false;
        }
        lines += 1;
    }
    println!("{lines} {name}");
    true
}
