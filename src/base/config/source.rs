//! Finds the text of every setting, and complains of what is not one.
//!
//! Knows where settings may come from, never what they mean. The world is passed in (flags,
//! environment, a way to read files), so that everything here can be tested without touching the
//! process. An empty variable counts as none: `${X:-}` in a compose file means "not set".

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::value::Why;
use super::{InForce, SETTINGS, Setting};

const PREFIX: &str = "HEARTH_";
const BY_FILE: &str = "_FILE";
const FILE_NAME: &str = "hearth.toml";
/// Far above any list of proxies; keeps `HEARTH_X_FILE=/dev/zero` from filling the memory.
const LARGEST_FILE: u64 = 64 * 1024;

/// Where settings are looked for.
pub struct Sources<'a> {
    /// Key of the setting and the text given to its flag.
    pub flags: Vec<(&'static str, String)>,
    /// The environment; what does not start with `HEARTH_` is ignored.
    pub environment: Vec<(OsString, OsString)>,
    /// Reads a file.
    pub read: &'a dyn Fn(&Path) -> io::Result<Vec<u8>>,
}

impl Sources<'static> {
    /// The flags given, this process's environment and the real files.
    pub fn of_this_process(flags: Vec<(&'static str, String)>) -> Self {
        Self {
            flags,
            environment: std::env::vars_os().collect(),
            read: &read_bounded,
        }
    }
}

/// Who set a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag,
    /// `HEARTH_X`.
    Environment,
    /// The file named by `HEARTH_X_FILE`.
    EnvironmentFile,
    /// `hearth.toml`.
    File,
    /// Nobody.
    Default,
}

/// Where a mistake was found, in the words of whoever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The flag of this key.
    Flag(&'static str),
    /// A variable.
    Environment(String),
    /// A file named by a variable.
    EnvironmentFile(String, PathBuf),
    /// `hearth.toml`, at a key.
    Key(PathBuf, String),
    /// `hearth.toml` as a whole.
    File(PathBuf),
}

/// What is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The value; given back unless it is a secret.
    Value(Why, Option<String>),
    /// There is no such setting; perhaps this one was meant.
    Unknown(Option<String>),
    /// Both `HEARTH_X` and `HEARTH_X_FILE` are set.
    Twice,
    /// The data folder cannot be named by a file that lies in it.
    NotInItself,
    /// A table, a date or a fraction, which no setting is.
    WrongKind,
    /// The file cannot be read.
    Unreadable(String),
    /// The file is not TOML.
    NotToml {
        /// The line that cannot be read.
        line: usize,
        /// What the reader says.
        message: String,
    },
}

/// A mistake that stops the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

/// The text of every setting with its source, in the order of the table.
pub(super) fn in_force(sources: &Sources<'_>) -> Result<Vec<InForce>, Problem> {
    let variables = variables(sources)?;
    let data = settle(
        folder_setting(),
        sources,
        &variables,
        &BTreeMap::new(),
        None,
    )?;
    let path = Path::new(&data.text).join(FILE_NAME);
    let keys = keys(&path, sources)?;
    SETTINGS
        .iter()
        .map(|setting| settle(setting, sources, &variables, &keys, Some(&path)))
        .collect()
}

fn folder_setting() -> &'static Setting {
    SETTINGS
        .iter()
        .find(|setting| setting.key == "data")
        .expect("the table has the data folder")
}

/// The non-empty `HEARTH_` variables by name, all of them known.
fn variables(sources: &Sources<'_>) -> Result<BTreeMap<String, String>, Problem> {
    let mut found = BTreeMap::new();
    for (name, text) in &sources.environment {
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && !text.is_empty() {
            found.insert(name.into_owned(), text);
        }
    }
    let known = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
    for name in found.keys() {
        if !known(name) && !name.strip_suffix(BY_FILE).is_some_and(known) {
            return Err(Problem {
                place: Place::Environment(name.clone()),
                fault: Fault::Unknown(nearest(name, SETTINGS.iter().map(|s| s.name))),
            });
        }
    }
    found
        .into_iter()
        .map(|(name, text)| match text.to_str() {
            Some(text) => Ok((name, text.to_owned())),
            None => Err(Problem {
                place: Place::Environment(name),
                fault: Fault::Value(Why::NotUtf8, None),
            }),
        })
        .collect()
}

