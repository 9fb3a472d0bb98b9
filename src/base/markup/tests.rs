//! What is meant and what is not, in texts as people type them.

use proptest::prelude::*;

use super::*;

fn html(text: &str) -> String {
    Markup::of(text).to_string()
}

/// One paragraph's inside.
fn line(text: &str) -> String {
    let html = html(text);
    let inside = html
        .strip_prefix("<p dir=\"auto\">")
        .and_then(|html| html.strip_suffix("</p>"));
    inside.expect("one paragraph").to_owned()
}

#[test]
fn what_people_type_is_never_markup() {
    assert_eq!(
        html("<img src=x onerror=alert(1)> & \"'"),
        "<p dir=\"auto\">&lt;img src=x onerror=alert(1)&gt; &amp; &quot;&#39;</p>"
    );
}

#[test]
fn empty_lines_part_paragraphs_and_line_ends_break_lines() {
    assert_eq!(
        html("one\ntwo\n\n \nthree"),
        "<p dir=\"auto\">one<br>two</p><p dir=\"auto\">three</p>"
    );
    assert!(Markup::of("").is_empty());
}

#[test]
fn an_address_becomes_a_link_without_its_full_stop() {
    let html = html("See https://example.org/a?b=1&c=(2).");
    assert!(
        html.contains("href=\"https://example.org/a?b=1&amp;c=(2)\""),
        "{html}"
    );
    assert!(html.ends_with("</a>.</p>"), "{html}");
}

#[test]
fn www_and_mail_addresses_are_links_too() {
    assert!(html("www.example.org").contains("href=\"https://www.example.org\""));
    assert!(html("anna@example.org").contains("href=\"mailto:anna@example.org\""));
}

#[test]
fn other_schemes_and_bare_words_with_dots_stay_text() {
    for text in [
        "javascript://example.org/%0Aalert(1)",
        "ok.so",
        "data:text/html,hi",
        "file:///etc/passwd",
    ] {
        assert!(!html(text).contains("<a "), "{text}");
    }
}

#[test]
fn words_between_marks_are_styled() {
    assert_eq!(line("a *b c* d"), "a <strong>b c</strong> d");
    assert_eq!(line("_so_, he said"), "<em>so</em>, he said");
    assert_eq!(line("(~no~)"), "(<s>no</s>)");
    assert_eq!(line("press `a*b*c`"), "press <code>a*b*c</code>");
    assert_eq!(line("*🎂*"), "<strong>🎂</strong>");
    assert_eq!(line("*עוגה*"), "<strong>עוגה</strong>");
}

#[test]
fn styles_stand_inside_one_another_and_never_cross() {
    assert_eq!(
        line("*really _very_ good*"),
        "<strong>really <em>very</em> good</strong>"
    );
    assert_eq!(line("*a _b* c_"), "<strong>a _b</strong> c_");
    assert_eq!(line("**twice**"), "<strong><strong>twice</strong></strong>");
}

#[test]
fn what_is_not_meant_as_a_mark_stays() {
    for text in [
        "snake_case_name",
        "5*3*2",
        "2 * 3 * 4",
        "~20 or ~30",
        "-_-",
        "*",
        "**",
        "a * *",
        "*-*",
        "_ _",
        "a* b*",
        "``",
        "`",
        "*one",
    ] {
        assert_eq!(line(text), text);
    }
}

#[test]
fn an_address_keeps_its_own_marks_and_gives_back_the_one_that_closes() {
    assert!(html("https://example.org/a_b_c").contains("href=\"https://example.org/a_b_c\""));
    let html = html("_see https://example.org/a_");
    assert!(
        html.contains("<em>see <a href=\"https://example.org/a\""),
        "{html}"
    );
    assert!(html.ends_with("</a></em></p>"), "{html}");
}

#[test]
fn lines_with_bullets_and_numbers_are_lists() {
    assert_eq!(
        html("Bring:\n- *milk*\n* bread"),
        "<p dir=\"auto\">Bring:</p><ul dir=\"auto\"><li><strong>milk</strong></li><li>bread</li></ul>"
    );
    assert_eq!(
        html("3. three\n4) four"),
        "<ol dir=\"auto\" start=\"3\"><li>three</li><li>four</li></ol>"
    );
    assert_eq!(line("1987. What a year"), "1987. What a year");
    assert_eq!(line("-5 degrees"), "-5 degrees");
    assert_eq!(line("3.5 km"), "3.5 km");
}

