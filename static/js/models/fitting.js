// How large a lone picture is shown. As `fitted` in the server's views/messages.rs, so that a picture on
// its way has the size it will keep.
const WIDTH = 340;
const HEIGHT = 400;

/** Width and height within the frame, whole pixels, never enlarged. */
export function fitted(width, height) {
  const scale = Math.min(WIDTH / width, HEIGHT / height, 1);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
