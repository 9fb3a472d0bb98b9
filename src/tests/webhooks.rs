//! What servers of the family's own are told, by whom, and what never.

use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use hearth::live::AppKeys;
use serde_json::{Value, json};

use crate::live::{post, sign, thread};
use crate::support::Who::{Anna, Ben, Gus, Mallory, Tilda};
use crate::support::app::UNHURRIED;
use crate::support::receiver::Receiver;
use crate::support::{Answer, App, Client, PATIENCE, Socket, database};

const PATH: &str = "/family/programs/webhooks";
const EVERYTHING: [&str; 5] = [
    "channels",
    "presence",
    "client-events",
    "cache-misses",
    "counts",
];

/// What can be done with one.
pub const ACTS: [&str; 4] = [
    "/family/programs/webhooks/{webhook}/test",
    "/family/programs/webhooks/{webhook}/pause",
    "/family/programs/webhooks/{webhook}/resume",
    "/family/programs/webhooks/{webhook}/remove",
];

/// The family's only webhook, which leads nowhere.
pub fn the_only_one(app: &App) -> String {
    use hearth::domain::{members, sessions, webhooks};
    let made = app.store().write_here(|tx| {
        let anna = members::by_username(tx.conn(), "anna")?;
        let me = sessions::at_command_line(anna)?;
        for one in webhooks::all(tx.conn(), &me)? {
            webhooks::remove(tx, &me, &one.id)?;
        }
        let new = webhooks::NewWebhook {
            url: "http://127.0.0.1/".to_owned(),
            host: "127.0.0.1".to_owned(),
            topics: vec![webhooks::Topic::Channels],
        };
        webhooks::add(tx, &me, &new)
    });
    made.expect("it commits").value.to_string()
}

/// A server that may tell others in the home network.
fn at_home() -> App {
    App::with_settings(&[UNHURRIED, ("HEARTH_OUTBOUND_HOME", "on")])
}

fn add(client: &Client, url: &str, topics: &[&str]) -> Answer {
    let topics = topics.iter().map(|topic| ("topic", *topic));
    let fields: Vec<_> = std::iter::once(("url", url)).chain(topics).collect();
    client.request("POST", PATH).form(&fields).send()
}

fn act(app: &App, client: &Client, act: &str) -> Answer {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let id = database::texts(&mut conn, "SELECT id AS answer FROM webhooks").remove(0);
    client
        .request("POST", &format!("{PATH}/{id}/{act}"))
        .form(&[])
        .send()
}

fn enter_signed(client: &Client, socket: &mut Socket, channel: &str) {
    let signed = sign(client, socket, channel).expect(200).json();
    let data = json!({
        "channel": channel, "auth": signed["auth"], "channel_data": signed["channel_data"],
    });
    socket.say(&json!({ "event": "pusher:subscribe", "data": data }));
    socket.until("pusher_internal:subscription_succeeded", channel);
}

fn whisper(socket: &mut Socket, channel: &str) {
    socket.say(&json!({ "event": "client-said", "channel": channel, "data": { "on": true } }));
}

fn leave(socket: &mut Socket, channel: &str) {
    socket.say(&json!({ "event": "pusher:unsubscribe", "data": { "channel": channel } }));
}

#[test]
fn a_server_is_told_signed_and_in_the_protocols_words_what_happens_on_the_apps_own_channels() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::open());
    add(&anna, &receiver.url(), &EVERYTHING).expect(303);
    let mut socket = Socket::of(&app, &anna);
    enter_signed(&anna, &mut socket, "presence-house");
    socket.subscribe("cache-weather");
    socket.until("pusher:cache_miss", "cache-weather");
    whisper(&mut socket, "presence-house");
    let first = receiver.next();
    assert_eq!(first.header("content-type"), Some("application/json"));
    let keys = app.rooms().keys();
    assert_eq!(first.header("x-pusher-key"), Some(&*keys.key));
    let signature = first.header("x-pusher-signature").expect("a signature");
    assert!(keys.verify_signature(signature, &first.body));
    assert_eq!(first.header("cookie"), None);
    let mut told = first.events();
    while told.len() < 6 {
        told.extend(receiver.next().events());
    }
    told.sort_by_key(Value::to_string);
    let mut expected = vec![
        json!({ "name": "channel_occupied", "channel": "presence-house" }),
        json!({ "name": "member_added", "channel": "presence-house", "user_id": Anna.id() }),
        json!({ "name": "channel_occupied", "channel": "cache-weather" }),
        json!({ "name": "cache_miss", "channel": "cache-weather" }),
        json!({ "name": "subscription_count", "channel": "cache-weather", "subscription_count": 1 }),
        json!({ "name": "client_event", "channel": "presence-house", "event": "client-said", "data": "{\"on\":true}",
                "socket_id": socket.id, "user_id": Anna.id() }),
    ];
    expected.sort_by_key(Value::to_string);
    assert_eq!(told, expected);
    // And when it is over, three seconds later.
    let begun = Instant::now();
    drop(socket);
    let mut told = receiver.until("channel_vacated", "presence-house");
    assert!(begun.elapsed() >= Duration::from_secs(3));
    // What each channel tells has its own moment, and so perhaps its own request.
    let counted = json!({ "name": "subscription_count", "channel": "cache-weather", "subscription_count": 0 });
    if !told.contains(&counted) {
        told.extend(receiver.until("subscription_count", "cache-weather"));
    }
    assert!(told.contains(
        &json!({ "name": "member_removed", "channel": "presence-house", "user_id": Anna.id() })
    ));
    assert!(told.contains(&counted));
}

