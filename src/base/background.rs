//! Work that waits for the disk, off the threads that everything else shares.

use super::error::{Error, Result};

/// Does `work` on a thread where it may wait. A panic there is an internal error here.
pub async fn in_background<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?
}
