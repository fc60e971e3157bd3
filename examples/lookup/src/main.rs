//! Prints the addresses of the host names that it is given, one name to a line.

use std::net::ToSocketAddrs;

fn main() {
    for name in std::env::args().skip(1) {
        match (name.as_str(), 0).to_socket_addrs() {
            Ok(found) => {
                let mut addresses: Vec<String> = found.map(|a| a.ip().to_string()).collect();
                addresses.sort();
                println!("{name}: {}", addresses.join(" "));
            }
            Err(_) => println!("{name}: none"),
        }
    }
}
