//! What an installation can set: by a flag, by the environment, or in a TOML file, in this order; else a default. One
//! table names every key; README and `caseline config` print it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use caseline_desk::Settings;
use caseline_desk::files::FileSettings;

use crate::http::Network;

/// A key, its variable in the environment, its default, and what it is for.
pub struct Key {
    pub name: &'static str,
    pub variable: &'static str,
    pub default: &'static str,
    pub purpose: &'static str,
}

pub const KEYS: [Key; 18] = [
    Key {
        name: "database_url",
        variable: "DATABASE_URL",
        default: "sqlite://<data>/caseline.db",
        purpose: "where the data is: sqlite://path or postgres://user:password@host/database",
    },
    Key {
        name: "addr",
        variable: "CASELINE_ADDR",
        default: "127.0.0.1:3000",
        purpose: "address and port to listen on",
    },
    Key {
        name: "data",
        variable: "CASELINE_DATA",
        default: "data",
        purpose: "folder for the SQLite file, for attached files (`files/`) and those of legacy cases (`legacy-files/`), which all servers of an installation must share, and for mail that is not sent by SMTP",
    },
    Key {
        name: "public_url",
        variable: "CASELINE_PUBLIC_URL",
        default: "http://<addr>",
        purpose: "where people reach the desk; where it is set, forms are taken from there alone; with https, cookies are for https only",
    },
    Key {
        name: "smtp_url",
        variable: "CASELINE_SMTP_URL",
        default: "",
        purpose: "smtps://user:password@host:465 or smtp://host:25; empty: .eml files in <data>/mail",
    },
    Key {
        name: "mail_from",
        variable: "CASELINE_MAIL_FROM",
        default: "Caseline <support@caseline.example>",
        purpose: "the sender of all mail",
    },
    Key {
        name: "phone_us",
        variable: "CASELINE_PHONE_US",
        default: "1-877-282-7436",
        purpose: "the number for Outage and P1",
    },
    Key {
        name: "phone_abroad",
        variable: "CASELINE_PHONE_ABROAD",
        default: "+001 310 945-1310",
        purpose: "the same outside the US",
    },
    Key {
        name: "sign_ins_per_minute",
        variable: "CASELINE_SIGN_INS_PER_MINUTE",
        default: "20",
        purpose: "attempts a minute from one address to sign in, ask for a reset or use a link, and for one e-mail address from it a quarter of that; 0: no limit",
    },
    Key {
        name: "writes_per_minute",
        variable: "CASELINE_WRITES_PER_MINUTE",
        default: "120",
        purpose: "forms a minute that one person may send, wherever they are signed in; 0: no limit",
    },
    Key {
        name: "max_file_mb",
        variable: "CASELINE_MAX_FILE_MB",
        default: "25",
        purpose: "the largest file that can be attached, in megabytes",
    },
    Key {
        name: "max_files_per_entry",
        variable: "CASELINE_MAX_FILES_PER_ENTRY",
        default: "10",
        purpose: "how many files go with one entry of a case",
    },
    Key {
        name: "max_account_mb",
        variable: "CASELINE_MAX_ACCOUNT_MB",
        default: "5000",
        purpose: "what all files on the cases of one account may have together, in megabytes",
    },
    Key {
        name: "trusted_proxies",
        variable: "CASELINE_TRUSTED_PROXIES",
        default: "",
        purpose: "proxies whose X-Forwarded-For is believed: addresses or networks like 10.0.0.0/8, with blanks between",
    },
    Key {
        name: "insecure_http",
        variable: "CASELINE_INSECURE_HTTP",
        default: "false",
        purpose: "true: an address that others reach may be served without https, passwords and all",
    },
    Key {
        name: "demo_anywhere",
        variable: "CASELINE_DEMO_ANYWHERE",
        default: "false",
        purpose: "true: `serve --demo`, whose passwords everybody knows, may listen on an address that others reach",
    },
    Key {
        name: "log",
        variable: "CASELINE_LOG",
        default: "info",
        purpose: "what is logged, as in tracing: warn, info, caseline=debug",
    },
    Key { name: "log_format", variable: "CASELINE_LOG_FORMAT", default: "text", purpose: "text or json" },
];

