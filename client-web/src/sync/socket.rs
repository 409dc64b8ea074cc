//! The browser's WebSocket, reduced to three callbacks.

use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// A socket with its callbacks; closing or dropping it silences them first.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _closed: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

/// What a socket reports.
#[derive(Debug)]
pub enum Report {
    /// It is open.
    Opened,
    /// A binary message.
    Message(Vec<u8>),
    /// It is gone, or never came to be.
    Closed,
}

impl Socket {
    /// Opens a socket at `path` of this origin.
    ///
    /// # Errors
    /// What the browser threw.
    pub fn open(path: &str, report: impl Fn(Report) + Clone + 'static) -> Result<Self, JsValue> {
        let location = web_sys::window().ok_or(JsValue::NULL)?.location();
        let scheme = if location.protocol()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host()?))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on = report.clone();
        let opened = Closure::new(move || on(Report::Opened));
        let on = report.clone();
        let closed = Closure::new(move || on(Report::Closed));
        let message = Closure::new(move |event: MessageEvent| {
            // Text is not ours; as an empty message it ends the connection.
            let bytes = event.data().dyn_into::<js_sys::ArrayBuffer>();
            report(Report::Message(
                bytes.map_or_else(|_| Vec::new(), |data| js_sys::Uint8Array::new(&data).to_vec()),
            ));
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        Ok(Self { socket, _opened: opened, _closed: closed, _message: message })
    }

    /// Hands a message to the browser. A closing socket reports that itself.
    pub fn send(&self, message: &[u8]) {
        self.socket.send_with_u8_array(message).ok();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        self.socket.close().ok();
    }
}
