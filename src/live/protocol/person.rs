//! Who somebody is, in the texts that are signed: `channel_data` and `user_data`.

use serde_json::{Map, Value, json};

use super::Malformed;

/// The longest id of a person.
const LONGEST_ID: usize = 128;

/// The longest text about a person: every newcomer gets all of them at once.
const LONGEST_INFO: usize = 1024;

/// How many people one may watch.
const MOST_WATCHED: usize = 100;

/// Somebody on a presence channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Person {
    /// Told apart by this, as text, whether it was sent as text or as a number.
    pub user_id: String,
    /// What others see: a JSON text.
    pub info: String,
}

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct User {
    /// Who.
    pub person: Person,
    /// Whose coming and going they want to know of. Empty if they asked for too many.
    pub watchlist: Vec<String>,
    /// Whether they did.
    pub watches_too_many: bool,
}

impl Person {
    /// Reads `channel_data`.
    pub(in crate::live) fn parse(channel_data: &str) -> Result<Self, Malformed> {
        let mut data = parse_object(channel_data)?;
        let user_id = id(data.remove("user_id"))?;
        Ok(Self {
            user_id,
            info: info(data.remove("user_info"))?,
        })
    }

    /// Writes `channel_data`.
    pub(in crate::live) fn channel_data(user_id: &str, info: Option<&Value>) -> String {
        let mut data = json!({ "user_id": user_id });
        if let Some(info) = info {
            data["user_info"] = info.clone();
        }
        data.to_string()
    }
}

impl User {
    /// Reads `user_data`.
    pub(in crate::live) fn parse(user_data: &str) -> Result<Self, Malformed> {
        let mut data = parse_object(user_data)?;
        let user_id = id(data.remove("id"))?;
        let person = Person {
            user_id,
            info: info(data.remove("user_info"))?,
        };
        let watched = match data.remove("watchlist") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(watched)) => watched,
            Some(_) => return Err(Malformed),
        };
        let watches_too_many = watched.len() > MOST_WATCHED;
        let mut watchlist = Vec::new();
        if !watches_too_many {
            for watched in watched {
                watchlist.push(id(Some(watched))?);
            }
            watchlist.sort();
            watchlist.dedup();
        }
        Ok(Self {
            person,
            watchlist,
            watches_too_many,
        })
    }

    /// Writes `user_data`.
    pub(in crate::live) fn user_data(
        id: &str,
        info: Option<&Value>,
        watchlist: &[String],
    ) -> String {
        let mut data = json!({ "id": id });
        if let Some(info) = info {
            data["user_info"] = info.clone();
        }
        if !watchlist.is_empty() {
            data["watchlist"] = watchlist.into();
        }
        data.to_string()
    }
}

fn parse_object(text: &str) -> Result<Map<String, Value>, Malformed> {
    serde_json::from_str(text).map_err(|_| Malformed)
}

fn id(value: Option<Value>) -> Result<String, Malformed> {
    let id = match value {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(Malformed),
    };
    if (1..=LONGEST_ID).contains(&id.len()) {
        Ok(id)
    } else {
        Err(Malformed)
    }
}

fn info(value: Option<Value>) -> Result<String, Malformed> {
    let info = value.unwrap_or(Value::Null).to_string();
    if info.len() <= LONGEST_INFO {
        Ok(info)
    } else {
        Err(Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_as_text_and_as_a_number() {
        let text = Person::parse(r#"{"user_id":"10","user_info":{"name":"Ann"}}"#).unwrap();
        let number = Person::parse(r#"{"user_id":10,"user_info":{"name":"Ann"}}"#).unwrap();
        assert_eq!(text, number);
        assert_eq!(
            (text.user_id.as_str(), text.info.as_str()),
            ("10", r#"{"name":"Ann"}"#)
        );
        assert_eq!(Person::parse(r#"{"user_id":"10"}"#).unwrap().info, "null");
    }

    #[test]
    fn what_is_written_can_be_read() {
        let info = json!({ "name": "Ann \"A\" 👪" });
        let person = Person::parse(&Person::channel_data("ann", Some(&info))).unwrap();
        assert_eq!(
            (person.user_id.as_str(), person.info),
            ("ann", info.to_string())
        );
        let watchlist = vec!["bob".to_owned(), "cat".to_owned()];
        let user = User::parse(&User::user_data("ann", Some(&info), &watchlist)).unwrap();
        assert_eq!(
            (user.person.user_id.as_str(), user.watchlist),
            ("ann", watchlist)
        );
        assert_eq!(User::user_data("ann", None, &[]), r#"{"id":"ann"}"#);
    }

    #[test]
    fn a_person_without_an_id_or_with_too_much_to_say_is_malformed() {
        for bad in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"user_id":""}"#,
            r#"{"user_id":null}"#,
            r#"{"user_id":{}}"#,
            &json!({ "user_id": "x".repeat(129) }).to_string(),
            &json!({ "user_id": "1", "user_info": "x".repeat(1025) }).to_string(),
        ] {
            assert_eq!(Person::parse(bad), Err(Malformed), "{bad:.40}");
        }
        for bad in [
            r#"{"user_id":"1"}"#,
            r#"{"id":"1","watchlist":"all"}"#,
            r#"{"id":"1","watchlist":[{}]}"#,
        ] {
            assert_eq!(User::parse(bad), Err(Malformed), "{bad}");
        }
    }

    #[test]
    fn one_who_watches_too_many_watches_nobody() {
        let watchlist = |count: usize| (0..count).map(|id| id.to_string()).collect::<Vec<_>>();
        let most = User::parse(&User::user_data("1", None, &watchlist(100))).unwrap();
        assert_eq!((most.watchlist.len(), most.watches_too_many), (100, false));
        let more = User::parse(&User::user_data("1", None, &watchlist(101))).unwrap();
        assert_eq!((more.watchlist.len(), more.watches_too_many), (0, true));
    }
}
