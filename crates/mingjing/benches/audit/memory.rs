//! The peak of this process's resident memory, where Linux tells it.

/// Forgets the peak so far.
pub fn reset() {
    // Where it cannot be reset the peak is that of the whole run, which is larger.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The peak since it was forgotten.
pub fn peak_megabytes() -> u64 {
    let kilobytes = super::machine::field("/proc/self/status", "VmHWM")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) >> 10
}
