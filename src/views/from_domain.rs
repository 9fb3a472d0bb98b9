//! How the family's things become what pages show: the one place where both are known.

use std::collections::HashMap;

use super::acts::VersionView;
use super::api::files::file_url;
use super::attachments::AttachmentView;
use super::family::{Relative, RoleView};
use super::frame::Frame;
use super::invitations::{InvitationView, Standing};
use super::messages::{MessageView, QuoteView, ReactionView};
use super::people::{Person, family_picture_path, thread_picture_path};
use super::receipts::MarkView;
use super::search::ResultView;
use super::thread_settings::{MarksView, QuietView, SeatedView};
use super::threads::{LastMessage, ThreadKind, ThreadRow, ThreadView, excerpt};
use crate::base::clock::moment;
use crate::base::ids::{MessageId, ThreadId};
use crate::base::markup::{Markup, Mention};
use crate::domain::families::Family;
use crate::domain::files::Status;
use crate::domain::invitations::{self, State};
use crate::domain::members::{Me, Member, Role};
use crate::domain::messages::{Attachment, Author, Context, Message, Version, mentions};
use crate::domain::portraits;
use crate::domain::receipts::Mark;
use crate::domain::search::Found;
use crate::domain::threads::{FOR_GOOD, Kind, Listed, Peopled, Seat, Seated};

/// A person.
pub fn person(member: &Member) -> Person {
    Person::new(member.id.as_str(), &member.name).with_picture(member.picture_digest.as_deref())
}

fn author(author: &Author) -> Person {
    Person::new(author.id.as_str(), &author.name).with_picture(author.picture_digest.as_deref())
}

/// The path of the family's picture, for whom it is.
pub fn family_picture(family: &Family, me: &Me) -> Option<String> {
    let digest = family.picture_digest.as_deref();
    digest
        .filter(|_| portraits::may_see_of_family(me))
        .map(family_picture_path)
}

/// A thread, as `me` names it.
pub fn thread(peopled: &Peopled, me: &Me) -> ThreadView {
    ThreadView {
        id: peopled.thread.id.to_string(),
        kind: match peopled.thread.kind {
            Kind::Family => ThreadKind::Family,
            Kind::Group => ThreadKind::Group,
            Kind::Direct => ThreadKind::Direct,
        },
        title: peopled.thread.title.clone(),
        picture: peopled
            .thread
            .picture_digest
            .as_deref()
            .map(|digest| thread_picture_path(peopled.thread.id.as_str(), digest)),
        others: peopled
            .people
            .iter()
            .filter(|member| member.key != me.key())
            .map(person)
            .collect(),
    }
}

/// Up to where others have read.
pub fn read_marks(marks: &[Mark]) -> Vec<MarkView> {
    let view = |mark: &Mark| MarkView {
        person: person(&mark.reader),
        message_id: mark.message.to_string(),
    };
    marks.iter().map(view).collect()
}

/// Somebody in a thread of `me`'s.
pub fn seated(seated: &Seated, me: &Me, may_remove: bool) -> SeatedView {
    let is_me = seated.member.key == me.key();
    SeatedView {
        person: person(&seated.member),
        joined_at: moment(seated.joined_at),
        is_me,
        may_remove: may_remove && !is_me,
    }
}

/// What somebody made of a thread for themselves, as it is now.
pub fn marks(frame: &Frame, seat: &Seat) -> MarksView {
    MarksView {
        quiet: match seat.muted_until(frame.now.as_millisecond()) {
            None => QuietView::No,
            Some(FOR_GOOD) => QuietView::ForGood,
            Some(until) => QuietView::Until(moment(until)),
        },
        pinned: seat.is_pinned(),
        archived: seat.is_archived(),
    }
}

/// A line of `me`'s list as it is now; `counts` are unread messages and mentions.
pub fn row(
    frame: &Frame,
    listed: &Listed,
    me: &Me,
    last: Option<&Message>,
    counts: (i64, i64),
) -> ThreadRow {
    ThreadRow {
        thread: thread(&listed.peopled, me),
        last: last.map(|message| LastMessage {
            author: author(&message.author),
            body: message.body.clone(),
            attachments: message.attachments.len(),
            deleted: message.deleted_at.is_some(),
        }),
        updated_at: moment(listed.peopled.thread.updated_at),
        unread: usize::try_from(counts.0).unwrap_or(0),
        mentions: usize::try_from(counts.1).unwrap_or(0),
        muted: listed
            .seat
            .muted_until(frame.now.as_millisecond())
            .is_some(),
        pinned: listed.seat.is_pinned(),
    }
}

/// Messages of a thread, with what they refer to.
pub fn messages(
    frame: &Frame,
    thread: &ThreadId,
    messages: &[Message],
    context: &Context,
) -> Vec<MessageView> {
    let quoted: HashMap<&MessageId, &Message> = context
        .quoted
        .iter()
        .map(|message| (&message.id, message))
        .collect();
    messages
        .iter()
        .map(|message| {
            let reply_to = message.reply_to.as_ref();
            let answered = reply_to.map(|id| match quoted.get(id) {
                Some(answered) => quote(frame, answered),
                None => QuoteView::hidden(frame),
            });
            let body = body(&message.body, &context.people);
            one(frame, thread, message, body, answered)
        })
        .collect()
}

