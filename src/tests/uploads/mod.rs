//! Files on their way in: in pieces or whole, within the room there is, and away again when nobody needs
//! them.

mod odd;
mod pieces;
mod posting;
mod room;
mod tidying;

use serde_json::{Value, json};

use crate::support::client::Request;
use crate::support::{Answer, App, Client, database};

/// Uploads a file in a form.
#[track_caller]
fn upload(client: &Client, content: &[u8]) -> String {
    id(&sent(client, content).expect(201).json()["file"])
}

fn sent(client: &Client, content: &[u8]) -> Answer {
    client
        .request("POST", "/api/files")
        .multipart(&[], &[("file", "a.bin", content)])
        .send()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

/// Posts files and returns the message's id.
#[track_caller]
fn post(client: &Client, thread: &str, files: &[&str]) -> String {
    let posted = client
        .post(
            &format!("/api/threads/{thread}/messages"),
            &json!({ "body": "look", "fileIds": files }),
        )
        .expect(201)
        .json();
    id(&posted["message"])
}

/// The same request in tus' own words.
fn tus(request: Request) -> Request {
    request.header("Tus-Resumable", "1.0.0")
}

/// Begins an upload and returns its address.
#[track_caller]
fn begin(client: &Client, length: usize) -> String {
    let begun = beginning(client, length).expect(201);
    begun.header("location").expect("a place").to_owned()
}

fn beginning(client: &Client, length: usize) -> Answer {
    tus(client.request("POST", "/api/uploads"))
        .header("Upload-Length", &length.to_string())
        .header("Upload-Metadata", "filename bGFrZS5tb3Y=,filetype dGV4dA==")
        .send()
}

/// A piece, still to be sent.
fn piece(client: &Client, place: &str, offset: usize, bytes: &[u8]) -> Request {
    tus(client.request("PATCH", place))
        .header("Upload-Offset", &offset.to_string())
        .body("application/offset+octet-stream", bytes)
}

/// How far an upload is, as it is told.
#[track_caller]
fn offset(client: &Client, place: &str) -> usize {
    let told = tus(client.request("HEAD", place)).send().expect(200);
    number(&told, "upload-offset")
}

#[track_caller]
fn number(answer: &Answer, name: &str) -> usize {
    let value = answer.header(name).expect("the header");
    value.parse().expect("a number")
}

/// Bytes that no two files share by chance.
fn content(size: usize, seed: u8) -> Vec<u8> {
    (0..size)
        .map(|n| (n as u8).wrapping_mul(31).wrapping_add(seed) ^ (n >> 8) as u8)
        .collect()
}

fn digest(content: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// Where a content lies, or would.
fn blob(app: &App, content: &[u8]) -> std::path::PathBuf {
    let digest = digest(content);
    let shelf = app.folder().join("files").join(&digest[..2]);
    shelf.join(&digest[2..4]).join(digest)
}

/// What lies in a folder of the data folder.
fn names(app: &App, folder: &str) -> Vec<String> {
    std::fs::read_dir(app.folder().join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string())
        .collect::<Result<_, _>>()
        .expect("text")
}

fn count(app: &App, question: &str) -> i64 {
    let mut conn = database::open(&app.folder().join("hearth.db"));
    database::number(&mut conn, question)
}

/// Says something to the database that no door offers.
fn tell(app: &App, statement: String) {
    use diesel::RunQueryDsl;
    app.store()
        .write_here(move |tx| Ok(diesel::sql_query(statement).execute(tx.conn())?))
        .expect("it commits");
}
