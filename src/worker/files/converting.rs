//! Makes a film or a sound playable in every browser: minutes of work that nobody waits for.

use super::Bench;
use crate::base::background::in_background;
use crate::base::error::Result;
use crate::domain::files::{self, Kind, Made};
use crate::domain::jobs::{self, Job};
use crate::domain::messages;
use crate::media;

impl Bench {
    pub(super) async fn convert(&self, job: &Job) -> Result<()> {
        let content = job.content_key;
        let sample = self
            .store
            .read(move |conn| files::look(conn, content))
            .await?;
        let mut made = Vec::new();
        if let Some(sample) = &sample {
            let film = media::film(
                &self.tools,
                self.open(&sample.digest).await?,
                &sample.media_type,
            )
            .await?
            .unwrap_or_default();
            let blobs = self.blobs.clone();
            // Held for as long as it is written, so that nobody takes it for something left behind.
            // The result is there twice until it is kept, and both are to leave the floor alone.
            let (place, most_bytes) =
                in_background(move || Ok((blobs.receive()?, blobs.room()? / 2))).await?;
            let is_done = media::converted(
                &self.tools,
                self.open(&sample.digest).await?,
                &sample.media_type,
                &film,
                place.path(),
                most_bytes,
            )
            .await?;
            if is_done {
                made.push(Made {
                    kind: Kind::Playable,
                    kept: self.kept(place.path()).await?,
                    media_type: match film.video {
                        Some(_) => "video/mp4".to_owned(),
                        None => "audio/mp4".to_owned(),
                    },
                    dimensions: None,
                });
            } else {
                // Somebody else may have filled the disk meanwhile: that says nothing about the film.
                let blobs = self.blobs.clone();
                in_background(move || Ok(blobs.refuse_above(0)?)).await?;
            }
        }
        let job = job.clone();
        self.write(move |tx| {
            jobs::done(tx, &job)?;
            match files::converted(tx, content, &made)? {
                true => messages::settled(tx, content),
                false => Ok(()),
            }
        })
        .await
    }
}
