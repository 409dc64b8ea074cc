//! T-03: the power goes at any I/O call, with unsynced writes dropped, torn and reordered.

use etappe_server::spawn;
use etappe_tests::fault::{Dice, Plan};
use etappe_tests::log_trial::{Ledger, installed, open, trials};

/// Lives of one machine, each ended by a power cut; what was acked in any of them must be there in the last.
async fn lives(seed: u64, syncs_lie: bool) -> Result<usize, String> {
    let mut dice = Dice(seed);
    let mut ledger = Ledger::default();
    let plan = |dice: &mut Dice, bound| Plan {
        cut_at: Some(1 + dice.below(bound) as u64),
        syncs_lie,
        ..Plan::default()
    };
    let first = plan(&mut dice, 400);
    let mut machine = installed(first).await;
    for _ in 0..3 {
        // The cut may fall into the opening too.
        match open(&machine) {
            Ok(log) => {
                ledger
                    .check(&log)
                    .await
                    .or_else(|error| if machine.is_off() { Ok(()) } else { Err(error) })?;
                drop(ledger.write(&log, &mut dice, 60).await);
            }
            Err(_) if machine.is_off() => {}
            Err(error) => return Err(error.to_string()),
        }
        let next = plan(&mut dice, 400);
        machine = machine.after_power_loss(&mut dice, next);
    }
    machine = machine.after_kill(Plan::default());
    let log = open(&machine).map_err(|error| error.to_string())?;
    ledger.check(&log).await?;
    Ok(ledger.acked.len())
}

#[tokio::test]
async fn t03_no_acked_commit_is_lost_when_the_power_goes() {
    // Every life of a machine ends with a cut: three cut points a trial.
    let machines = trials(501) / 3;
    let mut acked = 0;
    for seed in 0..machines {
        acked += lives(seed, false).await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
    println!("T-03: {} cuts, {acked} acked, 0 lost", machines * 3);
    assert!(machines < acked as u64, "the trials acked something");
}

/// Without syncing the same trials must find lost commits, or they prove nothing.
#[tokio::test]
async fn t03_the_control_without_syncing_loses_commits() {
    let mut lost = 0;
    for seed in 0..40 {
        // A file that was never synced may make redb panic as well: then the log is lost too.
        let trial = spawn::task(async move { lives(seed, true).await });
        lost += u64::from(!matches!(trial.await, Ok(Ok(_))));
    }
    println!("T-03 control: {lost} of 40 machines lost acked commits or the whole log");
    assert!(20 < lost, "only {lost} of 40 control trials noticed");
}
