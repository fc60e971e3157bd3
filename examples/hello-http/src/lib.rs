//! A small `wasi:http/incoming-handler`: a greeting, an echo that streams, the environment, and
//! on purpose a trap, a loop without end, one that takes memory and one that prints.

use wasip2::cli::environment::get_environment;
use wasip2::http::types::{
    Fields, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::StreamError;

struct HelloHttp;

wasip2::http::proxy::export!(HelloHttp);

impl wasip2::exports::http::incoming_handler::Guest for HelloHttp {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let target = request.path_with_query().unwrap_or_default();
        let path = target.split('?').next().unwrap_or("/");
        match (request.method(), path) {
            (Method::Get, "/") => text(out, 200, "Hello from a component on the JVM!\n"),
            (Method::Post, "/echo") => echo(request, out),
            (Method::Get, "/env") => text(out, 200, &environment()),
            (Method::Get, "/log") => {
                println!("a line on stdout");
                eprintln!("a line on stderr");
                text(out, 200, "logged\n");
            }
            (Method::Get, "/trap") => panic!("asked to trap"),
            (Method::Get, "/spin") => loop {
                std::hint::spin_loop();
            },
            (Method::Get, "/grow") => grow(),
            (Method::Get, "/flood") => loop {
                println!("{}", "flood ".repeat(600));
            },
            _ => text(out, 404, "try /, /env, /log, /trap, /spin, /grow, /flood or POST /echo\n"),
        }
    }
}

/// Takes memory until there is none.
fn grow() {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(vec![1; 1 << 20]);
        std::hint::black_box(&taken);
    }
}

fn environment() -> String {
    let mut lines: Vec<String> =
        get_environment().into_iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    lines.sort();
    lines.concat()
}

/// Sends the head with this status and content type; the body is written by the caller.
fn start(out: ResponseOutparam, status: u16, content_type: &[u8]) -> OutgoingBody {
    let fields = Fields::new();
    fields.append("content-type", content_type).expect("a valid header");
    let response = OutgoingResponse::new(fields);
    response.set_status_code(status).expect("a valid status");
    let body = response.body().expect("the body is taken once");
    ResponseOutparam::set(out, Ok(response));
    body
}

fn text(out: ResponseOutparam, status: u16, text: &str) {
    let body = start(out, status, b"text/plain; charset=utf-8");
    let stream = body.write().expect("the stream is taken once");
    for chunk in text.as_bytes().chunks(4096) {
        if stream.blocking_write_and_flush(chunk).is_err() {
            return;
        }
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

/// Sends the request's body back while it arrives.
fn echo(request: IncomingRequest, out: ResponseOutparam) {
    let incoming = request.consume().expect("the body is taken once");
    let from = incoming.stream().expect("the stream is taken once");
    let body = start(out, 200, b"application/octet-stream");
    let to = body.write().expect("the stream is taken once");
    loop {
        match to.blocking_splice(&from, 64 * 1024) {
            Ok(_) => {}
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(_)) => return,
        }
    }
    drop(to);
    let _ = OutgoingBody::finish(body, None);
}
