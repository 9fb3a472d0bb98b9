//! OUT: what happened, told to whom it concerns. One exhaustive match from event to channel.
//!
//! Runs on a thread of its own, in commit order, and loads the present truth of what each event names.
//! A write whose caller waits is released only when its events have been handed to the rooms; so who
//! removes somebody answers after that person's sockets are out. What cannot be told (the process dies,
//! the disk fails) is not lost: readers ask for changes `since`. Only revocations must not depend on
//! a disk, and they carry all they need.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use serde::Serialize;
use tokio::sync::{Notify, mpsc};

use crate::base::error::Result;
use crate::base::event::Event;
use crate::base::ids::{FileId, MemberId, MemberKey, MessageKey, ThreadId, ThreadKey};
use crate::domain::files::{File, Status};
use crate::domain::messages::{Cursor, Message};
use crate::domain::{files, members, messages, threads};
use crate::live::{Marker, Publication, Rooms};
use crate::store::{Committed, Reader};
use crate::views::api::events::{
    DeletedEvent, FileEvent, MessageEvent, OWN, PRESENCE, ReactionEvent, ReadEvent, THREAD,
    ThreadEvent, Told, token_session,
};
use crate::views::api::threads::ThreadAnswer;

/// Most commits whose messages are loaded in one go.
const BATCH: usize = 256;

/// Starts the dispatcher, which rings `bell` when there is something to do later. It ends with the
/// writer; a reader does not keep that alive.
pub fn start(
    reader: Reader,
    rooms: Rooms,
    base: String,
    bell: Arc<Notify>,
    mut committed: mpsc::Receiver<Committed>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name("dispatch".into())
        .spawn(move || {
            let dispatcher = Dispatcher { rooms, base, bell };
            let mut batch = Vec::with_capacity(BATCH);
            while committed.blocking_recv_many(&mut batch, BATCH) > 0 {
                let known = Known::load(&reader, &batch);
                for commit in batch.drain(..) {
                    for event in &commit.events {
                        dispatcher.tell(&reader, &known, event);
                    }
                    drop(commit.dispatched);
                }
            }
        })
}

/// What a socket that missed events of a room is told: catch up by `since`.
pub fn resync(room: &str) -> Option<Marker> {
    let thread_id = room.strip_prefix(THREAD)?;
    Some(Marker {
        event: Told::Resync.as_str().to_owned(),
        data: json(&ThreadEvent { thread_id }),
    })
}

struct Dispatcher {
    rooms: Rooms,
    base: String,
    bell: Arc<Notify>,
}

/// What an event about a message names: its thread, itself, and the thread's change count with it.
type Change = (ThreadKey, MessageKey, i64);

/// The messages and thread ids that a batch of events names, loaded with two questions.
#[derive(Default)]
struct Known {
    messages: HashMap<MessageKey, Message>,
    threads: HashMap<ThreadKey, ThreadId>,
}

impl Known {
    fn load(reader: &Reader, batch: &[Committed]) -> Self {
        let named: Vec<(ThreadKey, MessageKey)> = batch
            .iter()
            .flat_map(|commit| &commit.events)
            .filter_map(|event| match *event {
                Event::MessagePosted {
                    thread, message, ..
                }
                | Event::MessageEdited {
                    thread, message, ..
                }
                | Event::MessageDeleted {
                    thread, message, ..
                }
                | Event::ReactionChanged {
                    thread, message, ..
                }
                | Event::FileSettled {
                    thread, message, ..
                }
                | Event::ReadMoved {
                    thread, message, ..
                } => Some((thread, message)),
                _ => None,
            })
            .collect();
        if named.is_empty() {
            return Self::default();
        }
        let loaded = reader.read(|conn| {
            let (mut threads, mut keys): (Vec<_>, Vec<_>) = named.into_iter().unzip();
            threads.sort();
            threads.dedup();
            keys.sort();
            keys.dedup();
            Ok(Self {
                messages: messages::found(conn, &keys)?
                    .into_iter()
                    .map(|message| (message.key, message))
                    .collect(),
                threads: threads::ids(conn, &threads)?,
            })
        });
        loaded.unwrap_or_else(|error| {
            tracing::error!(error = %error, "events could not be loaded; readers will catch up");
            Self::default()
        })
    }

    /// The message that an event names, where it was said, and the thread's state with this change.
    fn found(&self, (thread, message, change): Change) -> Option<(&ThreadId, &Message, String)> {
        let id = self.threads.get(&thread)?;
        let message = self.messages.get(&message)?;
        Some((id, message, Cursor::at(id, change).to_string()))
    }
}

