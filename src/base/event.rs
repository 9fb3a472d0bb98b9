//! What can happen: facts that are collected inside a write and leave after its commit.
//!
//! Events carry keys, not rows: whoever reacts loads the present truth. The one exception is a
//! number that only that moment had, such as the thread's change count.

use super::ids::{
    FamilyKey, FileId, MemberId, MemberKey, MessageKey, SessionId, ThreadId, ThreadKey, TokenId,
};

/// Something that is now true and durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Someone joined a family.
    MemberJoined {
        /// The family.
        family: FamilyKey,
        /// The newcomer.
        member: MemberKey,
    },
    /// Someone left a family, or was shut out of it: whatever they are connected by ends.
    ///
    /// Carries the id, because shutting somebody out must not depend on being able to read.
    MemberLeft {
        /// Who.
        member: MemberId,
    },
    /// Someone chose anew what the others notice of them.
    SharesChanged {
        /// Who.
        member: MemberKey,
        /// Whether they show from now on that they are here; none if that is as it was.
        presence: Option<bool>,
    },
    /// A thread came into being.
    ThreadCreated {
        /// The thread.
        thread: ThreadKey,
    },
    /// A thread's title or people changed, or it was resolved anew.
    ThreadUpdated {
        /// The thread.
        thread: ThreadKey,
    },
    /// People were added to a thread.
    ThreadJoined {
        /// The thread.
        thread: ThreadKey,
        /// Who is new in it.
        members: Vec<MemberKey>,
    },
    /// Someone is in a thread no longer.
    ///
    /// Carries ids, because shutting somebody out must not depend on being able to read.
    ThreadLeft {
        /// The thread.
        thread_id: ThreadId,
        /// Who left or was removed.
        member_id: MemberId,
    },
    /// What somebody made of a thread for themselves changed: nobody else's business.
    SeatChanged {
        /// The thread.
        thread: ThreadKey,
        /// Whose seat.
        member: MemberKey,
    },
    /// A message was posted.
    MessagePosted {
        /// Where.
        thread: ThreadKey,
        /// Which.
        message: MessageKey,
        /// The thread's change count with this message.
        change: i64,
    },
    /// A message's text changed.
    MessageEdited {
        /// Where.
        thread: ThreadKey,
        /// Which.
        message: MessageKey,
        /// The thread's change count with this edit.
        change: i64,
    },
    /// A message became a tombstone.
    MessageDeleted {
        /// Where.
        thread: ThreadKey,
        /// Which.
        message: MessageKey,
        /// The thread's change count with this removal.
        change: i64,
    },
    /// Someone reacted to a message, or took that back.
    ReactionChanged {
        /// Where.
        thread: ThreadKey,
        /// To which.
        message: MessageKey,
        /// The thread's change count with this reaction.
        change: i64,
    },
    /// A file on a message has come as far as it will: it can be shown, or could not be made so.
    FileSettled {
        /// Where.
        thread: ThreadKey,
        /// On which message.
        message: MessageKey,
        /// Which.
        file: FileId,
        /// The thread's change count with this.
        change: i64,
    },
    /// The same of a file that is on no message yet.
    LooseFileSettled {
        /// Whose.
        uploader: MemberKey,
        /// Which.
        file: FileId,
    },
    /// There is something to do that nobody waits for.
    JobQueued,
    /// Someone has read further.
    ReadMoved {
        /// Where.
        thread: ThreadKey,
        /// Who.
        member: MemberKey,
        /// Up to and including which.
        message: MessageKey,
    },
    /// A program's token stopped working before its time.
    TokenRevoked {
        /// The token that is no more.
        token: TokenId,
    },
    /// A browser was signed out, by its owner or by someone who may.
    SessionEnded {
        /// Whose it was.
        member: MemberId,
        /// The session that is no more.
        session: SessionId,
    },
}
