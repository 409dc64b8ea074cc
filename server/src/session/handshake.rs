//! Hello first, within a deadline.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use etappe_protocol::frame::{
    CONNECTION, ClientFrame, Failed, Failure, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, ServerFrame, Welcome,
};
use etappe_protocol::id::ReplicaId;
use etappe_protocol::limits;
use tokio::time::timeout;

use super::close::{self, Close};
use crate::app::App;
use crate::http::Visitor;

const DEADLINE: Duration = Duration::from_millis(limits::HANDSHAKE_MS);

/// Waits for the hello and answers it.
pub(super) async fn hello(socket: &mut WebSocket, app: &App, visitor: &Visitor) -> Result<ReplicaId, Close> {
    let hello = match timeout(DEADLINE, first_frame(socket)).await {
        Ok(hello) => hello?,
        Err(_) => return Err(Close::Silent),
    };
    let Some(version) = common_version(&hello) else {
        let failed = Failed { reason: Failure::Version, retry_after_ms: None };
        send(socket, &ServerFrame::Failed(CONNECTION, failed)).await?;
        return Err(Close::Version);
    };
    let welcome = Welcome {
        version,
        actor: visitor.person.actor,
        heartbeat_ms: u32::try_from(limits::HEARTBEAT_MS).unwrap_or(u32::MAX),
        silence_ms: u32::try_from(limits::SILENCE_MS).unwrap_or(u32::MAX),
        server_time_ms: app.clock.now_ms(),
    };
    send(socket, &ServerFrame::Welcome(welcome)).await?;
    Ok(hello.replica)
}

async fn first_frame(socket: &mut WebSocket) -> Result<Hello, Close> {
    loop {
        match socket.recv().await {
            None | Some(Ok(Message::Close(_))) => return Err(Close::Gone),
            Some(Err(error)) => return Err(close::of_error(error)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_))) => return Err(Close::Text),
            Some(Ok(Message::Binary(bytes))) => {
                return match ClientFrame::decode(&bytes) {
                    Ok(ClientFrame::Hello(hello)) => Ok(hello),
                    Ok(_) | Err(_) => Err(Close::Malformed),
                };
            }
        }
    }
}

/// The newest version that both sides speak.
fn common_version(hello: &Hello) -> Option<u16> {
    let version = hello.max_version.min(PROTOCOL_CURRENT);
    (hello.min_version.max(PROTOCOL_MIN) <= version).then_some(version)
}

async fn send(socket: &mut WebSocket, frame: &ServerFrame) -> Result<(), Close> {
    let message = frame.encode().map_err(|_| Close::Restarting)?;
    socket.send(Message::Binary(message.into())).await.map_err(|_| Close::Gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_meet_in_the_middle_or_not_at_all() {
        let hello =
            |min_version, max_version| Hello { min_version, max_version, replica: ReplicaId([0; 16]) };
        let current = Some(PROTOCOL_CURRENT);
        assert_eq!(common_version(&hello(PROTOCOL_CURRENT, PROTOCOL_CURRENT)), current);
        assert_eq!(common_version(&hello(PROTOCOL_MIN, PROTOCOL_CURRENT + 7)), current);
        assert_eq!(common_version(&hello(PROTOCOL_CURRENT + 1, 9)), None);
        assert_eq!(common_version(&hello(0, PROTOCOL_MIN - 1)), None);
    }
}
