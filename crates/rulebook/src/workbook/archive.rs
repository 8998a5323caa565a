//! What a workbook archive declares about itself, read from the ZIP directory
//! before anything is unpacked, so that a bomb is refused unopened.

/// Largest file taken in, in bytes. The published workbooks are below 1 MiB.
pub(super) const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Largest sum of unpacked parts, in bytes.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Unpacked bytes per packed byte that no spreadsheet part reaches honestly.
const RATIO_MAX: u64 = 250;
/// A part below this size may compress as well as it likes.
const RATIO_FREE_BYTES: u64 = 4 * 1024 * 1024;
/// Most parts in one workbook.
const PARTS_MAX: usize = 2_000;

const END_OF_DIRECTORY: [u8; 4] = *b"PK\x05\x06";
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
const END_LENGTH: usize = 22;
const ENTRY_LENGTH: usize = 46;

/// Refuses an archive that is no ZIP file, is damaged, or would unpack to an
/// unreasonable size. The reason is in Chinese.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), String> {
    let end = locate_end(bytes).ok_or("不是 xlsx 文件，或文件不完整（找不到压缩包目录）")?;
    let declared = usize::from(u16_at(bytes, end + 10).ok_or("压缩包目录不完整")?);
    if declared > PARTS_MAX {
        return Err(format!("压缩包内有 {declared} 个部件，超过 {PARTS_MAX} 个"));
    }
    let mut at = usize::try_from(u32_at(bytes, end + 16).ok_or("压缩包目录不完整")?).map_err(|_| "压缩包目录不完整")?;
    let mut unpacked_sum = 0_u64;
    for _ in 0..declared {
        if bytes.get(at..at + 4) != Some(&DIRECTORY_ENTRY[..]) {
            return Err("压缩包目录损坏".to_owned());
        }
        let packed = u64::from(u32_at(bytes, at + 20).ok_or("压缩包目录损坏")?);
        let unpacked = u64::from(u32_at(bytes, at + 24).ok_or("压缩包目录损坏")?);
        if unpacked > RATIO_FREE_BYTES && unpacked / packed.max(1) > RATIO_MAX {
            return Err(format!("压缩包部件由 {packed} 字节展开为 {unpacked} 字节，疑为压缩炸弹"));
        }
        unpacked_sum += unpacked;
        if unpacked_sum > UNPACKED_BYTES_MAX {
            return Err(format!("展开后超过 {} MiB", UNPACKED_BYTES_MAX >> 20));
        }
        let tail = [28, 30, 32].into_iter().map(|offset| u16_at(bytes, at + offset).map_or(0, usize::from));
        at += ENTRY_LENGTH + tail.sum::<usize>();
    }
    Ok(())
}

fn locate_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|&at| bytes.get(at..at + 4) == Some(&END_OF_DIRECTORY[..]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(packed: u32, unpacked: u32) -> Vec<u8> {
        let mut entry = DIRECTORY_ENTRY.to_vec();
        entry.resize(ENTRY_LENGTH, 0);
        entry[20..24].copy_from_slice(&packed.to_le_bytes());
        entry[24..28].copy_from_slice(&unpacked.to_le_bytes());
        let mut end = END_OF_DIRECTORY.to_vec();
        end.resize(END_LENGTH, 0);
        end[10] = 1;
        entry.extend(end);
        entry
    }

    #[test]
    fn a_declared_bomb_is_refused_unopened() {
        assert!(inspect(&directory(1_000, 2_000_000)).is_ok());
        assert!(inspect(&directory(1_000, 200_000_000)).unwrap_err().contains("压缩炸弹"));
        assert!(inspect(&directory(200_000_000, 300_000_000)).unwrap_err().contains("展开后超过"));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(inspect(b"").is_err());
        assert!(inspect(&[b'P'; 4_000]).is_err());
    }
}