impl Dispatcher {
    fn tell(&self, reader: &Reader, known: &Known, event: &Event) {
        match event {
            Event::MemberJoined { .. } => {
                // The family's thread says so to those it concerns.
            }
            Event::MemberLeft { member } => {
                self.rooms.close_member(member.as_str()).wait();
            }
            Event::ThreadCreated { thread } => self.thread(reader, *thread, |_, _| Told::ThreadNew),
            Event::ThreadJoined { thread, members } => {
                self.thread(reader, *thread, |_, member| {
                    match members.contains(&member) {
                        true => Told::ThreadNew,
                        false => Told::ThreadUpdated,
                    }
                });
            }
            Event::ThreadUpdated { thread } => {
                self.thread(reader, *thread, |_, _| Told::ThreadUpdated);
            }
            Event::SharesChanged { member, presence } => self.shares(reader, *member, *presence),
            Event::SeatChanged { thread, member } => self.seat(reader, *thread, *member),
            Event::ThreadLeft {
                thread_id,
                member_id,
            } => {
                let room = format!("{THREAD}{thread_id}");
                self.rooms.evict(member_id.as_str(), &room).wait();
                self.company(reader, member_id);
                let thread_id = thread_id.as_str();
                self.publish(own(member_id), Told::ThreadLeft, &ThreadEvent { thread_id });
            }
            Event::MessagePosted {
                thread,
                message,
                change,
            } => {
                self.said(known, (*thread, *message, *change), Told::MessageNew);
            }
            Event::MessageEdited {
                thread,
                message,
                change,
            } => {
                self.said(known, (*thread, *message, *change), Told::MessageUpdated);
            }
            Event::MessageDeleted {
                thread,
                message,
                change,
            } => {
                let change = (*thread, *message, *change);
                self.message(known, change, Told::MessageDeleted, |id, found, cursor| {
                    json(&DeletedEvent::of(id, found, cursor))
                });
            }
            Event::ReactionChanged {
                thread,
                message,
                change,
            } => {
                let change = (*thread, *message, *change);
                self.message(known, change, Told::ReactionChanged, |id, found, cursor| {
                    json(&ReactionEvent::of(id, found, cursor))
                });
            }
            Event::FileSettled {
                thread,
                message,
                file,
                change,
            } => {
                self.file(reader, known, (*thread, *message, *change), file);
            }
            Event::LooseFileSettled { uploader, file } => {
                self.loose_file(reader, *uploader, file);
            }
            Event::JobQueued => self.bell.notify_waiters(),
            Event::ReadMoved {
                thread,
                member,
                message,
            } => {
                self.read_mark(reader, known, *thread, *member, *message);
            }
            Event::SessionEnded { session, .. } => {
                self.rooms.close_session(session.as_str()).wait();
            }
            Event::TokenRevoked { token } => {
                self.rooms.close_session(&token_session(token)).wait();
            }
        }
    }

    /// Whether somebody is seen to be there may have changed, and with it whether they see others: in
    /// each of their threads the name that tells is closed to them, or they may ask for it again. What
    /// is said they go on hearing. Whether they show how far they have read may have changed as well:
    /// pages that are open there ask who does.
    fn shares(&self, reader: &Reader, member: MemberKey, presence: Option<bool>) {
        let found = told(reader.read(|conn| {
            let member = members::find(conn, member)?;
            let keys = threads::of_member_key(conn, member.key)?;
            Ok((member.id, threads::ids(conn, &keys)?))
        }));
        let Some((member, threads)) = found else {
            return;
        };
        for thread in threads.values() {
            let room = format!("{THREAD}{thread}");
            match presence {
                Some(true) => self.rooms.admit(member.as_str(), &room).wait(),
                Some(false) => {
                    let name = format!("{PRESENCE}{room}");
                    self.rooms.withdraw(member.as_str(), &name).wait();
                }
                None => {}
            }
            let thread_id = thread.as_str();
            self.publish(room, Told::ReadShared, &ThreadEvent { thread_id });
        }
        if presence == Some(false) {
            self.company(reader, &member);
        }
    }

    /// Whose coming and going somebody may know of has become less.
    fn company(&self, reader: &Reader, member: &MemberId) {
        let found = told(reader.read(|conn| threads::company(conn, member)));
        // Who cannot be asked about is not watched.
        let kept = found.iter().flatten().map(ToString::to_string).collect();
        self.rooms.keep_watching(member.as_str(), kept).wait();
    }

    /// A thread as it is now, to each of its people, and to the room unless it is new to all.
    fn thread(&self, reader: &Reader, key: ThreadKey, name: impl Fn(&MemberId, MemberKey) -> Told) {
        let Some(peopled) = told(reader.read(|conn| threads::present(conn, key))) else {
            return;
        };
        let room = format!("{THREAD}{}", peopled.thread.id);
        let data = ThreadAnswer::from(&peopled);
        let mut is_update = false;
        for person in &peopled.people {
            let name = name(&person.id, person.key);
            is_update |= name == Told::ThreadUpdated;
            // Who asked to hear this thread before they were in it hears it from now on.
            self.rooms.admit(person.id.as_str(), &room).wait();
            self.publish(own(&person.id), name, &data);
        }
        if is_update {
            self.publish(room, Told::ThreadUpdated, &data);
        }
    }