#[test]
fn nothing_is_ever_told_of_the_rooms_that_people_talk_in() {
    let app = at_home();
    let (anna, ben, receiver) = (app.browser(Anna), app.browser(Ben), Receiver::open());
    add(&anna, &receiver.url(), &EVERYTHING).expect(303);
    let id = thread(&app, &[Ben]);
    let mut sockets = [Socket::of(&app, &anna), Socket::of(&app, &ben)];
    let [one, two] = &mut sockets;
    one.enter(&format!("thread-{id}"));
    let (private, presence) = (
        format!("private-thread-{id}"),
        format!("presence-thread-{id}"),
    );
    enter_signed(&anna, one, &private);
    enter_signed(&anna, one, &presence);
    enter_signed(&ben, two, &private);
    enter_signed(&ben, two, &presence);
    enter_signed(&anna, one, &format!("private-user-{}", Anna.id()));
    one.say(&json!({ "event": "client-typing", "channel": private, "data": {} }));
    two.until("client-typing", &private);
    post(&anna, &id, "the presents are in the attic");
    two.until("message:new", &private);
    leave(two, &presence);
    leave(two, &private);
    // Something after all that, of a channel that is told of, shows that all that came before was dealt with.
    one.subscribe("doorbell");
    assert_eq!(
        receiver.until("channel_occupied", "doorbell"),
        [
            json!({ "name": "channel_occupied", "channel": "doorbell" }),
            json!({ "name": "subscription_count", "channel": "doorbell", "subscription_count": 1 }),
        ]
    );
    // Nor of who has left them, which is told later.
    let later = receiver.hears_within(Duration::from_secs(5));
    assert!(later.is_none(), "{later:?}");
}

#[test]
fn it_is_told_what_was_chosen_and_a_blip_is_nothing() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::open());
    add(&anna, &receiver.url(), &["channels"]).expect(303);
    let mut socket = Socket::of(&app, &anna);
    for _ in 0..3 {
        enter_signed(&anna, &mut socket, "presence-house");
        leave(&mut socket, "presence-house");
    }
    enter_signed(&anna, &mut socket, "presence-house");
    let once = [json!({ "name": "channel_occupied", "channel": "presence-house" })];
    assert_eq!(receiver.next().events(), once);
    let more = receiver.hears_within(Duration::from_secs(5));
    assert!(more.is_none(), "{more:?}");
}

#[test]
fn what_was_not_taken_is_told_again_in_the_same_words_and_the_page_says_how_it_went() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::answering(&[500, 302]));
    add(&anna, &receiver.url(), &["channels"]).expect(303);
    assert!(
        anna.get(PATH)
            .expect(200)
            .text()
            .contains("Nothing was sent yet")
    );
    let mut socket = Socket::of(&app, &anna);
    socket.enter("doorbell");
    let first = receiver.next().events();
    until(|| {
        anna.get(PATH)
            .text()
            .contains("it answered with the error 500")
    });
    assert_eq!(receiver.next().events(), first);
    until(|| {
        anna.get(PATH)
            .text()
            .contains("another address (answer 302)")
    });
    assert_eq!(receiver.next().events(), first);
    until(|| anna.get(PATH).text().contains("delivered"));
    assert!(!anna.get(PATH).text().contains("dropped"));
}

#[test]
fn what_happens_while_the_database_cannot_be_asked_is_told_once_it_can() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::answering(&[500]));
    add(&anna, &receiver.url(), &["channels"]).expect(303);
    let rename = |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        let done = app
            .store()
            .write_here(move |tx| Ok(diesel::sql_query(&sql).execute(tx.conn())?));
        done.expect("it commits");
    };
    let mut socket = Socket::of(&app, &anna);
    socket.enter("one");
    receiver.next();
    // One event waits to be told again, and another to be told at all.
    rename("webhooks", "elsewhere");
    socket.subscribe("two");
    std::thread::sleep(Duration::from_secs(4));
    rename("elsewhere", "webhooks");
    let mut told = receiver.until("channel_occupied", "two");
    if told.len() < 2 {
        told.extend(receiver.until("channel_occupied", "one"));
    }
    told.sort_by_key(Value::to_string);
    let occupied = |name: &str| json!({ "name": "channel_occupied", "channel": name });
    assert_eq!(told, [occupied("one"), occupied("two")]);
    until(|| anna.get(PATH).text().contains("delivered"));
    assert!(!anna.get(PATH).text().contains("dropped"));
}

