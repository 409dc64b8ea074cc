//! For tests: bytes that were once stored are read for ever, so each shape has a file that is only ever added to.

use std::path::Path;
use std::{env, fs};

/// Compares `encoded` with the golden file `src/{file}.hex`; writes it first when it is new and
/// `ETAPPE_GOLDEN=write` asks for it.
pub(crate) fn check(file: &str, encoded: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{file}.hex"));
    let hex: String = encoded.iter().map(|byte| format!("{byte:02x}")).collect();
    if !path.exists() && env::var("ETAPPE_GOLDEN").is_ok_and(|mode| mode == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("{hex}\n")).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{file}: ETAPPE_GOLDEN=write adds it"));
    assert_eq!(hex, golden.trim(), "{file}");
}
