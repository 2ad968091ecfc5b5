//! What the kernel says of this process, from `/proc`: nothing where there is none.

use std::io::Write;
use std::time::Duration;

/// Resident memory of this process in MiB.
pub(crate) fn resident() -> Option<u64> {
    memory("VmRSS:")
}

/// The most of it since the peak was forgotten, or since the beginning.
pub(crate) fn peak() -> Option<u64> {
    memory("VmHWM:")
}

/// From here on the peak is counted anew, where the kernel lets that.
pub(crate) fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

fn memory(what: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(what))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Processor time that this process has used, in hundredths of a second.
pub(crate) fn processor() -> Option<u64> {
    processor_of("self")
}

/// The same of the process with this number.
pub(crate) fn processor_of(process: &str) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything: user and system time are the 12th and 13th fields.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// Writes a line for whoever reads this process.
pub(crate) fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// A time in microseconds.
pub(crate) fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
