//! What this machine can do at most: the disk alone, and the WebSocket library alone.

use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

use super::process;

/// Length of a stored record of one typed character, about.
const RECORD_BYTES: usize = 110;
const APPENDS: usize = 250;
/// Time between two ops of a room of 25.
const PACE: Duration = Duration::from_millis(8);
/// Length of a frame with one commit, about.
const FRAME_BYTES: usize = 90;
/// Messages on their way at once in the echo.
const ECHO_WINDOW: usize = 32;
/// Readers of the broadcast: everybody in a room of 25 but the author.
const READERS: usize = 24;
/// Broadcasts on their way at once.
const BROADCAST_WINDOW: usize = 4;
const SPAN: Duration = Duration::from_secs(2);

/// One thread telling a room.
pub(super) struct Broadcast {
    /// Messages a second, each to all readers.
    pub(super) per_s: f64,
    /// CPU time of that thread for 1,000 messages, each to all readers, in seconds.
    pub(super) cpu_s_per_1000: f64,
}

/// Microseconds that each append of one record to a file and its `fdatasync` took, one right after the other.
pub(super) fn fdatasync_us(folder: &Path) -> Vec<u32> {
    let mut file = File::create(folder.join("appended")).unwrap();
    (0..APPENDS).map(|_| append(&mut file)).collect()
}

/// As [`fdatasync_us`], at the pace of a room of 25: between two appends disk and processor go to sleep. Also gives the
/// CPU time of 1,000 of them, in seconds.
pub(super) fn paced_fdatasync(folder: &Path) -> (Vec<u32>, f64) {
    let mut file = File::create(folder.join("appended")).unwrap();
    let start_s = process::thread_cpu_s();
    let paced = (0..APPENDS).map(|_| {
        thread::sleep(PACE);
        append(&mut file)
    });
    let us = paced.collect();
    (us, (process::thread_cpu_s() - start_s) / APPENDS as f64 * 1_000.0)
}

fn append(file: &mut File) -> u32 {
    let start = Instant::now();
    file.write_all(&[0x5a; RECORD_BYTES]).unwrap();
    file.sync_data().unwrap();
    u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX)
}

/// Messages a second that go to another thread over one loopback WebSocket and come back, 32 on their way at once.
pub(super) async fn echo_per_s() -> f64 {
    let (listener, address) = listen();
    let server = serve(listener, 1, async |mut sockets| {
        let mut socket = sockets.pop().unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_close() || socket.send(message).await.is_err() {
                return;
            }
        }
    });
    let mut socket = connect(address).await;
    let message = Message::Binary(Bytes::from_static(&[7; FRAME_BYTES]));
    for _ in 0..ECHO_WINDOW {
        socket.send(message.clone()).await.unwrap();
    }
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < SPAN {
        socket.next().await.unwrap().unwrap();
        socket.send(message.clone()).await.unwrap();
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    socket.close(None).await.unwrap();
    while socket.next().await.is_some_and(|message| message.is_ok()) {}
    server.join().unwrap();
    rate
}

/// Messages a second that one thread sends to each of 24 loopback WebSockets read by another thread; at most 4
/// messages are on their way before all 24 have read the first. `paced`: at the pace of a room of 25 instead.
pub(super) async fn broadcast_24(paced: bool) -> Broadcast {
    let (listener, address) = listen();
    let window = Arc::new(Semaphore::new(BROADCAST_WINDOW));
    let room = Arc::clone(&window);
    let server = serve(listener, READERS, async move |mut sockets| {
        let message = Bytes::from_static(&[7; FRAME_BYTES]);
        let (start_s, mut rounds) = (process::thread_cpu_s(), 0.0);
        while let Ok(permit) = room.acquire().await {
            permit.forget();
            if paced {
                tokio::time::sleep(PACE).await;
            }
            for socket in &mut sockets {
                socket.send(Message::Binary(message.clone())).await.unwrap();
            }
            rounds += 1.0;
        }
        (process::thread_cpu_s() - start_s) / rounds * 1_000.0
    });
    let local = tokio::task::LocalSet::new();
    let rate = local.run_until(async {
        let read = Rc::new(Cell::new(0_u32));
        let mut sockets = Vec::new();
        for _ in 0..READERS {
            sockets.push(connect(address).await);
        }
        let start = Instant::now();
        for mut socket in sockets {
            let (read, window) = (Rc::clone(&read), Arc::clone(&window));
            tokio::task::spawn_local(async move {
                while let Some(Ok(_)) = socket.next().await {
                    read.set(read.get() + 1);
                    if read.get().is_multiple_of(u32::try_from(READERS).unwrap()) {
                        window.add_permits(1);
                    }
                }
            });
        }
        tokio::time::sleep(SPAN).await;
        f64::from(read.get()) / READERS as f64 / start.elapsed().as_secs_f64()
    });
    let per_s = rate.await;
    window.close();
    let cpu_s_per_1000 = server.join().unwrap();
    drop(local);
    Broadcast { per_s, cpu_s_per_1000 }
}

fn listen() -> (std::net::TcpListener, SocketAddr) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Accepts `count` sockets in a thread of its own and hands them on.
fn serve<F: Future<Output: Send + 'static>>(
    listener: std::net::TcpListener,
    count: usize,
    work: impl FnOnce(Vec<WebSocketStream<TcpStream>>) -> F + Send + 'static,
) -> thread::JoinHandle<F::Output> {
    thread::spawn(move || {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            let mut sockets = Vec::new();
            while sockets.len() < count {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                sockets.push(accept_async(stream).await.unwrap());
            }
            work(sockets).await
        })
    })
}

async fn connect(address: SocketAddr) -> WebSocketStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    client_async(format!("ws://{address}/"), stream).await.unwrap().0
}
