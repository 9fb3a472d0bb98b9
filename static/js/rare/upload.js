// One file on its way up, by tus 1.0: in pieces, going on from what the server has. Knows no network and
// no elements: `ask(method, url, options)` answers `{ status, header(name), code, detail }` or rejects where
// the line is down.
const VERSION = { "tus-resumable": "1.0.0" };
const FIRST_BYTES = 1024 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;
const LEAST_BYTES = 256 * 1024;
/** A piece that takes less is followed by a larger one, one that takes much longer by a smaller one. */
const PIECE_MS = 2_000;
const GONE = [404, 410];
/** Asking where it stands, or beginning anew, more often than this does not help. */
const MOST_ROUNDS = 5;

/**
 * Sends a file and resolves to the id it has then. `place` is where an earlier attempt sent to, if there
 * was one; `placed(url)` is told of a new one. `progressed(bytes)` is told what the server has, or is just
 * getting. Rejects with `refusal(answer)` where the server says no.
 */
export async function upload({ content, name, endpoint, place, ask, placed, progressed, measured, refusal }) {
  let url = place;
  let size = FIRST_BYTES;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const known = url ? await stand(url) : null;
    if (known?.id) return known.id;
    let offset = known?.offset;
    if (offset === undefined) {
      const begun = await begin();
      url = begun.url;
      placed(url);
      if (begun.id) return begun.id;
      offset = 0;
    }
    const id = await send(offset);
    if (id) return id;
  }
  throw new Error("lost_again");

  /** How far it has come; null where the server knows nothing of it, or means another file. */
  async function stand(url) {
    const answer = await ask("HEAD", url, { headers: VERSION });
    if (GONE.includes(answer.status)) return null;
    if (answer.status !== 200) throw refusal(answer);
    if (Number(answer.header("upload-length")) !== content.size) return null;
    return { offset: Number(answer.header("upload-offset")), id: answer.header("hearth-file-id") };
  }

  async function begin() {
    const metadata = `filename ${base64(name)}`;
    const headers = { ...VERSION, "upload-length": String(content.size), "upload-metadata": metadata };
    const answer = await ask("POST", endpoint, { headers });
    if (answer.status !== 201) throw refusal(answer);
    return { url: answer.header("location"), id: answer.header("hearth-file-id") };
  }

  /** Piece by piece; null where it turns out that the server stands elsewhere. */
  async function send(offset) {
    for (;;) {
      progressed(offset);
      const piece = content.slice(offset, offset + size);
      const begun = Date.now();
      const headers = { ...VERSION, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
      const from = offset;
      const answer = await ask("PATCH", url, { headers, body: piece, progressed: (sent) => progressed(from + sent) });
      if (answer.status === 409 || GONE.includes(answer.status)) return null;
      if (answer.status !== 204) throw refusal(answer);
      const took = Date.now() - begun;
      measured?.(piece.size, took);
      if (took < PIECE_MS) size = Math.min(size * 2, MOST_BYTES);
      else if (took > 2 * PIECE_MS) size = Math.max(size / 2, LEAST_BYTES);
      offset = Number(answer.header("upload-offset"));
      const id = answer.header("hearth-file-id");
      if (id) {
        progressed(content.size);
        return id;
      }
    }
  }
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
