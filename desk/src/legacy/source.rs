//! Rows out of a CSV file or JSON lines, one at a time and with their lines, and the entries of a second CSV file, of which
//! only the places are kept. What cannot be read is a row with a reason, and the next one is read all the same.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, Position, ReaderBuilder};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::hex;
use super::import::ImportError;
use super::mapping::{EntriesAt, Mapping};

/// A longer row is a quotation mark that nobody closed.
const LARGEST_ROW: u64 = 16 * 1024 * 1024;

/// What a row or an entry says, by the source's names; only what says something.
pub type Said = HashMap<String, String>;

/// A row that could be read.
#[derive(Debug, Default)]
pub struct Raw {
    pub said: Said,
    /// Each as far as it could be read, in the source's order.
    pub entries: Vec<Result<Said, String>>,
    pub files: Vec<String>,
}

/// A row of the source.
#[derive(Debug)]
pub struct Row {
    /// Its first and its last line.
    pub line: u64,
    pub until: u64,
    pub old_number: Option<String>,
    /// Or why it cannot be read.
    pub raw: Result<Raw, String>,
}

/// Where a file stands that was read: for the manifest.
#[derive(Clone, Debug)]
pub struct Whole {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A file that is hashed as it is read.
struct Hashed {
    file: File,
    name: String,
    hash: Sha256,
    bytes: u64,
    since_row: u64,
}

impl Hashed {
    fn open(path: &Path) -> Result<(Hashed, u64), ImportError> {
        let wrong = |error| ImportError::Io(format!("reading {}", path.display()), error);
        let file = File::open(path).map_err(wrong)?;
        let size = file.metadata().map_err(wrong)?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((Hashed { file, name, hash: Sha256::new(), bytes: 0, since_row: 0 }, size))
    }

    fn whole(&self) -> Whole {
        Whole { name: self.name.clone(), bytes: self.bytes, sha256: hex(self.hash.clone()) }
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > LARGEST_ROW {
            return Err(io::Error::other("a row is longer than 16 MB: is there a quotation mark that is not closed?"));
        }
        let read = self.file.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        self.since_row += read as u64;
        Ok(read)
    }
}

enum Reader {
    Csv { reader: csv::Reader<Hashed>, columns: Vec<String>, record: ByteRecord },
    Lines { reader: BufReader<Hashed>, line: u64 },
}

/// The rows of an import.
pub struct Source {
    reader: Reader,
    pub size: u64,
    second: Option<Second>,
    number: String,
    /// The key of a row's list of entries, and of its files.
    list: Option<String>,
    files: Option<String>,
    between: String,
}

impl Source {
    /// Opens the files of an import. `entries`: the second CSV file, where the mapping asks for one.
    pub fn open(path: &Path, entries: Option<&Path>, mapping: &Mapping) -> Result<Source, ImportError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_csv = match ending.as_str() {
            "csv" => true,
            "jsonl" | "ndjson" => false,
            _ => {
                return Err(ImportError::Told(format!(
                    "{} is to end in .csv, or in .jsonl or .ndjson for JSON lines.",
                    path.display()
                )));
            }
        };
        let place = mapping.entries.as_ref().map(|entries| &entries.place);
        match (is_csv, place, entries) {
            (true, Some(EntriesAt::List(_)), _) => {
                return Err(ImportError::Told(
                    "The mapping has entries in a list, which a CSV file has not: give number = \"…\" under [entries] and \
                     the second file with --entries."
                        .to_owned(),
                ));
            }
            (_, Some(EntriesAt::SecondFile(_)), None) => {
                return Err(ImportError::Told(
                    "The mapping has entries in a second CSV file: name it with --entries.".to_owned(),
                ));
            }
            (_, None | Some(EntriesAt::List(_)), Some(_)) => {
                return Err(ImportError::Told(
                    "There is a file of entries, but the mapping says nothing of it: give [entries] with number = \"…\"."
                        .to_owned(),
                ));
            }
            _ => {}
        }
        let (file, size) = Hashed::open(path)?;
        let reader = if is_csv {
            let mut reader = csv_of(mapping, file);
            let columns = columns(path, &mut reader)?;
            let names = mapping.fields.names();
            has_columns(path, &columns, &names)?;
            Reader::Csv { reader, columns, record: ByteRecord::new() }
        } else {
            Reader::Lines { reader: BufReader::new(file), line: 0 }
        };
        let second = match (entries, &mapping.entries) {
            (Some(path), Some(of)) => Some(Second::open(path, of, mapping)?),
            _ => None,
        };
        let list = match place {
            Some(EntriesAt::List(list)) => Some(list.clone()),
            _ => None,
        };
        Ok(Source {
            reader,
            size,
            second,
            number: mapping.fields.number.clone(),
            list,
            files: mapping.fields.files.clone(),
            between: mapping.files.between.clone(),
        })
    }