/// The keys of `hearth.toml` with their values as text; none when there is no such file.
fn keys(path: &Path, sources: &Sources<'_>) -> Result<BTreeMap<String, String>, Problem> {
    let whole = |fault| Problem {
        place: Place::File(path.to_owned()),
        fault,
    };
    let bytes = match (sources.read)(path) {
        Ok(bytes) => bytes,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(whole(Fault::Unreadable(error.to_string()))),
    };
    let text = String::from_utf8(bytes).map_err(|_| whole(Fault::Value(Why::NotUtf8, None)))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().map_or(0, |span| span.start);
        whole(Fault::NotToml {
            line: 1 + text[..before].matches('\n').count(),
            message: error.message().to_owned(),
        })
    })?;
    table
        .into_iter()
        .map(|(key, value)| {
            let fault = if key == folder_setting().key {
                Fault::NotInItself
            } else if !SETTINGS.iter().any(|setting| setting.key == key) {
                Fault::Unknown(nearest(&key, SETTINGS.iter().map(|s| s.key)))
            } else if let Some(text) = text_of(&value) {
                return Ok((key, text));
            } else {
                Fault::WrongKind
            };
            Err(Problem {
                place: Place::Key(path.to_owned(), key),
                fault,
            })
        })
        .collect()
}

/// TOML spells switches, numbers and lists in its own way; a setting reads one text.
fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(true) => Some("on".to_owned()),
        toml::Value::Boolean(false) => Some("off".to_owned()),
        toml::Value::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            Some(items?.join(","))
        }
        _ => None,
    }
}

/// Checks all that was said about a setting; the first in order of precedence is in force.
fn settle(
    setting: &'static Setting,
    sources: &Sources<'_>,
    variables: &BTreeMap<String, String>,
    keys: &BTreeMap<String, String>,
    file: Option<&Path>,
) -> Result<InForce, Problem> {
    let mut said: Vec<(Source, Place, String)> = Vec::new();
    if let Some((key, text)) = sources.flags.iter().find(|(key, _)| *key == setting.key) {
        said.push((Source::Flag, Place::Flag(key), text.clone()));
    }
    let by_file = format!("{}{BY_FILE}", setting.name);
    match (variables.get(setting.name), variables.get(&by_file)) {
        (Some(_), Some(_)) => {
            return Err(Problem {
                place: Place::Environment(setting.name.to_owned()),
                fault: Fault::Twice,
            });
        }
        (Some(text), None) => {
            let place = Place::Environment(setting.name.to_owned());
            said.push((Source::Environment, place, text.clone()));
        }
        (None, Some(path)) => {
            let path = PathBuf::from(path);
            let place = Place::EnvironmentFile(by_file, path.clone());
            match text_in(&path, sources) {
                Ok(text) => said.push((Source::EnvironmentFile, place, text)),
                Err(fault) => return Err(Problem { place, fault }),
            }
        }
        (None, None) => {}
    }
    if let (Some(text), Some(file)) = (keys.get(setting.key), file) {
        let place = Place::Key(file.to_owned(), setting.key.to_owned());
        said.push((Source::File, place, text.clone()));
    }
    for (_, place, text) in &said {
        (setting.check)(text).map_err(|why| Problem {
            place: place.clone(),
            fault: Fault::Value(why, (!setting.secret).then(|| text.clone())),
        })?;
    }
    let (source, text) = match said.into_iter().next() {
        Some((source, _, text)) => (source, text),
        None => (Source::Default, setting.default.to_owned()),
    };
    Ok(InForce {
        setting,
        source,
        text,
    })
}

