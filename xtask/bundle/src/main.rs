//! Turns the compiled browser client into the folder of files that the server embeds.
//!
//! `client-web/dist/assets/` holds what never changes under its name, because the name carries a hash of the content;
//! everything else in `client-web/dist/` is to be asked for anew each time.

mod assets;
mod stamp;
mod template;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

use crate::assets::Dist;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const STEM: &str = "etappe";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or("run this with `cargo xtask bundle`")?;
    let root = Path::new(&here).ancestors().nth(2).ok_or("the workspace has moved")?.to_path_buf();
    let sources = Sources::find(&root)?;
    let dist = root.join("client-web/dist");
    let stamp = root.join("target/web/bundle.stamp");
    if stamp::is_current(&stamp, &sources.all()?, &dist)? {
        println!("bundle: nothing has changed");
        return Ok(());
    }
    let mut dist = Dist::create(dist)?;
    build(&sources, &root, &mut dist)?;
    stamp::write(&stamp, &sources.all()?, dist.folder())?;
    print!("{}", dist.report());
    Ok(())
}

fn build(sources: &Sources, root: &Path, dist: &mut Dist) -> Result<()> {
    let glue = bindgen(&sources.wasm, &root.join("target/web/bindgen"))?;
    let wasm = dist.add_hashed(STEM, "wasm", &fs::read(glue.join(format!("{STEM}_bg.wasm")))?)?;
    let js = dist.add_hashed(STEM, "js", &fs::read(glue.join(format!("{STEM}.js")))?)?;
    let snippets = glue.join("snippets");
    for file in files_below(&snippets)? {
        // Their folder carries a hash already, and the glue imports them by it.
        let name = file.strip_prefix(&glue)?.to_string_lossy().replace('\\', "/");
        dist.add(&format!("assets/{name}"), &fs::read(&file)?)?;
    }
    let boot = dist.add_hashed("boot", "js", template::boot(&js, &wasm).as_bytes())?;
    let css = dist.add_hashed("style", "css", &concatenate(&sources.styles)?)?;
    for file in &sources.statics {
        let name = file.strip_prefix(root.join("client-web/static"))?.to_string_lossy().replace('\\', "/");
        dist.add(&name, &fs::read(file)?)?;
    }
    let names = BTreeMap::from([
        ("boot", template::path(&boot)),
        ("css", template::path(&css)),
        ("js", template::path(&js)),
        ("wasm", template::path(&wasm)),
    ]);
    let index = template::fill(&fs::read_to_string(&sources.index)?, &names)?;
    // Last, so that a page never names a file that is not there.
    dist.add("index.html", index.as_bytes())
}

/// What the bundle is made of.
struct Sources {
    wasm: PathBuf,
    index: PathBuf,
    styles: Vec<PathBuf>,
    statics: Vec<PathBuf>,
}

impl Sources {
    fn find(root: &Path) -> Result<Self> {
        let client = root.join("client-web");
        let wasm = root.join("target/web/wasm32-unknown-unknown/client/etappe_client_web.wasm");
        let index = client.join("index.html");
        for (path, hint) in [
            (&wasm, "`cargo xtask bundle` compiles it"),
            (&index, "it is the page, with the placeholders {{css}} and {{boot}}"),
        ] {
            if !path.is_file() {
                return Err(format!("{} is missing: {hint}", path.display()).into());
            }
        }
        let mut styles = files_below(&client.join("style"))?;
        styles.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
        if styles.is_empty() {
            let folder = client.join("style");
            return Err(format!("{} has no style sheets such as 10-base.css", folder.display()).into());
        }
        Ok(Self { wasm, index, styles, statics: files_below(&client.join("static"))? })
    }

    /// Everything, this program included: another bundler makes another bundle.
    fn all(&self) -> Result<Vec<PathBuf>> {
        let mut all = vec![env::current_exe()?, self.wasm.clone(), self.index.clone()];
        all.extend(self.styles.iter().chain(&self.statics).cloned());
        Ok(all)
    }
}

fn bindgen(wasm: &Path, out: &Path) -> Result<PathBuf> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    Bindgen::new()
        .input_path(wasm)
        .out_name(STEM)
        .web(true)?
        .typescript(false)
        // The page is given the name of the wasm file, which carries a hash.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    Ok(out.to_path_buf())
}

fn concatenate(files: &[PathBuf]) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for file in files {
        all.extend(fs::read(file)?);
        all.push(b'\n');
    }
    Ok(all)
}

/// All files below a folder in the order of their names; none when there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
