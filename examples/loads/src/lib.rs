//! What `make bench` loads a server with besides a greeting: a handler that computes, one that asks another server, one that
//! makes a large answer in its own memory.
//!
//! - `GET /compute?N`: the sum of all primes below N, by a sieve
//! - `GET /stream?BYTES`: so many bytes
//! - `GET /fetch?AUTHORITY`: what `http://AUTHORITY/` answers

use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    Fields, IncomingBody, IncomingRequest, OutgoingBody, OutgoingRequest, OutgoingResponse,
    ResponseOutparam, Scheme,
};
use wasip2::io::streams::StreamError;

struct Loads;

wasip2::http::proxy::export!(Loads);

impl wasip2::exports::http::incoming_handler::Guest for Loads {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let target = request.path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        match (path, query.parse::<usize>()) {
            ("/", _) => text(out, 200, "try /compute?N, /stream?BYTES or /fetch?AUTHORITY\n"),
            ("/compute", Ok(below)) => text(out, 200, &format!("{}\n", sum_of_primes(below))),
            ("/stream", Ok(bytes)) => stream(out, bytes),
            ("/fetch", _) if !query.is_empty() => fetch(out, query),
            _ => text(out, 404, "try /compute?N, /stream?BYTES or /fetch?AUTHORITY\n"),
        }
    }
}

fn sum_of_primes(below: usize) -> usize {
    let mut composite = vec![false; below];
    let mut sum = 0;
    for number in 2..below {
        if !composite[number] {
            sum += number;
            for multiple in (number * number..below).step_by(number) {
                composite[multiple] = true;
            }
        }
    }
    sum
}

fn start(out: ResponseOutparam, status: u16) -> OutgoingBody {
    let response = OutgoingResponse::new(Fields::new());
    response.set_status_code(status).expect("a valid status");
    let body = response.body().expect("the body is taken once");
    ResponseOutparam::set(out, Ok(response));
    body
}

fn text(out: ResponseOutparam, status: u16, text: &str) {
    let body = start(out, status);
    let stream = body.write().expect("the stream is taken once");
    if stream.blocking_write_and_flush(text.as_bytes()).is_ok() {
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
    }
}

/// Writes as much at a time as there is room for.
fn stream(out: ResponseOutparam, mut bytes: usize) {
    let body = start(out, 200);
    let stream = body.write().expect("the stream is taken once");
    let content = vec![b'x'; 64 * 1024];
    while bytes > 0 {
        let Ok(room) = stream.check_write() else { return };
        let part = bytes.min(room as usize).min(content.len());
        if part == 0 {
            stream.subscribe().block();
        } else if stream.write(&content[..part]).is_err() {
            return;
        }
        bytes -= part;
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

fn fetch(out: ResponseOutparam, authority: &str) {
    match ask(authority) {
        Some((status, body)) => text(out, status, &String::from_utf8_lossy(&body)),
        None => text(out, 502, "no answer\n"),
    }
}

fn ask(authority: &str) -> Option<(u16, Vec<u8>)> {
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Http)).ok()?;
    request.set_authority(Some(authority)).ok()?;
    request.set_path_with_query(Some("/")).ok()?;
    OutgoingBody::finish(request.body().ok()?, None).ok()?;
    let answer = outgoing_handler::handle(request, None).ok()?;
    answer.subscribe().block();
    let response = answer.get()?.ok()?.ok()?;
    let body = response.consume().ok()?;
    let bytes = read(&body)?;
    Some((response.status(), bytes))
}

fn read(body: &IncomingBody) -> Option<Vec<u8>> {
    let stream = body.stream().ok()?;
    let mut all = Vec::new();
    loop {
        match stream.blocking_read(64 * 1024) {
            Ok(part) => all.extend(part),
            Err(StreamError::Closed) => return Some(all),
            Err(StreamError::LastOperationFailed(_)) => return None,
        }
    }
}
