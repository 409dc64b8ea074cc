//! `cargo xtask test`: every suite, one after the other, with the time that each takes.

mod tally;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::shell::{self, Done, cargo};
use crate::{bundle, tools};
use tally::Tally;

/// All suites together, compiling included.
const BUDGET: Duration = Duration::from_secs(45 * 60);
/// What is tested; the first build compiles all of it at once.
const PACKAGES: [&str; 5] = ["etappe-protocol", "etappe-server", "etappe-tests", "etappe-bundle", "xtask"];
const BROWSER: &str = "browser";

/// A named part of the tests and its share of the budget, in percent.
struct Suite {
    name: &'static str,
    share: u32,
    args: Vec<String>,
}

/// How a suite, or the building before it, went.
struct Outcome {
    name: &'static str,
    share: u32,
    took: Duration,
    tally: Tally,
    passed: bool,
}

/// Builds everything, runs all suites whatever the earlier ones said, and sums up.
pub(crate) fn run(install: bool) -> Done {
    tools::wasm_target()?;
    tools::browser(install)?;
    let mut outcomes = vec![build()?];
    for suite in suites()? {
        eprintln!("\n== {} ==", suite.name);
        outcomes.push(run_suite(&suite)?);
    }
    print!("\n{}", report(&outcomes));
    let all: Tally = outcomes.iter().map(|outcome| outcome.tally).sum();
    println!("{all}");
    let failed: Vec<_> =
        outcomes.iter().filter(|outcome| !outcome.passed).map(|outcome| outcome.name).collect();
    if !failed.is_empty() {
        return Err(format!("failed: {}", failed.join(", ")));
    }
    if all.passed == 0 { Err("no test ran".to_owned()) } else { Ok(()) }
}

fn suites() -> Done<Vec<Suite>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let package = |name| words(&["--package", name]);
    let mut boundary = words(&["--package", "etappe-tests", "--lib", "--bins"]);
    for target in boundary_targets()? {
        boundary.extend(["--test".to_owned(), target]);
    }
    let house = words(&["--package", "xtask", "--package", "etappe-bundle"]);
    let browser = words(&["--package", "etappe-tests", "--test", BROWSER, "--", "--test-threads=1"]);
    Ok(vec![
        Suite { name: "protocol", share: 10, args: package("etappe-protocol") },
        Suite { name: "server", share: 10, args: package("etappe-server") },
        Suite { name: "house", share: 5, args: house },
        Suite { name: "boundary", share: 20, args: boundary },
        Suite { name: BROWSER, share: 20, args: browser },
    ])
}

/// The test targets of `etappe-tests` that need no browser.
fn boundary_targets() -> Done<Vec<String>> {
    let metadata = shell::output(cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages
        .filter(|package| package["name"] == "etappe-tests")
        .flat_map(|package| package["targets"].as_array().into_iter().flatten())
        .filter(|target| target["kind"][0] == "test")
        .filter_map(|target| target["name"].as_str())
        .filter(|name| *name != BROWSER);
    Ok(targets.map(str::to_owned).collect())
}

/// The bundle, then everything that the suites run, so that their times are their own.
fn build() -> Done<Outcome> {
    let start = now();
    bundle::run()?;
    let mut build = cargo(&["test", "--no-run", "--quiet"]);
    for package in PACKAGES {
        build.args(["--package", package]);
    }
    shell::run(build)?;
    Ok(Outcome { name: "build", share: 35, took: start.elapsed(), tally: Tally::default(), passed: true })
}

fn run_suite(suite: &Suite) -> Done<Outcome> {
    let start = now();
    let mut command = cargo(&["test", "--no-fail-fast"]);
    command.args(&suite.args);
    let (tally, passed) = run_counting(command)?;
    Ok(Outcome { name: suite.name, share: suite.share, took: start.elapsed(), tally, passed })
}

/// Runs the tests, shows what they print, and reads the runner's own counts from it.
fn run_counting(mut command: Command) -> Done<(Tally, bool)> {
    let failed = |error: std::io::Error| format!("the tests did not run: {error}");
    eprintln!("> {}", shell::show(&command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let stdout = child.stdout.take().ok_or("the tests have no output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(failed)?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally += Tally::read(&line);
    }
    let status = child.wait().map_err(failed)?;
    Ok((tally, status.success() && tally.failed == 0))
}

fn report(outcomes: &[Outcome]) -> String {
    let total: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    let row = |name: &str, took: Duration, share: u32| {
        let used = took.as_secs_f64() / BUDGET.as_secs_f64() * 100.0;
        let over = if f64::from(share) < used { "  over its share" } else { "" };
        format!(
            "{name:<10}{:>9.1} s{used:>8.1} % of the budget (share: {share} %){over}\n",
            took.as_secs_f64()
        )
    };
    let rows: String =
        outcomes.iter().map(|outcome| row(outcome.name, outcome.took, outcome.share)).collect();
    format!("budget: {} minutes\n{rows}{}", BUDGET.as_secs() / 60, row("together", total, 100))
}

#[expect(clippy::disallowed_methods, reason = "the tests are timed here, and nothing is decided by it")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_takes_more_than_its_share_is_named() {
        let outcome = |secs, share| Outcome {
            name: "protocol",
            share,
            took: Duration::from_secs(secs),
            tally: Tally::default(),
            passed: true,
        };
        assert!(!report(&[outcome(270, 10)]).contains("over"));
        let report = report(&[outcome(540, 10)]);
        assert!(report.contains("20.0 % of the budget (share: 10 %)  over its share"), "{report}");
    }

    #[test]
    fn shares_make_up_the_budget() {
        let shares: u32 = suites().unwrap().iter().map(|suite| suite.share).sum();
        assert_eq!(shares + 35, 100);
    }
}
