//! The files of the bundle, each with its compressed forms beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Result;

/// Extensions that shrink; pictures and fonts are compressed already.
const COMPRESSIBLE: &[&str] = &["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// The folder `dist` while it is filled.
pub(crate) struct Dist {
    folder: PathBuf,
    sizes: Vec<Size>,
}

struct Size {
    name: String,
    raw: usize,
    brotli: Option<usize>,
}

impl Dist {
    /// Starts with an empty folder.
    pub(crate) fn create(folder: PathBuf) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, sizes: Vec::new() })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds a file below `assets/` under a name that carries its content's hash, and gives that name.
    pub(crate) fn add_hashed(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let name = hashed_name(stem, extension, content);
        self.add(&format!("assets/{name}"), content)?;
        Ok(name)
    }

    /// Adds a file, and its compressed forms where they pay.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        if path.exists() {
            return Err(format!("two files of the bundle want to be `{name}`").into());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let compressible = name.rsplit_once('.').is_some_and(|(_, end)| COMPRESSIBLE.contains(&end));
        let brotli = if compressible {
            let compressed = brotli(content)?;
            fs::write(self.folder.join(format!("{name}.br")), &compressed)?;
            fs::write(self.folder.join(format!("{name}.gz")), gzip(content)?)?;
            Some(compressed.len())
        } else {
            None
        };
        fs::write(&path, content)?;
        self.sizes.push(Size { name: name.to_owned(), raw: content.len(), brotli });
        Ok(())
    }

    /// What was written: names and sizes in bytes, raw and as sent.
    pub(crate) fn report(&self) -> String {
        let mut report = format!("{:<44}{:>10}{:>10}\n", "bundle", "raw", "br");
        let (mut raw, mut sent) = (0, 0);
        for size in &self.sizes {
            let brotli = size.brotli.unwrap_or(size.raw);
            raw += size.raw;
            sent += brotli;
            // Writing to a string does not fail.
            writeln!(report, "{:<44}{:>10}{brotli:>10}", size.name, size.raw).ok();
        }
        writeln!(report, "{:<44}{raw:>10}{sent:>10}", "together").ok();
        report
    }
}

fn hashed_name(stem: &str, extension: &str, content: &[u8]) -> String {
    let hash = blake3::hash(content).to_hex();
    format!("{stem}-{}.{extension}", &hash[..16])
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 11, 22);
        writer.write_all(content)?;
        writer.flush()?;
    }
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_name_changes_with_the_content_only() {
        let name = hashed_name("style", "css", b"a");
        assert_eq!(name, hashed_name("style", "css", b"a"));
        assert_ne!(name, hashed_name("style", "css", b"b"));
        assert!(name.starts_with("style-") && name.ends_with(".css"), "{name}");
    }

    #[test]
    fn every_form_of_a_file_holds_the_same_content() {
        let folder = tempfile::tempdir().unwrap();
        let mut dist = Dist::create(folder.path().join("dist")).unwrap();
        let content = "Etappe ".repeat(1_000);
        dist.add("page.html", content.as_bytes()).unwrap();
        let read = |name: &str| fs::read(dist.folder().join(name)).unwrap();
        let (mut unzipped, mut unbrotlied) = (String::new(), String::new());
        flate2::read::GzDecoder::new(&*read("page.html.gz")).read_to_string(&mut unzipped).unwrap();
        brotli::Decompressor::new(&*read("page.html.br"), 4096).read_to_string(&mut unbrotlied).unwrap();
        assert_eq!((unzipped, unbrotlied), (content.clone(), content));
        assert!(read("page.html.br").len() < 100);
    }

    #[test]
    fn pictures_are_not_compressed_and_names_are_not_reused() {
        let folder = tempfile::tempdir().unwrap();
        let mut dist = Dist::create(folder.path().join("dist")).unwrap();
        dist.add("icon.png", b"picture").unwrap();
        assert!(!dist.folder().join("icon.png.br").exists());
        assert!(dist.add("icon.png", b"another").is_err());
    }
}