    /// A thread to one of its people alone: what they made of it for themselves has changed.
    fn seat(&self, reader: &Reader, thread: ThreadKey, member: MemberKey) {
        let Some(peopled) = told(reader.read(|conn| threads::present(conn, thread))) else {
            return;
        };
        let data = ThreadAnswer::from(&peopled);
        let concerned = peopled.people.iter().find(|person| person.key == member);
        if let Some(person) = concerned {
            self.publish(own(&person.id), Told::ThreadUpdated, &data);
        }
    }

    /// A message as it reads; to whoever's time begins with it, nothing precedes it.
    fn said(&self, known: &Known, change: Change, event: Told) {
        let Some((id, message, cursor)) = known.found(change) else {
            return;
        };
        let reading =
            |message: &Message| json(&MessageEvent::of(id, message, cursor.clone(), &self.base));
        let mut publication = publication(id, message, event, reading(message));
        if let Some((previous, _)) = message.previous {
            let first = message.clone().seen_after(previous);
            publication = publication.to_later(previous.0, reading(&first));
        }
        self.rooms.publish(publication).wait();
    }

    /// Something about a message, to whoever hears its thread.
    fn message(
        &self,
        known: &Known,
        change: Change,
        event: Told,
        describe: impl Fn(&ThreadId, &Message, String) -> String,
    ) {
        if let Some((id, message, cursor)) = known.found(change) {
            let data = describe(id, message, cursor);
            self.rooms
                .publish(publication(id, message, event, data))
                .wait();
        }
    }

    /// A file on a message, to whoever hears its thread.
    fn file(&self, reader: &Reader, known: &Known, change: Change, file: &FileId) {
        let Some((thread_id, message, cursor)) = known.found(change) else {
            return;
        };
        let Some(file) = told(reader.read(|conn| files::find(conn, file))) else {
            return;
        };
        let data = json(&FileEvent::on(
            thread_id,
            &message.id,
            cursor,
            &file,
            &self.base,
        ));
        self.rooms
            .publish(publication(thread_id, message, event_of(&file), data))
            .wait();
    }

    /// A file that is on no message yet, to whoever sent it.
    fn loose_file(&self, reader: &Reader, uploader: MemberKey, file: &FileId) {
        let found = told(reader.read(|conn| {
            let file = files::find(conn, file)?;
            Ok((members::find(conn, uploader)?.id, file))
        }));
        if let Some((member, file)) = found {
            let data = FileEvent::loose(&file, &self.base);
            self.publish(own(&member), event_of(&file), &data);
        }
    }

    fn read_mark(
        &self,
        reader: &Reader,
        known: &Known,
        thread: ThreadKey,
        member: MemberKey,
        message: MessageKey,
    ) {
        let reader_of = told(reader.read(|conn| members::find(conn, member)));
        let place = known.threads.get(&thread).zip(known.messages.get(&message));
        if let Some((member, (thread_id, message))) = reader_of.zip(place) {
            let data = json(&ReadEvent {
                thread_id,
                member_id: &member.id,
                message_id: &message.id,
            });
            let own = own(&member.id);
            // Their own other devices have to know; the others only if they may.
            let publication = match member.shares.reading {
                true => Publication::new(
                    format!("{THREAD}{thread_id}"),
                    Told::ReadMoved.as_str(),
                    data,
                )
                .also(own),
                false => Publication::new(own, Told::ReadMoved.as_str(), data),
            };
            let publication = publication.about(message.key.0);
            self.rooms.publish(publication).wait();
        }
    }

    fn publish(&self, channel: String, event: Told, data: &impl Serialize) {
        self.rooms
            .publish(Publication::new(channel, event.as_str(), json(data)))
            .wait();
    }
}

/// An event about a message, for the room of its thread.
fn publication(thread: &ThreadId, message: &Message, event: Told, data: String) -> Publication {
    let room = format!("{THREAD}{thread}");
    Publication::new(room, event.as_str(), data).about(message.key.0)
}

fn event_of(file: &File) -> Told {
    match file.status {
        Status::Failed => Told::FileFailed,
        Status::Pending | Status::Ready => Told::FileReady,
    }
}

fn own(member: &MemberId) -> String {
    format!("{OWN}{member}")
}

fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("shapes of ours have string keys and no failing parts")
}

fn told<T>(loaded: Result<T>) -> Option<T> {
    loaded
        .inspect_err(|error| {
            tracing::error!(error = %error, "an event could not be loaded; readers will catch up");
        })
        .ok()
}
