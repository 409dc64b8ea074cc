//! Where the code comes from that is not ours, and on what terms.

use serde_json::Value;

use super::{Finding, spdx};
use crate::shell::{self, Done, cargo};

/// Packages whose licence is not on the list, each with the reason why that is fine.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "webdriver",
    "MPL-2.0, unchanged, drives the browser in tests; part of no program that anybody is given",
)];

/// What cargo knows of all packages, exactly as the lock file has them.
pub(super) fn metadata() -> Done<Value> {
    let metadata =
        shell::output(cargo(&["metadata", "--locked", "--all-features", "--format-version", "1"]))?;
    serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))
}

pub(super) fn check(metadata: &Value) -> Vec<Finding> {
    let packages: Vec<_> = metadata["packages"].as_array().into_iter().flatten().collect();
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let registry = packages.iter().find_map(|package| package["source"].as_str());
    let mut findings = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or("?");
        findings.extend(source(package, root, registry).map(|message| Finding::new(name, message)));
        if package["source"].is_string() && !EXCEPTIONS.iter().any(|(exception, _)| *exception == name) {
            findings.extend(licence(package).map(|message| Finding::new(name, message)));
        }
    }
    findings
}

fn licence(package: &Value) -> Option<String> {
    let expression = package["license"].as_str().unwrap_or_default();
    match spdx::is_allowed(expression) {
        Some(true) => None,
        Some(false) => {
            Some(format!("licence `{expression}` is not on the list: who runs Etappe inherits its terms"))
        }
        None => Some(format!("licence `{expression}` cannot be read, so nobody knows the terms")),
    }
}

/// Packages come from cargo's default registry, or lie in this workspace.
fn source(package: &Value, root: &str, registry: Option<&str>) -> Option<String> {
    let why = "a build must not depend on a place that may move or change";
    match package["source"].as_str() {
        None if package["manifest_path"].as_str().is_some_and(|path| path.starts_with(root)) => {}
        None => return Some(format!("lies outside of the workspace: {why}")),
        Some(source) if source.starts_with("registry+") && Some(source) == registry => {}
        Some(source) => return Some(format!("comes from {source}: {why}")),
    }
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    // Cargo names the registry of a dependency only when it is not the default one.
    let other = dependencies.filter_map(|dependency| dependency["registry"].as_str()).next()?;
    Some(format!("has a dependency from the registry {other}: {why}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn findings(package: &Value) -> Vec<Finding> {
        let good = json!({
            "name": "good", "license": "MIT", "source": "registry+index", "dependencies": [{ "registry": null }],
            "manifest_path": "/elsewhere/good/Cargo.toml",
        });
        check(&json!({ "workspace_root": "/here", "packages": [good, package] }))
    }

    #[test]
    fn ours_and_those_of_the_default_registry_are_fine() {
        assert_eq!(findings(&json!({ "name": "ours", "manifest_path": "/here/ours/Cargo.toml" })), []);
    }

    #[test]
    fn other_sources_and_licences_are_found() {
        for bad in [
            json!({ "name": "path", "manifest_path": "/elsewhere/path/Cargo.toml" }),
            json!({ "name": "git", "source": "git+somewhere", "license": "MIT" }),
            json!({ "name": "other", "source": "registry+other", "license": "MIT" }),
            json!({ "name": "gpl", "source": "registry+index", "license": "GPL-3.0-only" }),
            json!({ "name": "none", "source": "registry+index", "license": null }),
            json!({
                "name": "ours", "manifest_path": "/here/ours/Cargo.toml",
                "dependencies": [{ "registry": "registry+other" }],
            }),
        ] {
            assert_eq!(findings(&bad).len(), 1, "{bad}");
        }
    }
}
