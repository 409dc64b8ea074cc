//! What the operating system says about the server's process.

use std::fs;

/// Ticks of `utime` and `stime` in a second; fixed for user space on Linux.
const TICKS_PER_S: f64 = 100.0;

/// CPU time that a process has used so far, in seconds, in user space and in the kernel.
pub(super) fn cpu_s(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    // The name of the program stands in parentheses and may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks = |place: usize| fields[place].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / TICKS_PER_S
}

/// Most memory that a process ever had, in MiB.
pub(super) fn peak_rss_mib(id: u32) -> f64 {
    find_peak_rss_mib(id).unwrap()
}

/// As [`peak_rss_mib`]; `None` for a process that has ended.
pub(super) fn find_peak_rss_mib(id: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1_024.0)
}

/// CPU time of the calling thread so far, in seconds.
pub(super) fn thread_cpu_s() -> f64 {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    schedstat.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}
