//! The client, embedded in the program.

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../client-web/dist"]
struct Client;

/// What never changes under its name, because the name carries a hash of the content.
const HASHED: &str = "assets/";

/// What begins the addresses that the page routes itself. What it does not know below them, it says itself.
const PAGES: [&str; 10] = ["", "join", "a", "c", "p", "r", "settings", "new", "guide", "handout"];

/// Serves a file of the client, or its one page for every address that the page routes itself.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let name = if is_page(path) { "index.html" } else { path };
    if name.ends_with(".br") || name.ends_with(".gz") {
        return not_found();
    }
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(&headers, encoding)
            && let Some(file) = Client::get(&format!("{name}{suffix}"))
        {
            return answer(name, file, Some(encoding));
        }
    }
    Client::get(name).map_or_else(not_found, |file| answer(name, file, None))
}

fn is_page(path: &str) -> bool {
    let first = path.split_once('/').map_or(path, |(first, _)| first);
    PAGES.contains(&first)
}

fn answer(name: &str, file: EmbeddedFile, encoding: Option<&'static str>) -> Response {
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    let lasting = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(lasting));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "404\n").into_response()
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|header| header.to_str().ok());
    accepted.flat_map(|header| header.split(',')).any(|part| {
        let mut part = part.split(';').map(str::trim);
        part.next() == Some(encoding) && !part.any(|weight| matches!(weight, "q=0" | "q=0.0"))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_files() {
        for page in
            ["", "join", "a/0123", "c/0123/sheets", "p", "r", "settings", "new", "guide", "handout/m1"]
        {
            assert!(is_page(page), "{page}");
        }
        for other in ["assets/boot.js", "index.html", "favicon.svg", "guides", "abc", "no/such/page", ".."] {
            assert!(!is_page(other), "{other}");
        }
    }
}
