//! The texts that name the files of the bundle: the page and the module that starts the client.

use std::collections::BTreeMap;

use crate::Result;

/// Where the browser finds a file of `assets/`; absolute, since pages live at any depth.
pub(crate) fn path(name: &str) -> String {
    format!("/assets/{name}")
}

/// The module that the page loads; a file of its own, because the page allows no inline script.
pub(crate) fn boot(js: &str, wasm: &str) -> String {
    format!(
        "import init from \"./{js}\";\n\
         init({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }}).catch((error) => {{\n  \
           document.documentElement.dataset.boot = \"failed\";\n  \
           throw error;\n\
         }});\n"
    )
}

/// Fills `{{name}}`; a slash before a placeholder belongs to it. Every name in the page must be known, and the page
/// must name at least the style sheet and the boot module.
pub(crate) fn fill(page: &str, names: &BTreeMap<&str, String>) -> Result<String> {
    let mut filled = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or("index.html: `{{` without `}}`")?;
        let name = name.trim();
        let value = names.get(name).ok_or_else(|| {
            let known: Vec<_> = names.keys().copied().collect();
            format!("index.html: no `{{{{{name}}}}}`; there are {}", known.join(", "))
        })?;
        filled.push_str(before.strip_suffix('/').unwrap_or(before));
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    for name in ["css", "boot"] {
        if !names.get(name).is_some_and(|value| filled.contains(value.as_str())) {
            return Err(format!("index.html does not name {{{{{name}}}}}").into());
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> BTreeMap<&'static str, String> {
        BTreeMap::from([("css", path("style-1.css")), ("boot", path("boot-2.js"))])
    }

    #[test]
    fn a_page_is_filled_with_and_without_a_slash() {
        let filled = fill("<a href=\"{{css}}\"><b src=\"/{{ boot }}\">", &names()).unwrap();
        assert_eq!(filled, "<a href=\"/assets/style-1.css\"><b src=\"/assets/boot-2.js\">");
    }

    #[test]
    fn a_page_that_names_too_much_or_too_little_is_refused() {
        for page in ["{{css}} {{boot}} {{other}}", "{{css}}", "{{css}} {{boot", ""] {
            assert!(fill(page, &names()).is_err(), "{page}");
        }
    }

    #[test]
    fn the_boot_module_names_both_files_relative_to_itself() {
        let boot = boot("etappe-1.js", "etappe-2.wasm");
        assert!(
            boot.contains("from \"./etappe-1.js\"") && boot.contains("new URL(\"./etappe-2.wasm\", import")
        );
    }
}
