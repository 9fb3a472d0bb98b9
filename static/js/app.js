// The entry: every element registers itself when its module is loaded.
import "./elements/composer_context.js";
import "./elements/drop_menu.js";
import "./elements/jump_to_newest.js";
import "./elements/list_filter.js";
import "./elements/live_banner.js";
import "./elements/message_acts.js";
import "./elements/message_composer.js";
import "./elements/message_list.js";
import "./elements/message_notices.js";
import "./elements/message_outbox.js";
import "./elements/read_marks.js";
import "./elements/thread_company.js";
import "./elements/thread_list.js";
import "./elements/time_zone.js";

// What only a few pages have is fetched by those: the others stay light.
const RARE = {
  "passkey-ceremony": () => import("./rare/passkey_ceremony.js"),
  "picture-preview": () => import("./rare/picture_preview.js"),
  "print-page": () => import("./rare/print_page.js"),
  "time-left": () => import("./rare/time_left.js"),
};
for (const [name, fetched] of Object.entries(RARE)) {
  if (document.querySelector(name)) fetched();
}
