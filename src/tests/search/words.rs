//! By which words something is found.

use serde_json::json;

use super::{ask, found, index_is_true, refused, say, thread};
use crate::support::App;
use crate::support::Who::{Anna, Ben};
use crate::support::client::percent;

#[test]
fn words_are_found_whatever_their_accents_case_and_order_and_by_their_beginning() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let said = "Hällo, Älfrödéa brings CRÈME brûlée";
    say(&anna, &id, said);
    for words in [
        "hallo",
        "HÄLLO",
        "alfrodea hallo",
        "creme brulee",
        "bru\u{302}le\u{301}e",
        "bring",
        "br",
        "hallo, al",
        "\"crème\" (brûlée)",
    ] {
        assert_eq!(found(&anna, words), [said], "{words}");
    }
    for words in ["hall brings", "hallo goodbye", "rème", "älfrödéas"] {
        assert_eq!(found(&anna, words), [""; 0], "{words}");
    }
}

#[test]
fn every_script_and_emoji_is_found() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    let said = [
        "今天是奶奶的生日,大家快来",
        "วันนี้กินข้าวที่บ้าน",
        "שלום סבתא, מה שלומך",
        "كل عام وأنتم بخير",
        "오늘 저녁에 밥 먹자",
        "С днём рождения, бабушка",
        "who ate the cake 🎂❤️ again",
        "👨‍👩‍👧‍👦",
    ];
    for text in said {
        say(&anna, &id, text);
    }
    for (words, at) in [
        ("生日", 0),
        ("奶奶 快来", 0),
        ("กินข้าว", 1),
        ("סבתא", 2),
        ("שלו", 2),
        ("عام", 3),
        ("저녁", 4),
        ("밥", 4),
        ("бабуш", 5),
        ("🎂", 6),
        ("❤", 6),
        ("❤️", 6),
        ("cake 🎂", 6),
        ("👨‍👩‍👧‍👦", 7),
    ] {
        assert_eq!(found(&anna, words), [said[at]], "{words}");
    }
    let marked = ask(&anna, &[("q", "生日 大家")]);
    let marks = &marked["results"][0]["marks"];
    assert_eq!(
        marks,
        &json!([{ "start": 6, "end": 8 }, { "start": 9, "end": 11 }])
    );
}

#[test]
fn no_sign_is_syntax_to_a_search() {
    let app = App::start();
    let anna = app.browser(Anna);
    let id = thread(&anna, &[Ben]);
    say(&anna, &id, "one a:b two");
    for words in [
        "\"",
        "\"\"\"",
        "one\"",
        "*",
        "one*",
        "*one",
        "NEAR(",
        "NEAR(one two, 1)",
        "a:b",
        "body:one",
        "place:t1",
        "{body place}:one",
        "-one",
        "-",
        "^one",
        "^",
        "one OR zwei",
        "one AND",
        "NOT one",
        "one + two",
        "(",
        ")",
        "((",
        "one)",
        "'",
        "one'; DROP TABLE messages; --",
        "%",
        "_",
        "one%",
        "\\",
        "\u{0}",
        "one\u{0}",
        "\u{2}one\u{3}",
        "🎂*",
        "生日*",
        "\"生日",
        "שלום*",
        "\u{202E}eno",
        "\u{301}",
        "Ⓐ",
        "\u{E31}",
        "messages_fts",
        "rank:one",
        "one\r\ntwo",
        "<mark>one</mark>",
        "ﷺ",
        "💥 NEAR",
    ] {
        let request = anna.request("GET", "/api/search").query(&[("q", words)]);
        let answer = request.send();
        assert!(
            matches!(answer.status, 200 | 422),
            "{words}: {}",
            answer.text()
        );
        let page = anna.request("GET", "/search").query(&[("q", words)]).send();
        assert!(matches!(page.status, 200 | 422), "{words}: {}", page.text());
        assert!(!page.text().contains("<mark><"), "{words}");
    }
    // What looks like a name of the index is a word like any other.
    assert_eq!(found(&anna, "place:t1"), [""; 0]);
    assert_eq!(found(&anna, "a:b"), ["one a:b two"]);
    assert_eq!(found(&anna, "-one"), ["one a:b two"]);
    index_is_true(&app);
}

#[test]
fn what_cannot_be_looked_for_is_refused_kindly() {
    let app = App::start();
    let anna = app.browser(Anna);
    refused(&anna, &[], "q", "required");
    for (words, code) in [
        ("", "required"),
        (" \u{2003} ", "required"),
        ("a", "too_short"),
        ("-", "too_short"),
        (&"x".repeat(10_000), "too_long"),
        (&"word ".repeat(2_000), "too_long"),
        (&"x".repeat(201), "too_long"),
        (&"ab ".repeat(13), "too_many"),
    ] {
        refused(&anna, &[("q", words)], "q", code);
        let page = anna.get(&format!("/search?q={}", percent(words)));
        match code {
            "required" => assert_eq!(page.status, 200, "it is the beginning of a search"),
            _ => {
                assert_eq!(page.status, 422);
                assert!(page.text().contains("aria-invalid=\"true\""), "{words}");
            }
        }
    }
    let twelve = "ab ".repeat(12);
    assert_eq!(found(&anna, &twelve), [""; 0]);
}