#[track_caller]
fn until(is_so: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "it should have become so");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_paused_webhook_is_told_nothing_and_a_removed_one_neither() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::open());
    add(&anna, &receiver.url(), &["channels"]).expect(303);
    let mut socket = Socket::of(&app, &anna);
    socket.enter("one");
    receiver.until("channel_occupied", "one");
    act(&app, &anna, "pause").expect(303);
    socket.subscribe("two");
    assert!(receiver.hears_within(Duration::from_secs(2)).is_none());
    act(&app, &anna, "resume").expect(303);
    socket.subscribe("three");
    let told = receiver.until("channel_occupied", "three");
    assert_eq!(
        told,
        [json!({ "name": "channel_occupied", "channel": "three" })]
    );
    act(&app, &anna, "remove").expect(303);
    socket.subscribe("four");
    assert!(receiver.hears_within(Duration::from_secs(2)).is_none());
}

#[test]
fn each_familys_servers_are_told_of_its_own_app_alone_and_signed_with_its_own_secret() {
    let app = at_home();
    let (ours, theirs) = (Receiver::open(), Receiver::open());
    let (anna, mallory) = (app.browser(Anna), app.browser(Mallory));
    add(&anna, &ours.url(), &["channels"]).expect(303);
    add(&mallory, &theirs.url(), &["channels"]).expect(303);
    let keys = next_door(&app);
    let mut socket = Socket::by_key(&app, &mallory, &keys.key);
    socket.subscribe("doorbell");
    let told = theirs.next();
    assert_eq!(told.header("x-pusher-key"), Some(&*keys.key));
    let signature = told.header("x-pusher-signature").expect("a signature");
    assert!(keys.verify_signature(signature, &told.body));
    assert!(!app.rooms().keys().verify_signature(signature, &told.body));
    let mut own = Socket::of(&app, &anna);
    own.enter("garden");
    let told = ours.next().events();
    assert_eq!(
        told,
        [json!({ "name": "channel_occupied", "channel": "garden" })]
    );
    assert!(theirs.hears_within(Duration::from_millis(1500)).is_none());
    // Nor does one see the other's on the page.
    assert!(!anna.get(PATH).text().contains(&theirs.address.to_string()));
    assert!(
        mallory
            .get(PATH)
            .text()
            .contains(&theirs.address.to_string())
    );
}

fn next_door(app: &App) -> AppKeys {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    let mut ask = |column: &str| {
        database::texts(&mut conn, &format!("SELECT {column} AS answer FROM apps")).remove(0)
    };
    let (id, key) = (ask("id"), ask("key"));
    app.rooms().keys().derived(id, key)
}

#[test]
fn a_server_that_never_answers_slows_nobody_and_does_not_keep_hearth_from_stopping() {
    let mut app = at_home();
    let (anna, ben) = (app.browser(Anna), app.browser(Ben));
    let (dead, alive) = (Receiver::answering(&[0; 50]), Receiver::open());
    add(&anna, &dead.url(), &EVERYTHING).expect(303);
    add(&anna, &alive.url(), &["channels"]).expect(303);
    let mut socket = Socket::of(&app, &anna);
    enter_signed(&anna, &mut socket, "private-garden");
    whisper(&mut socket, "private-garden");
    dead.next();
    let id = thread(&app, &[Ben]);
    let mut heard = Socket::of(&app, &ben);
    heard.enter(&format!("thread-{id}"));
    let begun = Instant::now();
    for number in 0..30 {
        post(&anna, &id, &number.to_string());
        heard.hears("message:new", &format!("thread-{id}"));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
    alive.until("channel_occupied", "private-garden");
    drop((socket, heard));
    let begun = Instant::now();
    app.stop();
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn whoever_sees_to_the_familys_programs_finds_them_under_settings_and_nobody_else_is_led_there() {
    let app = App::start();
    let leads = |who| {
        let page = app.browser(who).get("/settings").expect(200).text();
        page.contains("href=\"/family/programs\"")
    };
    assert!(leads(Anna));
    assert!(!leads(Tilda) && !leads(Gus));
}

#[test]
fn a_test_says_at_once_how_it_went() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::answering(&[200, 503]));
    add(&anna, &receiver.url(), &["presence"]).expect(303);
    act(&app, &anna, "test").expect(303);
    let told = receiver.next();
    assert_eq!(
        told.events(),
        [json!({ "name": "channel_occupied", "channel": "hearth-test" })]
    );
    let signature = told.header("x-pusher-signature").expect("a signature");
    assert!(app.rooms().keys().verify_signature(signature, &told.body));
    assert!(anna.get(PATH).text().contains("delivered"));
    act(&app, &anna, "test").expect(303);
    assert!(
        anna.get(PATH)
            .text()
            .contains("it answered with the error 503")
    );
}

