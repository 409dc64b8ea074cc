//! Makes sure that there is a client to embed, so that the server compiles before the client has been built.

use std::path::Path;
use std::{fs, io};

const PLACEHOLDER: &str = r#"<!doctype html>
<html lang="de">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Etappe</title>
<h1>Etappe</h1>
<p>Die Oberfläche wurde noch nicht gebaut. Bitte <code>cargo xtask bundle</code> aufrufen und den Server neu bauen.</p>
<p lang="en">The client has not been built yet. Please run <code>cargo xtask bundle</code> and build the server again.</p>
</html>
"#;

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-web/dist");
    let index = dist.join("index.html");
    // A debug build reads the client from the disk when it runs, so a new client needs no new server.
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let watched = if embeds { dist.as_path() } else { Path::new("build.rs") };
    println!("cargo::rerun-if-changed={}", watched.display());
    if !index.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(&index, PLACEHOLDER)?;
    }
    Ok(())
}
