//! Where the family's own servers are told what happens on its channels, and how it last went.

use askama::Template;

use crate::base::clock::moment;
use crate::base::words::Word;
use crate::domain::webhooks::{Outcome, Topic, Webhook};
use crate::views::frame::Frame;
use crate::views::problems::Problems;

/// `/family/programs/webhooks`: those there are, and the form for another.
#[derive(Template)]
#[template(path = "family/webhooks.html")]
pub struct WebhooksPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    /// The family's, the oldest first.
    pub webhooks: Vec<Webhook>,
    /// What the form holds.
    pub form: WebhookForm,
    /// What was wrong with it.
    pub problems: Problems,
    /// What was just done, in a word.
    pub done: Option<String>,
    /// Whether servers in the home network can be told.
    pub reaches_home: bool,
    /// Whether they have shown lately that it is they; else they are asked to before anything is done.
    pub is_fresh: bool,
}

/// What somebody wants a webhook to be.
#[derive(Clone, Debug)]
pub struct WebhookForm {
    /// Where.
    pub url: String,
    /// Of what.
    pub topics: Vec<Topic>,
}

impl Default for WebhookForm {
    fn default() -> Self {
        Self {
            url: String::new(),
            topics: vec![Topic::Channels],
        }
    }
}

impl WebhooksPage<'_> {
    fn topics(&self) -> &'static [Topic] {
        Topic::ALL
    }

    fn is_chosen(&self, topic: &Topic) -> bool {
        self.form.topics.contains(topic)
    }

    fn topic(&self, topic: &Topic) -> String {
        self.frame.say(match topic {
            Topic::Channels => "webhook-topic-channels",
            Topic::Presence => "webhook-topic-presence",
            Topic::ClientEvents => "webhook-topic-client-events",
            Topic::CacheMisses => "webhook-topic-cache-misses",
            Topic::Counts => "webhook-topic-counts",
        })
    }

    fn told(&self, webhook: &Webhook) -> String {
        let topics = webhook.topics();
        let words: Vec<_> = topics.iter().map(|topic| self.topic(topic)).collect();
        words.join(" · ")
    }

    /// What to say of what was just done. How a try went stands beside the webhook.
    fn said(&self) -> Option<String> {
        let key = match self.done.as_deref()? {
            "added" => "webhook-added",
            "tested" => "webhook-tested",
            "paused" => "webhook-was-paused",
            "resumed" => "webhook-resumed",
            "removed" => "webhook-removed",
            _ => return None,
        };
        Some(self.frame.say(key))
    }

    fn is_well(&self, webhook: &Webhook) -> bool {
        webhook.outcome == Some(Outcome::Delivered)
    }

    fn went(&self, webhook: &Webhook) -> String {
        let (Some(at), Some(outcome)) = (webhook.tried_at, webhook.outcome) else {
            return self.frame.say("webhook-untried");
        };
        let status = webhook.status.unwrap_or_default();
        let how = self.frame.say_with(reason(outcome), "status", status);
        let when = self.frame.say_when("webhook-tried", &moment(at));
        format!("{when}: {how}")
    }

    fn lost(&self, webhook: &Webhook) -> Option<String> {
        let count = webhook.lost_count;
        (count > 0).then(|| {
            self.frame
                .say_all("webhook-lost", &[("count", Word::from(count))])
        })
    }
}

fn reason(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => "webhook-delivered",
        Outcome::Refused => "webhook-refused",
        Outcome::Redirected => "webhook-redirected",
        Outcome::Forbidden => "webhook-forbidden",
        Outcome::Unknown => "webhook-unknown",
        Outcome::Unreachable => "webhook-unreachable",
        Outcome::TooSlow => "webhook-too-slow",
        Outcome::Certificate => "webhook-certificate",
        Outcome::Garbled => "webhook-garbled",
    }
}