#[test]
fn nothing_is_told_to_the_home_network_until_whoever_runs_the_server_allows_it() {
    let app = at_home();
    let (anna, receiver) = (app.browser(Anna), Receiver::open());
    add(&anna, &receiver.url(), &["channels"]).expect(303);
    let own = format!("http://{}/family", app.address());
    add(&anna, &own, &["channels"]).expect(303);
    let folder = app.into_folder();
    let app = App::on(folder, hearth::base::clock::Clock::system(), &[UNHURRIED]);
    let anna = app.browser(Anna);
    let refused = add(&anna, &receiver.url(), &["channels"])
        .expect(422)
        .text();
    assert!(
        refused.contains("This address is not on the internet"),
        "{refused}"
    );
    let mut socket = Socket::of(&app, &anna);
    socket.enter("doorbell");
    until(|| {
        anna.get(PATH)
            .text()
            .contains("a place that Hearth may not ask")
    });
    assert!(receiver.hears_within(Duration::from_millis(100)).is_none());
}

#[test]
fn what_cannot_be_told_is_refused_with_a_reason() {
    let app = App::start();
    let anna = app.browser(Anna);
    for (url, reason) in [
        ("", "This cannot be empty"),
        ("chat.example", "not a whole address"),
        ("ftp://chat.example/", "begins with https:// or http://"),
        (
            "https://me:secret@chat.example/",
            "leave out the name and password",
        ),
        ("https://chat.example:8443/", "Only the usual ports"),
        ("http://192.168.1.4/", "not on the internet"),
        ("http://[::ffff:127.0.0.1]/", "not on the internet"),
    ] {
        let page = add(&anna, url, &["channels"]).expect(422).text();
        assert!(page.contains(reason) || url.is_empty(), "{url}: {page}");
    }
    let page = add(&anna, "https://chat.example/", &[]).expect(422).text();
    assert!(page.contains("at least one thing"), "{page}");
    for number in 0..5 {
        add(
            &anna,
            &format!("https://chat.example/{number}"),
            &["counts"],
        )
        .expect(303);
    }
    let page = add(&anna, "https://chat.example/5", &["counts"])
        .expect(422)
        .text();
    assert!(page.contains("Five servers"), "{page}");
    // The record has the server's name, and not what may be a secret.
    let record = anna.get("/family/record").text();
    assert!(
        record.contains("chat.example") && !record.contains("chat.example/"),
        "{record}"
    );
}

#[test]
fn an_event_is_told_from_the_page_to_who_listens_and_never_where_people_talk() {
    let app = App::start();
    let anna = app.browser(Anna);
    let tell = |client: &Client, channel: &str, event: &str, data: &str| {
        let fields = [("channel", channel), ("event", event), ("data", data)];
        client
            .request("POST", "/family/programs/events")
            .form(&fields)
            .send()
    };
    let mut socket = Socket::of(&app, &app.browser(Ben));
    socket.subscribe("doorbell");
    socket.until("pusher_internal:subscription_count", "doorbell");
    let told = tell(&anna, "doorbell", "rang", "{\"at\":\"front\"}").expect(303);
    assert_eq!(
        told.header("location"),
        Some("/family/programs?told=doorbell#try")
    );
    assert_eq!(socket.hears("rang", "doorbell"), json!({ "at": "front" }));
    let id = thread(&app, &[Ben]);
    for channel in [
        format!("thread-{id}"),
        format!("presence-thread-{id}"),
        format!("private-user-{}", Ben.id()),
        format!("#server-to-user-{}", Ben.id()),
        "with space".to_owned(),
        String::new(),
    ] {
        tell(&anna, &channel, "anything", "{}").expect(422);
    }
    for event in ["", "pusher:ping", "pusher_internal:x", &"x".repeat(201)] {
        tell(&anna, "doorbell", event, "{}").expect(422);
    }
    tell(&anna, "doorbell", "rang", &"x".repeat(10 * 1024 + 1)).expect(422);
    tell(&app.browser(Ben), "doorbell", "rang", "{}").expect(403);
    // Next door it is another channel, though the name is the same.
    tell(&app.browser(Mallory), "doorbell", "rang", "{}").expect(303);
    socket.has_heard_nothing();
}
