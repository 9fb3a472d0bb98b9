//! The registry against a naive model of it: random histories, every frame and answer compared.
//!
//! The model keeps plain sets and looks everything up by searching. It knows the truth about who
//! may hear what; answers of the Authority are taken from it when the question is asked and
//! brought back any time later, so that removals get in between.

mod compare;

mod naive;

mod world;

use proptest::prelude::*;
use world::World;

use super::{Again, Limits};

const MEMBERS: [&str; 3] = ["ann", "bob", "cat"];

const SOCKETS: usize = 6;

const CHANNELS: [&str; 8] = [
    "thread-1",
    "private-thread-1",
    "presence-thread-1",
    "thread-2",
    "garden",
    "private-garden",
    "presence-garden",
    "#server-to-user-ann",
];

/// Small, so that random histories run into them.
const LIMITS: Limits = Limits {
    sockets: 5,
    sockets_per_member: 3,
    sockets_per_session: 2,
    subscriptions: 4,
    // As many as subscriptions, or which ones are forgotten would depend on their order.
    parked: 4,
    people: 2,
    count_subscriptions: false,
    message_bytes: 0,
    message_burst: 0,
    messages_per_second: 0,
    client_events_per_second: 0,
    client_event_bytes: 0,
};

/// Something that happens. Numbers name sockets, members, sessions and channels.
#[derive(Clone, Copy, Debug)]
enum Op {
    Open(usize),
    Gone(usize),
    /// The Authority is asked whose a socket is.
    AskWho(usize, usize, usize),
    /// A user is signed for a socket, and says so; the Authority is asked.
    AskUser(usize, usize, usize, usize),
    /// A channel is signed for a socket.
    Grant(usize, usize, usize, usize),
    /// A socket wants to hear a channel; the Authority is asked.
    AskPlace(usize, usize, Again),
    /// One of the questions is answered.
    Answer(usize),
    /// All it takes to hear a channel, one after the other, or nearly so.
    Enter(usize, usize, usize, usize, Interruption),
    /// All it takes to sign in.
    SignIn(usize, usize, usize, usize, Interruption),
    Leave(usize, usize),
    Publish(usize, Option<usize>),
    Whisper(usize, usize),
    Allow(usize, usize),
    Forbid(usize, usize),
    Withdraw(usize, usize),
    KeepWatching(usize, usize),
    EndSession(usize, usize),
    EndMember(usize),
    Terminate(usize),
    Stop,
}

/// What gets in between a question and its answer.
#[derive(Clone, Copy, Debug)]
enum Interruption {
    Nothing,
    Forbid,
    Withdraw,
    KeepWatching,
    Allow,
    EndSession,
    EndMember,
}

fn op() -> impl Strategy<Value = Op> {
    let socket = || 0..SOCKETS;
    let member = || 0..MEMBERS.len();
    let session = || 0..2usize;
    let channel = || 0..CHANNELS.len();
    let again = prop_oneof![3 => Just(Again::No), 1 => Just(Again::Yes)];
    let interruption = || {
        use Interruption::*;
        prop_oneof![
            8 => Just(Nothing),
            3 => Just(Forbid),
            1 => Just(Withdraw),
            1 => Just(KeepWatching),
            1 => Just(Allow),
            1 => Just(EndSession),
            1 => Just(EndMember),
        ]
    };
    let claim = || (socket(), member(), session());
    prop_oneof![
        8 => socket().prop_map(Op::Open),
        2 => socket().prop_map(Op::Gone),
        8 => claim().prop_map(|(s, m, n)| Op::AskWho(s, m, n)),
        4 => (claim(), member()).prop_map(|((s, m, n), w)| Op::AskUser(s, m, n, w)),
        6 => (claim(), channel()).prop_map(|((s, m, n), c)| Op::Grant(s, m, n, c)),
        20 => (socket(), channel(), again).prop_map(|(s, c, a)| Op::AskPlace(s, c, a)),
        28 => (0..4usize).prop_map(Op::Answer),
        12 => (claim(), channel(), interruption())
            .prop_map(|((s, m, n), c, i)| Op::Enter(s, m, n, c, i)),
        6 => (claim(), member(), interruption())
            .prop_map(|((s, m, n), w, i)| Op::SignIn(s, m, n, w, i)),
        3 => (socket(), channel()).prop_map(|(s, c)| Op::Leave(s, c)),
        10 => (channel(), prop::option::of(socket())).prop_map(|(c, s)| Op::Publish(c, s)),
        4 => (socket(), channel()).prop_map(|(s, c)| Op::Whisper(s, c)),
        12 => (member(), channel()).prop_map(|(m, c)| Op::Allow(m, c)),
        6 => (member(), channel()).prop_map(|(m, c)| Op::Forbid(m, c)),
        3 => (member(), channel()).prop_map(|(m, c)| Op::Withdraw(m, c)),
        3 => (member(), member()).prop_map(|(m, k)| Op::KeepWatching(m, k)),
        2 => (member(), session()).prop_map(|(m, n)| Op::EndSession(m, n)),
        1 => member().prop_map(Op::EndMember),
        1 => member().prop_map(Op::Terminate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_registry_does_what_a_naive_model_of_it_does(ops in prop::collection::vec(op(), 1..80)) {
        let mut world = World::new();
        for op in ops.into_iter().chain([Op::Stop, Op::Open(0)]) {
            world.step(op);
            world.compare(op);
        }
    }
}

fn is_private(channel: &str) -> bool {
    channel.starts_with("private-") || is_presence(channel)
}

fn is_presence(channel: &str) -> bool {
    channel.starts_with("presence-")
}

fn is_to_user(channel: &str) -> bool {
    channel.starts_with('#')
}

fn is_aliased(channel: &str) -> bool {
    room(channel).starts_with("thread-")
}

fn room(channel: &str) -> &str {
    match channel {
        "private-thread-1" | "presence-thread-1" => "thread-1",
        own => own,
    }
}