#[test]
fn lines_behind_an_angle_are_a_quote_and_faces_are_not() {
    assert_eq!(
        html("> she said\n> this\nand I that"),
        "<blockquote dir=\"auto\">she said<br>this</blockquote><p dir=\"auto\">and I that</p>"
    );
    assert_eq!(line(">_<"), "&gt;_&lt;");
    assert_eq!(line(">:("), "&gt;:(");
}

#[test]
fn what_stands_between_fences_is_shown_exactly() {
    assert_eq!(
        html("so:\n```\n*a*\n\n  <b>\n```\nthen"),
        "<p dir=\"auto\">so:</p><pre dir=\"ltr\" tabindex=\"0\"><code>*a*\n\n  &lt;b&gt;</code></pre><p dir=\"auto\">then</p>"
    );
    assert_eq!(
        html("```ls -l```"),
        "<pre dir=\"ltr\" tabindex=\"0\"><code>ls -l</code></pre>"
    );
    assert_eq!(line("```\nnever closed"), "```<br>never closed");
}

#[test]
fn a_name_that_is_meant_says_whose_it_is() {
    let mention = |range, id: &str| Mention {
        range,
        member_ids: vec![id.to_owned()],
    };
    let html = Markup::with_mentions("hi @a_b_ *x*", &[mention(3..8, "m1")]).to_string();
    assert_eq!(
        html,
        "<p dir=\"auto\">hi <bdi class=\"mention\" data-members=\"m1\">@a_b_</bdi> <strong>x</strong></p>"
    );
    // Ranges that lie on no text are left out.
    for range in [5..5, 9..40, 1..2] {
        let html = Markup::with_mentions("é hi\nho", &[mention(range, "m")]).to_string();
        assert!(!html.contains("mention"), "{html}");
    }
}

#[test]
fn the_words_alone_have_no_marks() {
    assert_eq!(plain("*a* _b_ `c` 5*3"), "a b c 5*3");
    assert_eq!(plain("- one\n- two\n\n> three"), "one\ntwo\nthree");
    assert_eq!(plain("```\n*x*\n```"), "*x*");
    assert_eq!(plain(""), "");
}

#[test]
fn only_a_text_taller_than_a_screen_is_long() {
    assert!(!Markup::of(&"word ".repeat(200)).is_long());
    assert!(Markup::of(&"word ".repeat(400)).is_long());
    assert!(Markup::of(&"line\n".repeat(30)).is_long());
}

/// Everything that markup may consist of, and nothing else.
fn unmade(html: &str) -> String {
    let tags = regex::Regex::new(concat!(
        r#"<(/?(p|blockquote|ul|ol|li|strong|em|s|code|pre|bdi|a)|br"#,
        r#"|(p|ul|ol|blockquote) dir="auto"( start="[0-9]+")?"#,
        r#"|pre dir="ltr" tabindex="0"|bdi class="mention" data-members="[^"<>]*""#,
        r#"|a href="(https?:|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr")>"#
    ))
    .expect("a pattern");
    tags.replace_all(html, "").into_owned()
}

/// Tags close in the order they were opened in.
fn is_balanced(html: &str) -> bool {
    let tag = regex::Regex::new("<(/?)([a-z]+)").expect("a pattern");
    let mut open: Vec<String> = Vec::new();
    for found in tag.captures_iter(html) {
        let name = found[2].to_owned();
        match &found[1] {
            "" if name == "br" => {}
            "" => open.push(name),
            _ => {
                if open.pop() != Some(name) {
                    return false;
                }
            }
        }
    }
    open.is_empty()
}

proptest! {
    #[test]
    fn no_text_whatever_opens_a_tag_of_its_own(text in any::<String>()) {
        let html = html(&text);
        prop_assert!(!unmade(&html).contains('<'), "{}", html);
    }

    #[test]
    fn marks_of_all_kinds_in_any_order_still_give_whole_tags(
        text in "([*_~`> \n-]|1\\. |```|a|<|\"|https://x\\.y/|@m){0,60}",
        start in 0..60_usize,
        length in 0..20_usize,
    ) {
        let mention = Mention { range: start..start + length, member_ids: vec!["m".into()] };
        let html = Markup::with_mentions(&text, std::slice::from_ref(&mention)).to_string();
        prop_assert!(!unmade(&html).contains('<'), "{}", html);
        prop_assert!(is_balanced(&html), "{}", html);
        let _ = plain(&text);
    }
}
