//! Tells whether the bundle still belongs to its sources, so that a repeated run costs nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::{Result, files_below};

/// Whether the stamp was written for these sources and for the bundle as it lies there.
pub(crate) fn is_current(stamp: &Path, sources: &[PathBuf], dist: &Path) -> Result<bool> {
    match fs::read_to_string(stamp) {
        Ok(written) => Ok(written == content(sources, dist)?),
        Err(_) => Ok(false),
    }
}

/// Remembers the sources and the bundle that was made of them.
pub(crate) fn write(stamp: &Path, sources: &[PathBuf], dist: &Path) -> Result<()> {
    Ok(fs::write(stamp, content(sources, dist)?)?)
}

/// Path, length and time of every file; a file that was added, removed or touched makes a difference.
fn content(sources: &[PathBuf], dist: &Path) -> Result<String> {
    let mut content = String::new();
    for path in sources.iter().chain(&files_below(dist)?) {
        let metadata = fs::metadata(path)?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        writeln!(content, "{} {} {modified}", path.display(), metadata.len())?;
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_either_side_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let (source, dist) = (folder.path().join("source"), folder.path().join("dist"));
        let stamp = folder.path().join("stamp");
        fs::create_dir(&dist).unwrap();
        fs::write(&source, "one").unwrap();
        fs::write(dist.join("index.html"), "one").unwrap();
        let sources = [source.clone()];
        assert!(!is_current(&stamp, &sources, &dist).unwrap());
        write(&stamp, &sources, &dist).unwrap();
        assert!(is_current(&stamp, &sources, &dist).unwrap());
        fs::write(&source, "longer").unwrap();
        assert!(!is_current(&stamp, &sources, &dist).unwrap());
        write(&stamp, &sources, &dist).unwrap();
        fs::write(dist.join("index.html"), "placeholder").unwrap();
        assert!(!is_current(&stamp, &sources, &dist).unwrap());
    }
}
