//! One occupied room: the sockets in it, grouped by the name they subscribed to.

use std::{collections::HashMap, sync::Arc};

use super::super::{Channel, SocketId, outbox::Outbox};

/// An occupied room.
#[derive(Default)]
pub(super) struct Room {
    /// At most three, so a list.
    forms: Vec<Form>,
}

/// Those who know a room under the same name.
pub(super) struct Form {
    pub(super) channel: Channel,
    pub(super) sockets: HashMap<SocketId, Arc<Outbox>>,
}

impl Room {
    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    pub(super) fn join(&mut self, socket: SocketId, outbox: Arc<Outbox>, channel: &Channel) {
        let known = self.forms.iter_mut().find(|form| form.channel == *channel);
        match known {
            Some(form) => {
                form.sockets.insert(socket, outbox);
            }
            None => {
                let sockets = HashMap::from([(socket, outbox)]);
                self.forms.push(Form {
                    channel: channel.clone(),
                    sockets,
                });
            }
        }
    }

    pub(super) fn leave(&mut self, socket: SocketId, channel: &Channel) {
        self.forms.retain_mut(|form| {
            if form.channel == *channel {
                form.sockets.remove(&socket);
            }
            !form.sockets.is_empty()
        });
    }
}
