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
import "./elements/passkey_ceremony.js";
import "./elements/picture_preview.js";
import "./elements/print_page.js";
import "./elements/thread_list.js";
import "./elements/time_left.js";
import "./elements/time_zone.js";