    /// The next row; none behind the last one.
    pub fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        let mut row = match &mut self.reader {
            Reader::Csv { reader, columns, record } => {
                reader.get_mut().since_row = 0;
                let at = reader.position().line();
                let more = reader.read_byte_record(record);
                if !more.map_err(|error| ImportError::Told(format!("line {at}: {error}")))? {
                    return Ok(None);
                }
                let line = record.position().map_or(at, Position::line);
                let until = reader.position().line().saturating_sub(1).max(line);
                let (old_number, said) = said_of_record(columns, record, &self.number);
                let files = self.files.as_ref().zip(said.as_ref().ok()).and_then(|(files, said)| said.get(files));
                let files = files.map(|files| files.split(&self.between).map(str::trim).map(str::to_owned).collect());
                let files: Vec<String> = files.unwrap_or_default();
                let files = files.into_iter().filter(|name| !name.is_empty()).collect();
                Row { line, until, old_number, raw: said.map(|said| Raw { said, entries: Vec::new(), files }) }
            }
            Reader::Lines { reader, line } => {
                let mut text = Vec::new();
                loop {
                    reader.get_mut().since_row = 0;
                    text.clear();
                    *line += 1;
                    let read = reader.read_until(b'\n', &mut text);
                    if read.map_err(|error| ImportError::Told(format!("line {line}: {error}")))? == 0 {
                        return Ok(None);
                    }
                    if *line == 1 && text.starts_with("\u{feff}".as_bytes()) {
                        text.drain(..3);
                    }
                    if !text.trim_ascii().is_empty() {
                        break;
                    }
                }
                let (old_number, raw) = json(&text, &self.number, self.list.as_deref(), self.files.as_deref());
                Row { line: *line, until: *line, old_number, raw }
            }
        };
        if let Some((second, number)) = self.second.as_mut().zip(row.old_number.as_deref()) {
            let entries = second.of(number)?;
            if let Ok(raw) = &mut row.raw {
                raw.entries = entries;
            }
        }
        Ok(Some(row))
    }

    /// How many bytes were read so far.
    pub fn bytes(&self) -> u64 {
        self.hashed().bytes
    }

    /// The files, read to their ends: the one with the rows, and the second one.
    pub fn wholes(&self) -> (Whole, Option<Whole>) {
        (self.hashed().whole(), self.second.as_ref().map(|second| second.whole.clone()))
    }

    /// The entries of no row: their lines and what they name.
    pub fn entries_left(&mut self) -> Result<Vec<(u64, Option<String>)>, ImportError> {
        self.second.as_mut().map_or(Ok(Vec::new()), Second::left)
    }

    fn hashed(&self) -> &Hashed {
        match &self.reader {
            Reader::Csv { reader, .. } => reader.get_ref(),
            Reader::Lines { reader, .. } => reader.get_ref(),
        }
    }
}

fn csv_of<R: Read>(mapping: &Mapping, of: R) -> csv::Reader<R> {
    ReaderBuilder::new().flexible(true).delimiter(mapping.delimiter).from_reader(of)
}

fn columns<R: Read>(path: &Path, reader: &mut csv::Reader<R>) -> Result<Vec<String>, ImportError> {
    let columns = reader.headers().map_err(|error| ImportError::Told(format!("{}: {error}", path.display())))?;
    Ok(columns.iter().map(|column| column.trim().to_owned()).collect())
}

/// Every column that the mapping names has to be there, once.
fn has_columns(path: &Path, columns: &[String], names: &[&str]) -> Result<(), ImportError> {
    for name in names {
        let there = columns.iter().filter(|column| column == name).count();
        if there != 1 {
            let how = if there == 0 { "has no" } else { "has more than one" };
            return Err(ImportError::Told(format!(
                "{} {how} column {name:?}, which the mapping names. It has: {}.",
                path.display(),
                columns.join(", ")
            )));
        }
    }
    Ok(())
}

/// What a record says, and its old number even where the rest cannot be read.
fn said_of_record(columns: &[String], record: &ByteRecord, number: &str) -> (Option<String>, Result<Said, String>) {
    let mut said = Said::new();
    let mut no_text = None;
    for (column, value) in columns.iter().zip(record) {
        match std::str::from_utf8(value) {
            Ok(value) if value.trim().is_empty() => {}
            Ok(value) => drop(said.insert(column.clone(), value.trim().to_owned())),
            Err(_) => no_text = no_text.or(Some(column)),
        }
    }
    let old_number = said.get(number).cloned();
    if record.len() != columns.len() {
        let (is, should) = (record.len(), columns.len());
        return (old_number, Err(format!("It has {is} columns, and the first line {should}.")));
    }
    if let Some(column) = no_text {
        return (old_number, Err(format!("{column:?} is not written in UTF-8.")));
    }
    (old_number, Ok(said))
}

