//! The folder of attached files. A file is named by the SM3 of its content, is there once however
//! often it is attached, and is never changed.

use crate::LedgerError;
use crate::file_kind::FileKind;
use sm3::{Digest, Sm3};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// 病毒扫描命令 · is run with the path of the file behind its arguments. It answers 0 for a clean file
/// and 1 for an infected one; anything else is taken for a scanner that does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    /// 程序
    pub program: PathBuf,
    /// 参数, before the path
    pub arguments: Vec<String>,
    /// 最长用时
    pub patience: Duration,
}

/// 附件架 · where attached files lie, and what may lie there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
    bytes_max: u64,
    scanner: Option<Scanner>,
}

/// 已收存文件 · a file that has been checked and lies on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// 文件名 as its owner calls it
    pub name: String,
    /// 摘要: SM3 of the content, in hexadecimal
    pub digest: String,
    /// 类型
    pub kind: FileKind,
    /// 字节数
    pub bytes: u64,
}

impl Shelf {
    /// A shelf in a folder, which is made where it is missing. Files above `bytes_max` are refused.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub fn open(folder: impl Into<PathBuf>, bytes_max: u64, scanner: Option<Scanner>) -> Result<Self, LedgerError> {
        let folder = folder.into();
        fs::create_dir_all(folder.join(INCOMING))?;
        Ok(Self {
            folder,
            bytes_max,
            scanner,
        })
    }

    /// Checks a file and puts it on the shelf. It belongs to nothing until it is attached.
    ///
    /// # Errors
    /// [`LedgerError::Attachment`] says what is wrong with the file; [`LedgerError::Unavailable`] where
    /// the disk or the scanner does not work.
    pub async fn accept(&self, name: &str, content: &[u8]) -> Result<Shelved, LedgerError> {
        let name = shown(name);
        let refuse = |why: String| LedgerError::Attachment {
            name: name.clone(),
            why,
        };
        let bytes = content.len() as u64;
        if bytes == 0 {
            return Err(refuse("文件是空的。请重新选择文件。".to_owned()));
        }
        if bytes > self.bytes_max {
            let most = self.bytes_max / 1024;
            return Err(refuse(format!("超过{most}KB的上限。请压缩或拆分后再上传。")));
        }
        let kind = FileKind::of_content(content)
            .filter(|kind| kind.fits(&name))
            .ok_or_else(|| {
                refuse(
                    "只收PDF、PNG、JPG、XLSX、DOCX文件（不含宏），且扩展名须与内容一致。请另存为这些格式后再上传。"
                        .to_owned(),
                )
            })?;
        let digest = hex::encode(Sm3::digest(content));
        if !self.place(&digest).exists() {
            let incoming = self.folder.join(INCOMING).join(&digest);
            write_down(&incoming, content)?;
            let verdict = self.scan(&incoming).await;
            if !matches!(verdict, Ok(true)) {
                fs::remove_file(&incoming)?;
            }
            if !verdict? {
                return Err(refuse("病毒扫描没有通过。请清除病毒后再上传。".to_owned()));
            }
            self.settle(&incoming, &digest)?;
        }
        Ok(Shelved {
            name,
            digest,
            kind,
            bytes,
        })
    }

    /// Puts JSON on the shelf that the program has made itself. It belongs to nothing until it is attached.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub fn keep(&self, name: &str, json: &str) -> Result<Shelved, LedgerError> {
        let digest = hex::encode(Sm3::digest(json));
        if !self.place(&digest).exists() {
            let incoming = self.folder.join(INCOMING).join(&digest);
            write_down(&incoming, json.as_bytes())?;
            self.settle(&incoming, &digest)?;
        }
        Ok(Shelved {
            name: shown(name),
            digest,
            kind: FileKind::Json,
            bytes: json.len() as u64,
        })
    }

    /// Moves a checked file to its place, so that it survives a power cut there.
    fn settle(&self, incoming: &Path, digest: &str) -> Result<(), LedgerError> {
        let place = self.place(digest);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
            fs::rename(incoming, &place)?;
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// True for a clean file, and where no scanner is configured.
    async fn scan(&self, file: &Path) -> Result<bool, LedgerError> {
        let Some(scanner) = &self.scanner else {
            return Ok(true);
        };
        let broken = |source: Option<io::Error>| LedgerError::Unavailable {
            reason: "病毒扫描程序不能运行",
            source: source.map(Into::into),
        };
        let run = Command::new(&scanner.program)
            .args(&scanner.arguments)
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status();
        match tokio::time::timeout(scanner.patience, run).await {
            Ok(Ok(status)) => match status.code() {
                Some(0) => Ok(true),
                Some(1) => Ok(false),
                _ => Err(broken(None)),
            },
            Ok(Err(error)) => Err(broken(Some(error))),
            Err(_) => Err(broken(None)),
        }
    }

    /// The content of a file, which is what its name says or not handed out at all.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::Corrupt`], [`LedgerError::Unavailable`]
    pub fn content(&self, digest: &str) -> Result<Vec<u8>, LedgerError> {
        let not_found = || LedgerError::NotFound {
            what: "附件",
            id: digest.chars().filter(char::is_ascii_alphanumeric).take(64).collect(),
        };
        // A digest becomes part of a path.
        if digest.len() != 64 || !digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(not_found());
        }
        let content = match fs::read(self.place(digest)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(not_found()),
            read => read?,
        };
        match hex::encode(Sm3::digest(&content)) == digest {
            true => Ok(content),
            false => Err(LedgerError::unreadable(format!("附件{digest}"), "内容与摘要不符")),
        }
    }

    /// Puts a file there that comes from a backup; the name must be that of the content.
    pub(crate) fn put_back(&self, digest: &str, content: &[u8]) -> Result<(), LedgerError> {
        if hex::encode(Sm3::digest(content)) != digest {
            return Err(LedgerError::unreadable(
                format!("备份中的附件{digest}"),
                "内容与摘要不符",
            ));
        }
        let place = self.place(digest);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        write_down(&place, content)
    }

    /// Two levels, so that no folder grows large.
    fn place(&self, digest: &str) -> PathBuf {
        self.folder.join(digest.get(..2).unwrap_or_default()).join(digest)
    }
}

/// Files that have not been checked yet.
const INCOMING: &str = "incoming";

/// Writes a file so that it survives a power cut.
pub(crate) fn write_down(place: &Path, content: &[u8]) -> Result<(), LedgerError> {
    let mut file = fs::File::create(place)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}

/// The last part of a name, without control characters, at most a hundred characters.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|ch| !ch.is_control()).collect();
    // The ending says what it is.
    kept.get(kept.len().saturating_sub(100)..)
        .unwrap_or_default()
        .iter()
        .collect()
}