/// What was found; `threads` are the reader's, for what they call them.
pub fn found(frame: &Frame, found: &[Found], threads: &[ThreadView]) -> Vec<ResultView> {
    let names: HashMap<&str, &ThreadView> = threads
        .iter()
        .map(|thread| (thread.id.as_str(), thread))
        .collect();
    found
        .iter()
        .map(|found| ResultView {
            id: found.message.id.to_string(),
            thread_id: found.thread_id.to_string(),
            thread: names
                .get(found.thread_id.as_str())
                .map_or_else(String::new, |thread| thread.name(frame)),
            author: author(&found.message.author),
            at: moment(found.message.created_at),
            pieces: found
                .snippet
                .pieces()
                .into_iter()
                .map(|(text, is_marked)| (text.to_owned(), is_marked))
                .collect(),
        })
        .collect()
}

/// What a message says, with those of these people marked whom it names.
fn body(text: &str, people: &[Member]) -> Markup {
    let marked = mentions::marked(text, people).into_iter();
    let mentions: Vec<_> = marked
        .map(|(range, places)| Mention {
            range,
            member_ids: places
                .iter()
                .map(|place| people[*place].id.to_string())
                .collect(),
        })
        .collect();
    Markup::with_mentions(text, &mentions)
}

fn one(
    frame: &Frame,
    thread: &ThreadId,
    message: &Message,
    body: Markup,
    reply_to: Option<QuoteView>,
) -> MessageView {
    MessageView {
        id: message.id.to_string(),
        thread_id: thread.to_string(),
        previous_id: message.previous_id().map(ToString::to_string),
        author: author(&message.author),
        body,
        created_at: moment(message.created_at),
        edited_at: message.edited_at.map(moment),
        deleted: message.deleted_at.is_some(),
        attachments: message
            .attachments
            .iter()
            .map(|file| attachment(frame, file))
            .collect(),
        reply_to,
        reactions: message
            .reactions
            .iter()
            .map(|reaction| ReactionView {
                emoji: reaction.emoji.clone(),
                count: reaction.people.len(),
                names: reaction
                    .people
                    .iter()
                    .map(|person| person.name.clone())
                    .collect(),
                member_ids: reaction
                    .people
                    .iter()
                    .map(|person| person.id.to_string())
                    .collect(),
            })
            .collect(),
    }
}

/// A message that is answered, in brief.
pub fn quote(frame: &Frame, message: &Message) -> QuoteView {
    QuoteView {
        id: message.id.to_string(),
        author_name: message.author.name.clone(),
        excerpt: if message.deleted_at.is_some() {
            frame.say("message-deleted")
        } else if message.body.is_empty() {
            frame.say_with("thread-files", "count", message.attachments.len())
        } else {
            excerpt(&message.body)
        },
    }
}

/// What a message said, and since when.
pub fn version(version: &Version) -> VersionView {
    VersionView {
        body: Markup::of(&version.body),
        at: moment(version.at),
    }
}

/// A file on a message.
pub fn attachment(frame: &Frame, file: &Attachment) -> AttachmentView {
    let side = |pixels: i32| u32::try_from(pixels).unwrap_or(0);
    // Its sender sees the same page, so the way to one that is withheld stays there, and a note beside it.
    let url = (file.status != Status::Pending).then(|| file_url(&frame.base, &file.id));
    let variants = file.variants.iter();
    AttachmentView {
        id: file.id.to_string(),
        name: file.name.clone(),
        url,
        media_type: file.media_type.clone(),
        size: u64::try_from(file.size).unwrap_or(0),
        width: file.dimensions.map(|(width, _)| side(width)),
        height: file.dimensions.map(|(_, height)| side(height)),
        duration_ms: file.duration_ms,
        is_animated: file.is_animated,
        has_failed: file.status == Status::Failed,
        is_withheld: file.is_withheld,
        colours: file.placeholder.clone().unwrap_or_default(),
        waveform: file.waveform.clone().unwrap_or_default(),
        reason: file.reason.clone(),
        variants: variants
            .map(|(kind, media_type)| (kind.as_str(), media_type.clone()))
            .collect(),
    }
}

/// What somebody is in the family.
pub fn role(role: Role) -> RoleView {
    match role {
        Role::Admin => RoleView::Admin,
        Role::Adult => RoleView::Adult,
        Role::Child => RoleView::Child,
        Role::Guest => RoleView::Guest,
    }
}

/// Somebody of the family.
pub fn relative(member: &Member) -> Relative {
    Relative {
        person: person(member),
        role: role(member.role),
    }
}

/// An invitation, as it stands at a moment.
pub fn invitation(listed: &invitations::Listed, now_ms: i64) -> InvitationView {
    let kept = &listed.invitation;
    InvitationView {
        id: kept.id.to_string(),
        role: role(kept.role),
        standing: match kept.state(now_ms) {
            State::Open => Standing::Open,
            State::Used => Standing::Used,
            State::Revoked => Standing::Revoked,
            State::Expired => Standing::Expired,
        },
        inviter: listed.inviter.name.clone(),
        created_at: moment(kept.created_at),
        expires_at: moment(kept.expires_at),
        max_uses: kept.max_uses,
        came: listed
            .came
            .iter()
            .map(|member| member.name.clone())
            .collect(),
    }
}
