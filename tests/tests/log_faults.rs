//! T-02 for the event log: every single I/O call fails once, or from then on.

use etappe_server::event_log::AppendError;
use etappe_tests::fault::{Dice, Plan};
use etappe_tests::log_trial::{Ledger, installed, open};

const ROUNDS: usize = 12;

/// One life with a failing call, then a kill and a power loss; both must leave everything acked.
async fn life(fail_at: u64, fail_for_good: bool) -> Result<bool, String> {
    let machine = installed(Plan { fail_at: Some(fail_at), fail_for_good, ..Plan::default() }).await;
    let mut ledger = Ledger::default();
    let opened = open(&machine);
    if let Ok(log) = &opened {
        let written = ledger.write(log, &mut Dice(1), ROUNDS).await;
        if matches!(written, Err(AppendError::Unknown(_))) && log.failed().borrow().is_none() {
            return Err("the handle failed without a word".to_owned());
        }
    }
    drop(opened);
    let reached = fail_at <= machine.calls();
    for machine in
        [machine.after_kill(Plan::default()), machine.after_power_loss(&mut Dice(fail_at), Plan::default())]
    {
        let log = open(&machine).map_err(|error| format!("the log does not open: {error}"))?;
        ledger.check(&log).await?;
    }
    Ok(reached)
}

#[tokio::test]
async fn t02_every_failing_call_leaves_what_was_acked() {
    for fail_for_good in [false, true] {
        let mut call = 0;
        loop {
            call += 1;
            match life(call, fail_for_good).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => panic!("call {call} fails (for good: {fail_for_good}): {error}"),
            }
        }
        println!("T-02: {} failing calls (for good: {fail_for_good}), 0 acked lost", call - 1);
        assert!(100 < call, "the workload does enough to fail at");
    }
}
