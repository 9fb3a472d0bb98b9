//! The one shape of every error.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// Stable code; the only thing to branch on.
    pub error: &'static str,
    /// A sentence for a person, in their language.
    pub detail: String,
    /// The request, as the server's log names it.
    pub request_id: String,
    /// Field → codes, for forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<&'static str, Vec<&'static str>>>,
}
