//! What a workbook archive would unpack to, measured before anything is
//! unpacked, so that a bomb is refused unopened whatever it declares.

use super::deflate::{self, Refused};

/// Largest file taken in, in bytes. The published workbooks are below 1 MiB.
pub(super) const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Largest sum of unpacked parts, in bytes.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Most parts in one workbook.
const PARTS_MAX: usize = 2_000;

const END_OF_DIRECTORY: [u8; 4] = *b"PK\x05\x06";
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const END_LENGTH: usize = 22;
const ENTRY_LENGTH: usize = 46;
const LOCAL_LENGTH: usize = 30;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

const DAMAGED: &str = "压缩包目录损坏";

/// What a file is that has the name of a workbook and another form, and what to do about it. A workbook
/// of Excel 97 and an encrypted one both are compound files; the encrypted one holds a stream of that name.
pub(super) fn of_other_form(bytes: &[u8]) -> Option<&'static str> {
    if bytes.is_empty() {
        return Some("文件是空的");
    }
    if !bytes.starts_with(&COMPOUND_FILE) {
        return None;
    }
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = bytes.windows(stream.len()).any(|part| part == stream);
    Some(if encrypted {
        "工作簿有打开密码，请去掉密码后另存为 xlsx"
    } else {
        "这是 Excel 97-2003 的旧格式（.xls），请另存为 xlsx；只改扩展名不行"
    })
}

/// Refuses an archive that is no ZIP file, is damaged, or would unpack to an
/// unreasonable size. The reason is in Chinese.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), String> {
    let end = locate_end(bytes).ok_or("不是 xlsx 文件，或文件不完整（找不到压缩包目录）")?;
    let parts = usize::from(u16_at(bytes, end + 10).ok_or(DAMAGED)?);
    if parts > PARTS_MAX {
        return Err(format!("压缩包内有 {parts} 个部件，超过 {PARTS_MAX} 个"));
    }
    let mut at = offset_at(bytes, end + 16).ok_or(DAMAGED)?;
    let mut room = UNPACKED_BYTES_MAX;
    for _ in 0..parts {
        if bytes.get(at..at.saturating_add(4)) != Some(&DIRECTORY_ENTRY[..]) {
            return Err(DAMAGED.to_owned());
        }
        room = room.saturating_sub(unpacked(bytes, at, room)?);
        let tail = [28, 30, 32]
            .into_iter()
            .map(|field| u16_at(bytes, at + field).map_or(0, usize::from));
        at += ENTRY_LENGTH + tail.sum::<usize>();
    }
    Ok(())
}

/// Unpacked bytes of the part with that directory entry, at most `room`.
fn unpacked(bytes: &[u8], entry: usize, room: u64) -> Result<u64, String> {
    let method = u16_at(bytes, entry + 10).ok_or(DAMAGED)?;
    let packed_length = offset_at(bytes, entry + 20).ok_or(DAMAGED)?;
    let local = offset_at(bytes, entry + 42).ok_or(DAMAGED)?;
    if bytes.get(local..local.saturating_add(4)) != Some(&LOCAL_HEADER[..]) {
        return Err(DAMAGED.to_owned());
    }
    let names = [26, 28]
        .into_iter()
        .map(|field| u16_at(bytes, local + field).map_or(0, usize::from));
    let start = local + LOCAL_LENGTH + names.sum::<usize>();
    let packed = bytes.get(start..start.saturating_add(packed_length)).ok_or(DAMAGED)?;
    let length = match method {
        STORED => Ok(u64::try_from(packed.len()).unwrap_or(u64::MAX)),
        DEFLATED => deflate::unpacked_length(packed, room),
        _ => return Err("压缩包使用了工作簿不用的压缩方法".to_owned()),
    };
    match length {
        Ok(length) if length <= room => Ok(length),
        Err(Refused::Damaged) => Err("压缩包部件损坏".to_owned()),
        Ok(_) | Err(Refused::TooLong) => Err(format!("展开后超过 {} MiB，疑为压缩炸弹", UNPACKED_BYTES_MAX >> 20)),
    }
}

