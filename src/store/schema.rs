//! The tables, as Diesel sees them: what `diesel print-schema` gives for the migrations, and nothing by hand.

// @generated automatically by Diesel CLI.

diesel::table! {
    apps (family_key) {
        family_key -> BigInt,
        id -> Text,
        key -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit_entries (key) {
        key -> BigInt,
        family_key -> BigInt,
        at -> BigInt,
        act -> Text,
        actor_key -> Nullable<BigInt>,
        member_key -> Nullable<BigInt>,
        detail -> Text,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::table! {
    contents (key) {
        key -> BigInt,
        digest -> Text,
        media_type -> Text,
        size -> BigInt,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        duration_ms -> Nullable<BigInt>,
        is_animated -> Bool,
        placeholder -> Nullable<Text>,
        waveform -> Nullable<Text>,
        status -> Text,
        reason -> Nullable<Text>,
        keeps_original -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    families (key) {
        key -> BigInt,
        id -> Text,
        name -> Text,
        language -> Text,
        time_zone -> Text,
        created_at -> BigInt,
        picture_digest -> Nullable<Text>,
        keeps_originals -> Bool,
    }
}

diesel::table! {
    files (key) {
        key -> BigInt,
        id -> Text,
        content_key -> BigInt,
        uploader_key -> BigInt,
        message_key -> Nullable<BigInt>,
        position -> Integer,
        name -> Text,
        created_at -> BigInt,
        is_copy -> Bool,
    }
}

diesel::table! {
    invitation_arrivals (member_key) {
        member_key -> BigInt,
        invitation_key -> BigInt,
        arrived_at -> BigInt,
    }
}

diesel::table! {
    invitation_threads (invitation_key, thread_key) {
        invitation_key -> BigInt,
        thread_key -> BigInt,
    }
}

diesel::table! {
    invitations (key) {
        key -> BigInt,
        id -> Text,
        family_key -> BigInt,
        digest -> Text,
        code_digest -> Text,
        role -> Text,
        created_by -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        max_uses -> BigInt,
        uses -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    jobs (key) {
        key -> BigInt,
        kind -> Text,
        content_key -> BigInt,
        state -> Text,
        tries -> Integer,
        run_after -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    members (key) {
        key -> BigInt,
        id -> Text,
        family_key -> BigInt,
        name -> Text,
        username -> Text,
        role -> Text,
        password_hash -> Text,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        theme -> Text,
        created_at -> BigInt,
        deactivated_at -> Nullable<BigInt>,
        email -> Nullable<Text>,
        picture_digest -> Nullable<Text>,
        helper_key -> Nullable<BigInt>,
        text_size -> Text,
        density -> Text,
        contrast -> Text,
        motion -> Text,
        sound -> Bool,
        enter_sends -> Bool,
        shortcuts -> Bool,
        shares_typing -> Bool,
        shares_presence -> Bool,
        shares_reading -> Bool,
    }
}

diesel::table! {
    memberships (thread_key, member_key) {
        thread_key -> BigInt,
        member_key -> BigInt,
        joined_at -> BigInt,
        read_key -> BigInt,
        since_key -> BigInt,
        muted_until -> Nullable<BigInt>,
        pinned_at -> Nullable<BigInt>,
        archived -> Bool,
    }
}

diesel::table! {
    mentions (member_key, message_key) {
        member_key -> BigInt,
        message_key -> BigInt,
    }
}

diesel::table! {
    message_versions (key) {
        key -> BigInt,
        message_key -> BigInt,
        body -> Text,
        replaced_at -> BigInt,
    }
}

diesel::table! {
    messages (key) {
        key -> BigInt,
        id -> Text,
        thread_key -> BigInt,
        author_key -> BigInt,
        body -> Text,
        previous_key -> Nullable<BigInt>,
        reply_to_key -> Nullable<BigInt>,
        change -> BigInt,
        idempotency_key -> Nullable<Text>,
        request_digest -> Nullable<Text>,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Text,
        member_key -> BigInt,
        name -> Text,
        credential_id -> Text,
        credential -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    reactions (message_key, member_key, emoji) {
        message_key -> BigInt,
        member_key -> BigInt,
        emoji -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    renditions (content_key, kind) {
        content_key -> BigInt,
        kind -> Text,
        digest -> Text,
        media_type -> Text,
        size -> BigInt,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
    }
}

diesel::table! {
    sessions (digest) {
        digest -> Text,
        id -> Text,
        member_key -> BigInt,
        user_agent -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        place -> Text,
        proved_at -> BigInt,
    }
}

diesel::table! {
    threads (key) {
        key -> BigInt,
        id -> Text,
        family_key -> BigInt,
        kind -> Text,
        title -> Nullable<Text>,
        member_set -> Text,
        reusable -> Bool,
        change_count -> BigInt,
        activity -> BigInt,
        last_message_key -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        picture_digest -> Nullable<Text>,
    }
}

diesel::table! {
    ticket_uses (key) {
        key -> BigInt,
        ticket_key -> BigInt,
        used_at -> BigInt,
        user_agent -> Text,
        place -> Text,
    }
}

diesel::table! {
    tickets (key) {
        key -> BigInt,
        id -> Text,
        kind -> Text,
        member_key -> BigInt,
        digest -> Text,
        code_digest -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        uses -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Text,
        digest -> Text,
        member_key -> BigInt,
        label -> Text,
        scopes -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    uploads (key) {
        key -> BigInt,
        id -> Text,
        member_key -> BigInt,
        name -> Text,
        length -> BigInt,
        received -> BigInt,
        digest -> Nullable<Text>,
        file_id -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        metadata -> Text,
    }
}

diesel::table! {
    webhooks (key) {
        key -> BigInt,
        id -> Text,
        family_key -> BigInt,
        url -> Text,
        host -> Text,
        topics -> Text,
        created_at -> BigInt,
        paused_at -> Nullable<BigInt>,
        tried_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        status -> Nullable<BigInt>,
        lost_count -> BigInt,
    }
}

diesel::joinable!(apps -> families (family_key));
diesel::joinable!(audit_entries -> families (family_key));
diesel::joinable!(files -> contents (content_key));
diesel::joinable!(files -> members (uploader_key));
diesel::joinable!(files -> messages (message_key));
diesel::joinable!(invitation_arrivals -> invitations (invitation_key));
diesel::joinable!(invitation_arrivals -> members (member_key));
diesel::joinable!(invitation_threads -> invitations (invitation_key));
diesel::joinable!(invitation_threads -> threads (thread_key));
diesel::joinable!(invitations -> families (family_key));
diesel::joinable!(invitations -> members (created_by));
diesel::joinable!(jobs -> contents (content_key));
diesel::joinable!(members -> families (family_key));
diesel::joinable!(memberships -> members (member_key));
diesel::joinable!(memberships -> threads (thread_key));
diesel::joinable!(mentions -> members (member_key));
diesel::joinable!(mentions -> messages (message_key));
diesel::joinable!(message_versions -> messages (message_key));
diesel::joinable!(messages -> members (author_key));
diesel::joinable!(passkeys -> members (member_key));
diesel::joinable!(reactions -> members (member_key));
diesel::joinable!(reactions -> messages (message_key));
diesel::joinable!(renditions -> contents (content_key));
diesel::joinable!(sessions -> members (member_key));
diesel::joinable!(threads -> families (family_key));
diesel::joinable!(ticket_uses -> tickets (ticket_key));
diesel::joinable!(tokens -> members (member_key));
diesel::joinable!(uploads -> members (member_key));
diesel::joinable!(webhooks -> families (family_key));

diesel::allow_tables_to_appear_in_same_query!(
    apps,
    audit_entries,
    contents,
    families,
    files,
    invitation_arrivals,
    invitation_threads,
    invitations,
    jobs,
    members,
    memberships,
    mentions,
    message_versions,
    messages,
    passkeys,
    reactions,
    renditions,
    sessions,
    threads,
    ticket_uses,
    tickets,
    tokens,
    uploads,
    webhooks,
);
