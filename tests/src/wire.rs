//! A WebSocket to the server, with cookie and origin, and nothing of the protocol.

use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A socket to the server.
pub type Socket = WebSocketStream<TcpStream>;

/// The upgrade request of our own page.
#[must_use]
pub fn request(address: SocketAddr, cookie: &str) -> Request {
    let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", HeaderValue::try_from(format!("http://{address}")).unwrap());
    headers.insert("cookie", HeaderValue::try_from(format!("etappe={cookie}")).unwrap());
    request
}

/// Opens a socket with this request.
///
/// # Errors
/// When the server refuses the upgrade or is not there.
pub async fn connect(address: SocketAddr, request: Request) -> Result<Socket, Error> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(client_async(request, stream).await?.0)
}

/// The close code in a message, if it is a close with one.
#[must_use]
pub fn close_code(message: &Message) -> Option<u16> {
    match message {
        Message::Close(Some(frame)) => Some(frame.code.into()),
        _ => None,
    }
}