fn json(text: &[u8], number: &str, list: Option<&str>, files: Option<&str>) -> (Option<String>, Result<Raw, String>) {
    let row = match serde_json::from_slice(text) {
        Ok(Value::Object(row)) => row,
        Ok(_) => return (None, Err("It is JSON, but no object.".to_owned())),
        Err(error) => {
            let column = error.column();
            return (None, Err(format!("It cannot be read as JSON, from its character {column} on.")));
        }
    };
    let old_number = row.get(number).and_then(scalar).filter(|number| !number.is_empty());
    let mut raw = Raw::default();
    for (key, value) in row {
        if Some(key.as_str()) == list {
            match value {
                Value::Null => {}
                Value::Array(entries) => raw.entries = entries.into_iter().map(entry).collect(),
                _ => return (old_number, Err(format!("{key:?} is no list of entries."))),
            }
        } else if Some(key.as_str()) == files {
            let names = match value {
                Value::Null => Some(Vec::new()),
                Value::Array(names) => names.iter().map(scalar).collect(),
                _ => None,
            };
            match names {
                Some(names) => raw.files = names,
                None => return (old_number, Err(format!("{key:?} is no list of names of files."))),
            }
        } else if let Some(value) = scalar(&value).filter(|value| !value.is_empty()) {
            raw.said.insert(key, value);
        }
    }
    (old_number, Ok(raw))
}

fn entry(value: Value) -> Result<Said, String> {
    let Value::Object(entry) = value else { return Err("is no object".to_owned()) };
    let said = entry.into_iter().filter_map(|(key, value)| Some((key, scalar(&value)?)));
    Ok(said.filter(|(_, value)| !value.is_empty()).collect())
}

/// A value as text; lists and objects are none.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The short form of an old number under which places are kept.
pub fn key(number: &str) -> u64 {
    let mut key = [0; 8];
    key.copy_from_slice(&Sha256::digest(number)[..8]);
    u64::from_be_bytes(key)
}

/// A second file with the entries of all rows, in whatever order. Kept of each is its place alone.
struct Second {
    reader: csv::Reader<File>,
    columns: Vec<String>,
    number: String,
    /// Byte and line of each entry, by the key of its old number; taken out as they are asked for.
    places: HashMap<u64, Vec<(u64, u64)>>,
    whole: Whole,
}

impl Second {
    fn open(path: &Path, of: &super::mapping::Entries, mapping: &Mapping) -> Result<Second, ImportError> {
        let EntriesAt::SecondFile(number) = &of.place else {
            return Err(ImportError::Told("The entries are in no second file.".to_owned()));
        };
        let wrong = |error: csv::Error| ImportError::Told(format!("{}: {error}", path.display()));
        let mut reader = csv_of(mapping, Hashed::open(path)?.0);
        let columns = columns(path, &mut reader)?;
        let mut names = vec![number.as_str(), &of.at, &of.author, &of.text];
        if let super::mapping::Visibility::Said { field, .. } = &of.visibility {
            names.push(field);
        }
        has_columns(path, &columns, &names)?;
        let (mut places, mut record) = (HashMap::<u64, Vec<(u64, u64)>>::new(), ByteRecord::new());
        loop {
            reader.get_mut().since_row = 0;
            if !reader.read_byte_record(&mut record).map_err(wrong)? {
                break;
            }
            let (old_number, _) = said_of_record(&columns, &record, number);
            let at = record.position().map_or((0, 0), |at| (at.byte(), at.line()));
            places.entry(key(&old_number.unwrap_or_default())).or_default().push(at);
        }
        let whole = reader.get_ref().whole();
        let file = File::open(path).map_err(|error| ImportError::Io(format!("reading {}", path.display()), error))?;
        Ok(Second { reader: csv_of(mapping, file), columns, number: number.clone(), places, whole })
    }

    fn at(&mut self, (byte, line): (u64, u64)) -> Result<(Option<String>, Result<Said, String>), ImportError> {
        let mut position = Position::new();
        position.set_byte(byte).set_line(line).set_record(1);
        let wrong = |error: csv::Error| ImportError::Told(format!("the entries, line {line}: {error}"));
        self.reader.seek(position).map_err(wrong)?;
        let mut record = ByteRecord::new();
        self.reader.read_byte_record(&mut record).map_err(wrong)?;
        let (old_number, said) = said_of_record(&self.columns, &record, &self.number);
        Ok((old_number, said.map_err(|reason| format!("(line {line} of the entries) cannot be read. {reason}"))))
    }

    fn of(&mut self, number: &str) -> Result<Vec<Result<Said, String>>, ImportError> {
        let places = self.places.remove(&key(number)).unwrap_or_default();
        places.into_iter().map(|place| Ok(self.at(place)?.1)).collect()
    }

    fn left(&mut self) -> Result<Vec<(u64, Option<String>)>, ImportError> {
        let mut places: Vec<_> = std::mem::take(&mut self.places).into_values().flatten().collect();
        places.sort_unstable();
        places.into_iter().map(|place| Ok((place.1, self.at(place)?.0))).collect()
    }
}
