//! As much of HTTP as the tests need: one request, one answer, connection closed.

use std::net::SocketAddr;

use etappe_protocol::codec;
use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body in the protocol's own encoding.
    #[must_use]
    pub fn packed<T: DeserializeOwned + Serialize>(&self) -> T {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        codec::decode(&self.body).unwrap()
    }

    /// The session cookie that the answer sets.
    #[must_use]
    pub fn cookie(&self) -> Option<String> {
        let (_, value) = self.header("set-cookie")?.split_once('=')?;
        Some(value.split(';').next()?.to_owned())
    }
}

/// Sends a request; `headers` are whole lines.
pub async fn send(address: SocketAddr, method: &str, path: &str, headers: &[String], body: &str) -> Answer {
    send_bytes(address, method, path, headers, body.as_bytes()).await
}

/// As [`send`], with a body that is no text.
pub async fn send_bytes(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[String],
    body: &[u8],
) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for line in headers {
        request.push_str(line);
        request.push_str("\r\n");
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(&[request.as_bytes(), body].concat()).await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    // Not every server closes the connection when asked to, so the length decides where the answer ends.
    while !head.ends_with("\r\n\r\n") {
        let read = stream.read_line(&mut head).await.unwrap();
        assert!(read > 0, "the answer ends in its head: {head}");
    }
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(key, value)| (key.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut answer = Answer { status, headers, body: Vec::new() };
    let length = answer.header("content-length").and_then(|length| length.parse().ok());
    let mut rest = stream.take(length.unwrap_or(u64::MAX));
    rest.read_to_end(&mut answer.body).await.unwrap();
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = joined(&answer.body);
    }
    answer
}

/// A body that was sent in chunks, which has to be whole.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = chunks.windows(2).position(|end| end == b"\r\n").expect("a chunk begins with its length");
        let length = usize::from_str_radix(str::from_utf8(&chunks[..line]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        let chunk = &chunks[line + 2..];
        body.extend(&chunk[..length]);
        chunks = &chunk[length + 2..];
    }
}

/// `GET` with a session.
pub async fn get(address: SocketAddr, path: &str, cookie: Option<&str>) -> Answer {
    let headers: Vec<_> = cookie.map(|cookie| format!("cookie: etappe={cookie}")).into_iter().collect();
    send(address, "GET", path, &headers, "").await
}

/// `POST` of a JSON body, as our own page sends it.
pub async fn post(address: SocketAddr, path: &str, cookie: Option<&str>, body: &str) -> Answer {
    let mut headers = vec![format!("origin: http://{address}"), "content-type: application/json".to_owned()];
    headers.extend(cookie.map(|cookie| format!("cookie: etappe={cookie}")));
    send(address, "POST", path, &headers, body).await
}

/// `POST` of a body in the protocol's own encoding, as our own page sends it.
pub async fn post_packed<T: Serialize>(
    address: SocketAddr,
    path: &str,
    cookie: Option<&str>,
    body: &T,
) -> Answer {
    let mut headers =
        vec![format!("origin: http://{address}"), "content-type: application/octet-stream".to_owned()];
    headers.extend(cookie.map(|cookie| format!("cookie: etappe={cookie}")));
    send_bytes(address, "POST", path, &headers, &codec::encode(body).unwrap()).await
}
