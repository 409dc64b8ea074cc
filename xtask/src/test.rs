//! `cargo xtask test`: every suite, one after the other, with the time that each takes.

mod programs;
mod tally;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::shell::{self, Done, cargo};
use crate::{bundle, tools};
use programs::Program;
use tally::Tally;

/// All suites together, compiling included.
const BUDGET: Duration = Duration::from_secs(45 * 60);
/// What is tested; the first build compiles all of it at once.
const PACKAGES: [&str; 6] =
    ["etappe-protocol", "etappe-server", "etappe-client-web", "etappe-tests", "etappe-bundle", "xtask"];
const BROWSER: &str = "browser";

/// A named part of the tests, its share of the budget in percent, and which programs it runs.
struct Suite {
    name: &'static str,
    share: u32,
    holds: fn(&Program) -> bool,
    args: &'static [&'static str],
}

const BUILD_SHARE: u32 = 35;
const SUITES: [Suite; 6] = [
    Suite { name: "protocol", share: 10, holds: |program| program.package == "etappe-protocol", args: &[] },
    Suite { name: "server", share: 10, holds: |program| program.package == "etappe-server", args: &[] },
    Suite { name: "client", share: 5, holds: |program| program.package == "etappe-client-web", args: &[] },
    Suite {
        name: "house",
        share: 5,
        holds: |program| matches!(program.package.as_str(), "xtask" | "etappe-bundle"),
        args: &[],
    },
    Suite {
        name: "boundary",
        share: 15,
        holds: |program| program.package == "etappe-tests" && program.target != BROWSER,
        args: &[],
    },
    Suite {
        name: BROWSER,
        share: 20,
        holds: |program| program.package == "etappe-tests" && program.target == BROWSER,
        // Two people in two browsers are load enough for one machine.
        args: &["--test-threads=1"],
    },
];

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
    let (programs, built) = build()?;
    let mut outcomes = vec![built];
    for suite in &SUITES {
        eprintln!("\n== {} ==", suite.name);
        outcomes.push(run_suite(suite, &programs)?);
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

/// The bundle, then everything at once: a build per suite would resolve other features and compile the same again.
fn build() -> Done<(Vec<Program>, Outcome)> {
    let start = now();
    bundle::run()?;
    let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
    // The programs themselves, for tests that start and kill them.
    let mut programs = cargo(&["build"]);
    programs.args(packages.clone());
    shell::run(programs)?;
    let mut tests = cargo(&["test", "--no-run"]);
    tests.args(packages);
    let programs = programs::build(tests)?;
    let took = start.elapsed();
    let outcome = Outcome { name: "build", share: BUILD_SHARE, took, tally: Tally::default(), passed: true };
    Ok((programs, outcome))
}

fn run_suite(suite: &Suite, programs: &[Program]) -> Done<Outcome> {
    let start = now();
    let mut outcome = Outcome {
        name: suite.name,
        share: suite.share,
        took: Duration::ZERO,
        tally: Tally::default(),
        passed: programs.iter().any(suite.holds),
    };
    for program in programs.iter().filter(|program| (suite.holds)(program)) {
        eprintln!("\n> {} {}", program.package, program.target);
        let (tally, passed) = run_counting(program.command(suite.args))?;
        outcome.tally += tally;
        outcome.passed &= passed;
    }
    outcome.took = start.elapsed();
    Ok(outcome)
}

/// Runs the tests, shows what they print, and reads the runner's own counts from it.
fn run_counting(mut command: Command) -> Done<(Tally, bool)> {
    let failed = |error: std::io::Error| format!("the tests did not run: {error}");
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
    fn every_test_program_is_in_exactly_one_suite() {
        for package in PACKAGES {
            for target in ["lib", "laws", BROWSER] {
                let program =
                    Program { package: package.to_owned(), target: target.to_owned(), ..Program::default() };
                assert_eq!(
                    SUITES.iter().filter(|suite| (suite.holds)(&program)).count(),
                    1,
                    "{package} {target}"
                );
            }
        }
    }

    #[test]
    fn shares_make_up_the_budget() {
        let shares: u32 = SUITES.iter().map(|suite| suite.share).sum();
        assert_eq!(shares + BUILD_SHARE, 100);
    }
}