fn locate_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last)
        .rev()
        .find(|&at| bytes.get(at..at + 4) == Some(&END_OF_DIRECTORY[..]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)
        .and_then(|two| two.try_into().ok())
        .map(u16::from_le_bytes)
}

/// A 32-bit offset or length; the 64-bit extension is not needed below 4 GiB.
fn offset_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of one part, with the directory written by hand.
    fn archive(method: u16, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let mut out = LOCAL_HEADER.to_vec();
        out.resize(LOCAL_LENGTH, 0);
        out.extend_from_slice(data);
        let directory = u32::try_from(out.len()).unwrap().to_le_bytes();
        let mut entry = DIRECTORY_ENTRY.to_vec();
        entry.resize(ENTRY_LENGTH, 0);
        entry[10..12].copy_from_slice(&method.to_le_bytes());
        entry[20..24].copy_from_slice(&length);
        out.extend(entry);
        let mut end = END_OF_DIRECTORY.to_vec();
        end.resize(END_LENGTH, 0);
        end[10] = 1;
        end[16..20].copy_from_slice(&directory);
        out.extend(end);
        out
    }

    /// A fixed-code stream of one literal and then copies of 258 bytes, each of
    /// 13 bits: 8 of length code 285, 5 of distance code 0.
    fn bomb(copies: usize) -> Vec<u8> {
        let mut bits: Vec<u8> = vec![1, 1, 0];
        let high_first = |bits: &mut Vec<u8>, code: u32, count: u32| {
            (0..count)
                .rev()
                .for_each(|shift| bits.push(u8::from(code >> shift & 1 == 1)));
        };
        high_first(&mut bits, 0x30 + 97, 8);
        for _ in 0..copies {
            high_first(&mut bits, 0xc0 + 5, 8);
            high_first(&mut bits, 0, 5);
        }
        high_first(&mut bits, 0, 7);
        bits.chunks(8)
            .map(|byte| byte.iter().rev().fold(0, |value, bit| value << 1 | bit))
            .collect()
    }

    #[test]
    fn a_bomb_that_declares_nothing_is_measured_and_refused() {
        assert_eq!(deflate::unpacked_length(&bomb(1_000), u64::MAX), Ok(258_001));
        assert!(inspect(&archive(DEFLATED, &bomb(1_000))).is_ok());
        let copies = usize::try_from(UNPACKED_BYTES_MAX / 258).unwrap() + 1;
        assert!(
            inspect(&archive(DEFLATED, &bomb(copies)))
                .unwrap_err()
                .contains("压缩炸弹")
        );
    }

    #[test]
    fn parts_of_a_real_workbook_are_measured_exactly() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..500 {
            sheet.write_string(row, 0, format!("第{row}行 医疗服务项目")).unwrap();
            sheet.write_number(row, 1, f64::from(row) * 1.5).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let end = locate_end(&bytes).unwrap();
        let mut at = offset_at(&bytes, end + 16).unwrap();
        for _ in 0..u16_at(&bytes, end + 10).unwrap() {
            let declared = offset_at(&bytes, at + 24).unwrap();
            assert_eq!(
                unpacked(&bytes, at, UNPACKED_BYTES_MAX),
                Ok(u64::try_from(declared).unwrap())
            );
            at += ENTRY_LENGTH
                + [28, 30, 32]
                    .map(|field| usize::from(u16_at(&bytes, at + field).unwrap()))
                    .iter()
                    .sum::<usize>();
        }
    }

    #[test]
    fn other_forms_are_named_with_what_to_do() {
        let mut old = COMPOUND_FILE.to_vec();
        assert!(of_other_form(&old).unwrap().contains("另存为 xlsx"));
        old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(of_other_form(&old).unwrap().contains("密码"));
        assert_eq!(of_other_form(b"PK"), None);
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(inspect(b"").is_err());
        assert!(inspect(&[b'P'; 4_000]).is_err());
        assert!(inspect(&archive(STORED, b"abc")).is_ok());
        assert!(inspect(&archive(12, b"abc")).unwrap_err().contains("压缩方法"));
        assert!(inspect(&archive(DEFLATED, &[0xff; 9])).unwrap_err().contains("损坏"));
    }
}