/// Set by `make dev` for the server that it starts; nothing that an installation configures.
const RELOADS: &str = "CASELINE_DEV_RELOAD";

/// Where a value came from, for the sentence when it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Flag,
    Environment(&'static str),
    File(PathBuf),
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Flag => f.write_str("given as a flag"),
            Source::Environment(variable) => write!(f, "from the environment variable {variable}"),
            Source::File(path) => write!(f, "from {}", path.display()),
            Source::Default => f.write_str("the default"),
        }
    }
}

/// A wrong configuration: the key, the value, and what would be right.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{key} = {value:?} ({origin}) is wrong: {right}")]
    Wrong { key: String, value: String, origin: String, right: String },
    #[error("{path}: {reason}")]
    File { path: String, reason: String },
    #[error("{path} sets {key:?}, which is no setting. Settings are: {known}")]
    Unknown { path: String, key: String, known: String },
}

/// The configuration, every value checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub database_url: String,
    pub addr: SocketAddr,
    pub data: PathBuf,
    pub smtp_url: Option<String>,
    pub sign_ins_per_minute: u32,
    pub writes_per_minute: u32,
    pub trusted_proxies: Vec<Network>,
    /// Whether demo mode may be reached from elsewhere.
    pub demo_anywhere: bool,
    pub log: String,
    pub log_json: bool,
    /// `public_url`, where it was set: the address to which its default leads may have other names.
    pub reached_at: Option<String>,
    /// Whether cookies are for https only.
    pub secure_cookies: bool,
    /// Whether pages load themselves again once another server answers: [`RELOADS`].
    pub reloads: bool,
    pub settings: Settings,
}

/// Raw values by key, from one source.
pub type Values = BTreeMap<&'static str, String>;

struct Sources<'a> {
    flags: &'a Values,
    environment: &'a dyn Fn(&str) -> Option<String>,
    file: Option<(PathBuf, BTreeMap<String, String>)>,
}

impl Sources<'_> {
    fn get(&self, key: &Key) -> (String, Source) {
        if let Some(value) = self.flags.get(key.name) {
            return (value.clone(), Source::Flag);
        }
        if let Some(value) = (self.environment)(key.variable) {
            return (value, Source::Environment(key.variable));
        }
        if let Some((path, values)) = &self.file
            && let Some(value) = values.get(key.name)
        {
            return (value.clone(), Source::File(path.clone()));
        }
        (key.default.to_owned(), Source::Default)
    }

    /// Whether somebody gave it, be it the default once more.
    fn is_set(&self, name: &str) -> bool {
        KEYS.iter().any(|key| key.name == name && self.get(key).1 != Source::Default)
    }

    fn parse<T>(
        &self,
        name: &'static str,
        right: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            return Err(ConfigError::File { path: "the program".into(), reason: format!("no key {name}") });
        };
        let (value, source) = self.get(key);
        parse(value.trim()).ok_or_else(|| ConfigError::Wrong {
            key: name.to_owned(),
            // A password in a URL does not go into logs and terminals, and what is no URL may be one all the same.
            value: if matches!(name, "smtp_url" | "database_url") { "…".to_owned() } else { redacted(&value) },
            origin: source.to_string(),
            right: right.to_owned(),
        })
    }
}

/// What is right for `smtp_url`.
pub const SMTP_URL: &str =
    "smtps://user:password@host:465, smtp://user:password@host:587?tls=required, smtp://host:25, or nothing";

/// A URL without its password, which can stand before the host or in the query.
#[must_use]
pub fn redacted(url: &str) -> String {
    let query = url.find('?').filter(|query| !url[*query..].contains('@'));
    let (url, rest) = query.map_or((url, ""), |query| (&url[..query], "?…"));
    without_user(url) + rest
}