/// The text of a file without the line end that editors add.
fn text_in(path: &Path, sources: &Sources<'_>) -> Result<String, Fault> {
    let bytes = (sources.read)(path).map_err(|error| Fault::Unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| Fault::Value(Why::NotUtf8, None))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Fault::Value(Why::Empty, None));
    }
    Ok(text.to_owned())
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// The known name that a misspelled one is closest to, if it is close at all.
fn nearest(wrong: &str, known: impl Iterator<Item = &'static str>) -> Option<String> {
    known
        .map(|name| (edits(wrong, name), name))
        .filter(|(edits, name)| *edits <= 1 + name.len() / 5)
        .min()
        .map(|(_, name)| name.to_owned())
}

/// How many letters must be added, dropped or changed to get from one to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Config, LogFormat};
    use super::*;

    /// A world of flags, variables and files.
    fn read(
        flags: &[(&'static str, &str)],
        variables: &[(&str, &str)],
        files: &[(&str, &str)],
    ) -> Result<Config, Problem> {
        let files: BTreeMap<PathBuf, String> = files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
            .collect();
        Config::read(&Sources {
            flags: flags.iter().map(|(k, v)| (*k, (*v).to_owned())).collect(),
            environment: variables
                .iter()
                .map(|(k, v)| (k.into(), v.into()))
                .collect(),
            read: &|path| match files.get(path) {
                Some(text) => Ok(text.clone().into_bytes()),
                None => Err(io::ErrorKind::NotFound.into()),
            },
        })
    }

    fn problem(variables: &[(&str, &str)], files: &[(&str, &str)]) -> Problem {
        read(&[], variables, files).expect_err("a mistake")
    }

    fn source_of(config: &Config, key: &str) -> Source {
        let mut all = config.in_force().iter();
        all.find(|found| found.setting.key == key)
            .expect("a setting")
            .source
    }

    #[test]
    fn nothing_said_means_the_defaults() {
        let config = read(&[], &[("PATH", "/bin"), ("HEARTHSTONE", "x")], &[]).unwrap();
        assert_eq!(config.data, Path::new("./data"));
        assert_eq!(config.listen, "127.0.0.1:8080".parse().unwrap());
        assert_eq!(config.max_upload, 2 << 30);
        assert_eq!(config.max_sockets, 8192);
        assert_eq!(config.log, "info");
        assert_eq!(config.log_format, LogFormat::Text);
        assert!(config.rate_limits && config.base_url.is_none() && !config.is_https());
        assert_eq!(config.base_path(), "");
    }

    #[test]
    fn a_flag_beats_the_environment_and_that_beats_the_file() {
        let file = &[("./data/hearth.toml", "listen = '3'\nmax_sockets = 5\n")];
        let config = read(&[("listen", "1")], &[("HEARTH_LISTEN", "2")], file).unwrap();
        assert_eq!(config.listen.port(), 1);
        assert_eq!(source_of(&config, "listen"), Source::Flag);
        let config = read(&[], &[("HEARTH_LISTEN", "2")], file).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(source_of(&config, "listen"), Source::Environment);
        let config = read(&[], &[("HEARTH_LISTEN", "")], file).unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(source_of(&config, "listen"), Source::File);
        assert_eq!(config.max_sockets, 5);
        assert_eq!(source_of(&config, "data"), Source::Default);
    }

    #[test]
    fn the_file_is_read_in_the_folder_that_flags_and_environment_name() {
        let files = &[
            ("/a/hearth.toml", "rate_limits = false"),
            ("/b/hearth.toml", "trusted_proxies = ['10.0.0.0/8', '::1']"),
        ];
        let a = read(&[], &[("HEARTH_DATA", "/a")], files).unwrap();
        assert!(!a.rate_limits && a.trusted_proxies.is_empty());
        let b = read(&[("data", "/b")], &[("HEARTH_DATA", "/a")], files).unwrap();
        assert!(b.rate_limits && b.trusted_proxies.len() == 2);
    }

    #[test]
    fn a_file_named_by_a_variable_loses_only_its_line_end() {
        let variables = &[("HEARTH_BASE_URL_FILE", "/run/url")];
        let config = read(
            &[],
            variables,
            &[("/run/url", "https://a.example/chat\r\n")],
        )
        .unwrap();
        assert_eq!(config.base_path(), "/chat");
        assert!(config.is_https());
        assert_eq!(source_of(&config, "base_url"), Source::EnvironmentFile);

        let place = Place::EnvironmentFile("HEARTH_BASE_URL_FILE".into(), "/run/url".into());
        let empty = problem(variables, &[("/run/url", "\n")]);
        assert_eq!(empty.place, place);
        assert_eq!(empty.fault, Fault::Value(Why::Empty, None));
        let missing = problem(variables, &[]);
        assert!(matches!(missing.fault, Fault::Unreadable(_)));
    }

    #[test]
    fn a_variable_and_its_file_together_are_refused() {
        let found = problem(
            &[("HEARTH_LOG", "info"), ("HEARTH_LOG_FILE", "/run/log")],
            &[("/run/log", "info")],
        );
        assert_eq!(found.place, Place::Environment("HEARTH_LOG".into()));
        assert_eq!(found.fault, Fault::Twice);
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_one_it_may_mean() {
        let found = problem(&[("HEARTH_LISTEM", "1")], &[]);
        assert_eq!(found.place, Place::Environment("HEARTH_LISTEM".into()));
        assert_eq!(found.fault, Fault::Unknown(Some("HEARTH_LISTEN".into())));
        let found = problem(&[("HEARTH_PORT_8080_TCP_ADDR", "1")], &[]);
        assert_eq!(found.fault, Fault::Unknown(None));
        let found = problem(&[], &[("./data/hearth.toml", "max_uplaod = '2G'")]);
        let place = Place::Key("./data/hearth.toml".into(), "max_uplaod".into());
        assert_eq!(found.place, place);
        assert_eq!(found.fault, Fault::Unknown(Some("max_upload".into())));
    }

    #[test]
    fn a_wrong_value_is_refused_even_where_another_overrules_it() {
        let found = read(&[("listen", "1")], &[("HEARTH_LISTEN", "nas")], &[]);
        let found = found.expect_err("a mistake");
        assert_eq!(found.place, Place::Environment("HEARTH_LISTEN".into()));
        let fault = Fault::Value(Why::NotAnAddress, Some("nas".into()));
        assert_eq!(found.fault, fault);
    }

    #[test]
    fn the_file_holds_only_plain_values_of_known_keys() {
        let fault = |text: &str| problem(&[], &[("./data/hearth.toml", text)]).fault;
        assert_eq!(fault("data = '/b'"), Fault::NotInItself);
        assert_eq!(fault("[log]\nlevel = 'info'"), Fault::WrongKind);
        assert_eq!(fault("max_sockets = 1.5"), Fault::WrongKind);
        assert_eq!(fault("trusted_proxies = [1]"), Fault::WrongKind);
        assert_eq!(
            fault("listen = ''"),
            Fault::Value(Why::Empty, Some(String::new()))
        );
        assert!(matches!(
            fault("log = 'info'\nlisten = "),
            Fault::NotToml { line: 2, .. }
        ));
    }

    #[test]
    #[cfg(unix)]
    fn text_that_is_not_utf_8_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let found = Config::read(&Sources {
            flags: vec![],
            environment: vec![("HEARTH_DATA".into(), OsString::from_vec(vec![0xff]))],
            read: &|_| Err(io::ErrorKind::NotFound.into()),
        });
        let fault = Fault::Value(Why::NotUtf8, None);
        assert_eq!(found.expect_err("a mistake").fault, fault);
    }

    #[test]
    fn a_file_without_end_is_not_read() {
        let error = read_bounded(Path::new("/dev/zero")).expect_err("too large");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
