//! Every rule of the house, executable: `cargo xtask` lists what there is.

mod bench;
mod bundle;
mod ci;
mod golden;
mod run;
mod shell;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  run [-- ARGS]       build everything and start the demo: `etappe demo ARGS`
  bundle              build the browser client into client-web/dist
  test [--install]    all tests; --install gets the browser they need
  ci [--install]      formatting, lints, tidy, bundle, test: what has to pass before a change is taken
  tidy                the rules that no compiler knows
  golden              add the golden files that are missing
  bench [ARGS]        measure the server beside the limits of the machine; --json FILE keeps the numbers
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["run", "--", rest @ ..] | ["run", rest @ ..] => run::run(rest),
        ["bundle"] => bundle::run(),
        ["test"] => test::run(false),
        ["test", "--install"] => test::run(true),
        ["ci"] => ci::run(false),
        ["ci", "--install"] => ci::run(true),
        ["tidy"] => tidy::run(),
        ["golden"] => golden::run(),
        ["bench", "--", rest @ ..] | ["bench", rest @ ..] => bench::run(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        [..] => Err(format!("there is no `{}`\n\n{HELP}", args.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