fn without_user(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            let user = url[scheme + 3..at].split(':').next().unwrap_or("");
            format!("{}{user}:…{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

/// Reads the configuration. `file`: the one named by a flag, which must be there; else `caseline.toml`, if it is.
pub fn read(
    flags: &Values,
    environment: &dyn Fn(&str) -> Option<String>,
    file: Option<&Path>,
) -> Result<Config, ConfigError> {
    let file = match file {
        Some(path) => Some((path.to_owned(), read_file(path)?)),
        None if Path::new("caseline.toml").is_file() => {
            let path = PathBuf::from("caseline.toml");
            let values = read_file(&path)?;
            Some((path, values))
        }
        None => None,
    };
    let sources = Sources { flags, environment, file };
    let text = |name| sources.parse(name, "a text", |value| Some(value.to_owned()));
    let addr: SocketAddr =
        sources.parse("addr", "an address and a port, like 127.0.0.1:3000", |value| value.parse().ok())?;
    let data = PathBuf::from(text("data")?);
    let database_url =
        sources.parse("database_url", "sqlite://path or postgres://user:password@host/database", |value| {
            if value.starts_with("sqlite://<data>") {
                return Some(format!("sqlite://{}", data.join("caseline.db").display()));
            }
            ["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| value.starts_with(scheme))
                .then(|| value.to_owned())
        })?;
    let public_url =
        sources.parse("public_url", "an address like https://support.example.com, without a path", |value| {
            if value == "http://<addr>" {
                return Some(format!("http://{addr}"));
            }
            let host = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"))?.trim_end_matches('/');
            (!host.is_empty() && !host.contains('/')).then(|| value.trim_end_matches('/').to_owned())
        })?;
    let smtp_url = sources.parse("smtp_url", SMTP_URL, |value| {
        let (plain, tls) = (value.strip_prefix("smtp://"), value.starts_with("smtps://"));
        // A password goes over no open line; `tls=opportunistic` is one as soon as somebody wants it to be.
        let open = plain.is_some_and(|rest| rest.contains('@') && !rest.contains("tls=required"));
        (value.is_empty() || (plain.is_some() || tls) && !open).then(|| value.to_owned())
    })?;
    let insecure_http = sources.parse("insecure_http", YES_OR_NO, yes_or_no)?;
    if !addr.ip().is_loopback() && !public_url.starts_with("https://") && !insecure_http {
        return Err(ConfigError::Wrong {
            key: "public_url".into(),
            value: redacted(&public_url),
            origin: format!("together with addr = {addr}"),
            right: "others reach this address, and over http everybody between reads their passwords. Give the \
                    https:// address of the proxy before it, or listen on 127.0.0.1, or set insecure_http \
                    (CASELINE_INSECURE_HTTP) to true"
                .into(),
        });
    }
    let reloads = environment(RELOADS);
    if let Some(value) = reloads.as_ref().filter(|_| !addr.ip().is_loopback()) {
        return Err(ConfigError::Wrong {
            key: RELOADS.into(),
            value: value.clone(),
            origin: format!("together with addr = {addr}"),
            right: "it is for a server whose source is being worked on, which listens on 127.0.0.1 only. Unset it, or \
                    listen on 127.0.0.1"
                .into(),
        });
    }
    let networks = "addresses or networks like 10.0.0.0/8, with blanks between";
    let trusted_proxies = sources.parse("trusted_proxies", networks, |value| {
        let parts = value.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().ok()).collect::<Option<Vec<Network>>>()
    })?;
    let mail_from = sources.parse("mail_from", "a sender, like Support <support@example.com>", |value| {
        let address = value.rsplit_once('<').map_or(value, |(_, rest)| rest.trim_end_matches('>'));
        caseline_domain::text::EmailAddress::parse(address).map(|_| value.to_owned())
    })?;
    let log_json = sources.parse("log_format", "text or json", |value| match value {
        "json" => Some(true),
        "text" => Some(false),
        _ => None,
    })?;
    let whole = "a whole number above 0";
    let files = FileSettings::new(
        data.join("files"),
        sources.parse("max_file_mb", whole, above_zero)?,
        sources.parse("max_files_per_entry", whole, above_zero)?,
        sources.parse("max_account_mb", whole, above_zero)?,
    );
    Ok(Config {
        database_url,
        addr,
        data: data.clone(),
        smtp_url: Some(smtp_url).filter(|url| !url.is_empty()),
        sign_ins_per_minute: sources.parse("sign_ins_per_minute", "a whole number", |value| value.parse().ok())?,
        writes_per_minute: sources.parse("writes_per_minute", "a whole number", |value| value.parse().ok())?,
        trusted_proxies,
        demo_anywhere: sources.parse("demo_anywhere", YES_OR_NO, yes_or_no)?,
        log: sources.parse("log", "a level or a filter, like info or caseline=debug", |value| {
            value.parse::<tracing_subscriber::EnvFilter>().ok().map(|_| value.to_owned())
        })?,
        log_json,
        reached_at: sources.is_set("public_url").then(|| public_url.clone()),
        secure_cookies: public_url.starts_with("https://"),
        reloads: reloads.is_some(),
        settings: Settings {
            public_url,
            mail_from,
            phone_us: text("phone_us")?,
            phone_abroad: text("phone_abroad")?,
            files,
            demo: false,
            data,
        },
    })
}

const YES_OR_NO: &str = "true or false";

fn yes_or_no(value: &str) -> Option<bool> {
    value.parse().ok()
}

fn above_zero<T: FromStr + PartialOrd + From<u8>>(value: &str) -> Option<T> {
    value.parse().ok().filter(|number| *number > T::from(0))
}

impl Config {
    /// The same installation in demo mode, which anyone who reaches it can sign in to as an administrator.
    pub fn into_demo(mut self) -> Result<Config, ConfigError> {
        if !self.addr.ip().is_loopback() && !self.demo_anywhere {
            return Err(ConfigError::Wrong {
                key: "addr".into(),
                value: self.addr.to_string(),
                origin: "together with --demo".into(),
                right: "everybody knows the demo passwords, so demo mode listens on 127.0.0.1 only, unless \
                        demo_anywhere (CASELINE_DEMO_ANYWHERE) is true"
                    .into(),
            });
        }
        self.settings.demo = true;
        Ok(self)
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |reason: String| ConfigError::File { path: path.display().to_string(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !KEYS.iter().any(|known| known.name == key) {
            let known = KEYS.map(|key| key.name).join(", ");
            return Err(ConfigError::Unknown { path: path.display().to_string(), key, known });
        }
        let value = match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        values.insert(key, value);
    }
    Ok(values)
}

/// The table of keys, as README shows it.
#[must_use]
pub fn table() -> String {
    let mut text = String::from("| key in caseline.toml | environment | default | what for |\n|---|---|---|---|\n");
    for key in &KEYS {
        let default = if key.default.is_empty() { "(nothing)".to_owned() } else { format!("`{}`", key.default) };
        text.push_str(&format!("| `{}` | `{}` | {default} | {} |\n", key.name, key.variable, key.purpose));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        let flags = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        read(&flags, &|_| None, None)
    }

    #[test]
    fn a_wrong_value_names_its_key_itself_and_what_is_right() {
        let sentence = with(&[("addr", "3000")]).unwrap_err().to_string();
        assert!(
            sentence.contains("addr") && sentence.contains("\"3000\"") && sentence.contains("127.0.0.1:3000"),
            "{sentence}"
        );
        for wrong in [
            ("database_url", "mysql://x"),
            ("public_url", "example.com"),
            ("smtp_url", "mail"),
            ("mail_from", "me"),
            ("log_format", "xml"),
            ("writes_per_minute", "many"),
            ("writes_per_minute", "-1"),
            ("demo_anywhere", "1"),
            ("max_file_mb", "0"),
            ("max_files_per_entry", "ten"),
            ("max_account_mb", "-1"),
        ] {
            assert!(with(&[wrong]).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn demo_mode_is_for_this_machine_unless_somebody_says_otherwise() {
        assert!(!with(&[]).unwrap().settings.demo);
        assert!(with(&[]).unwrap().into_demo().unwrap().settings.demo);
        assert!(with(&[("addr", "[::1]:3000")]).unwrap().into_demo().is_ok());
        let there = [("addr", "0.0.0.0:3000"), ("insecure_http", "true")];
        let sentence = with(&there).unwrap().into_demo().unwrap_err().to_string();
        assert!(sentence.contains("0.0.0.0:3000") && sentence.contains("demo_anywhere"), "{sentence}");
        assert!(with(&[there[0], there[1], ("demo_anywhere", "true")]).unwrap().into_demo().is_ok());
    }

    #[test]
    fn a_server_under_development_is_for_this_machine() {
        let at = |addr: &str| {
            let flags = Values::from([("addr", addr.to_owned()), ("public_url", "https://desk.example".to_owned())]);
            read(&flags, &|name| (name == RELOADS).then(|| "1".to_owned()), None)
        };
        assert!(at("127.0.0.1:3000").unwrap().reloads && at("[::1]:3000").unwrap().reloads);
        assert!(!with(&[]).unwrap().reloads);
        let sentence = at("0.0.0.0:3000").unwrap_err().to_string();
        assert!(sentence.contains("CASELINE_DEV_RELOAD") && sentence.contains("0.0.0.0:3000"), "{sentence}");
    }

    #[test]
    fn a_password_is_not_shown() {
        for wrong in [
            ("smtp_url", "ftp://user:secret@host"),
            ("smtp_url", "user:secret"),
            ("smtp_url", "smtp://user:secret@host:25"),
            ("database_url", "secret"),
            ("database_url", "mysql://host/database?password=secret"),
        ] {
            let sentence = with(&[wrong]).unwrap_err().to_string();
            assert!(!sentence.contains("secret"), "{sentence}");
        }
        for url in [
            "postgres://user:secret@host/desk",
            "postgres://user:se?secret@host/desk",
            "postgres://host/desk?user=u&password=secret",
            "postgres://user:secret@host/desk?password=secret",
        ] {
            assert!(!redacted(url).contains("secret"), "{}", redacted(url));
        }
        assert_eq!(redacted("sqlite://data/caseline.db"), "sqlite://data/caseline.db");
    }

    #[test]
    fn a_password_goes_over_no_open_line() {
        for right in ["smtps://u:p@host:465", "smtp://u:p@host:587?tls=required", "smtp://localhost:25", ""] {
            assert!(with(&[("smtp_url", right)]).is_ok(), "{right}");
        }
        for wrong in ["smtp://u:p@host:25", "smtp://u:p@host:25?tls=opportunistic"] {
            let sentence = with(&[("smtp_url", wrong)]).unwrap_err().to_string();
            assert!(sentence.contains("tls=required"), "{sentence}");
        }
        let elsewhere = ("addr", "0.0.0.0:3000");
        for public_url in [None, Some(("public_url", "http://desk.example"))] {
            let mut given = vec![elsewhere];
            given.extend(public_url);
            let sentence = with(&given).unwrap_err().to_string();
            assert!(sentence.contains("https://") && sentence.contains("insecure_http"), "{sentence}");
            given.push(("insecure_http", "true"));
            assert!(with(&given).is_ok());
        }
        assert!(with(&[elsewhere, ("public_url", "https://desk.example")]).is_ok());
    }

    #[test]
    fn forms_are_taken_from_where_people_reach_us_if_that_is_said() {
        assert_eq!(with(&[]).unwrap().reached_at, None);
        assert_eq!(with(&[("addr", "127.0.0.1:80")]).unwrap().reached_at, None);
        let set = with(&[("public_url", "https://desk.example/")]).unwrap();
        assert_eq!(set.reached_at.as_deref(), Some("https://desk.example"));
    }

    #[test]
    fn how_much_one_person_may_write_has_a_bound_unless_somebody_takes_it_away() {
        assert_eq!(with(&[]).unwrap().writes_per_minute, 120);
        assert_eq!(with(&[("writes_per_minute", "0")]).unwrap().writes_per_minute, 0);
    }

    #[test]
    fn proxies_are_addresses_and_networks() {
        let proxies = |text| with(&[("trusted_proxies", text)]).map(|config| config.trusted_proxies.len());
        assert_eq!(proxies(""), Ok(0));
        assert_eq!(proxies("10.0.0.0/8, 127.0.0.1 ::1"), Ok(3));
        assert!(proxies("the proxy").is_err());
    }

    #[test]
    fn a_flag_wins_over_the_environment() {
        let environment = |name: &str| (name == "CASELINE_ADDR").then(|| "127.0.0.1:1".to_owned());
        let config = read(&Values::new(), &environment, None).unwrap();
        assert_eq!(config.addr.port(), 1);
        assert_eq!(config.settings.public_url, "http://127.0.0.1:1");
        let flags = Values::from([("addr", "127.0.0.1:2".to_owned())]);
        assert_eq!(read(&flags, &environment, None).unwrap().addr.port(), 2);
    }

    #[test]
    fn readme_has_the_table_of_keys_as_it_is() {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&table()), "put the output of `caseline config` into README.md");
    }
}
