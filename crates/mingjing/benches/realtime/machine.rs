//! What the figures were measured on.

use std::fs;
use std::path::Path;

/// Prints processor, cores, memory and kernel.
pub fn print() {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "未知处理器".into());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("机器：{cpu}，{cores} 核，内存 {memory}，Linux {}", kernel.trim());
    println!("程序：mingjing {}，release 构建", env!("CARGO_PKG_VERSION"));
}

/// Megabytes below a folder.
pub fn folder_megabytes(folder: &Path) -> u64 {
    folder_bytes(folder) >> 20
}

fn folder_bytes(folder: &Path) -> u64 {
    let size = |path: &Path| match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => folder_bytes(path),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path())).sum()
}

/// The value of `name: value` in a file of the kernel.
pub fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
