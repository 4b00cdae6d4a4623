#include "roles/gateway/held.hpp"

#include "app/wordings.hpp"
#include "core/view_values.hpp"

namespace parley::roles {

namespace {

std::string_view state_of(const app::ConsentRecord& one, core::Instant now) {
    if (one.withdrawn_at)
        return "withdrawn";
    if (one.expires_at && *one.expires_at <= now)
        return "expired";
    return one.confirmed_at ? "confirmed" : "asked";
}

/// The words themselves, while they are the ones in use; an older version is known by its hash.
core::Value words_of(const app::ConsentRecord& one) {
    using app::WordingKind;
    for (const WordingKind kind :
         {WordingKind::intent, WordingKind::invitations, WordingKind::offers, WordingKind::case_studies,
          WordingKind::report, WordingKind::push_intent, WordingKind::push_invitations})
        if (app::wording_of(kind).version == one.wording && app::wording_hash(kind) == one.wording_sha256)
            return app::words_for(kind, one.controller_name);
    return {};
}

} // namespace

core::Value consent_value(const app::ConsentRecord& one, core::Instant now) {
    core::Value item;
    const auto slash = one.purpose.find('/');
    item["purpose"] = one.purpose;
    item["kind"] = one.purpose.substr(0, slash);
    item["channel"] = one.channel;
    item["subject"] = slash == std::string::npos ? core::Value{} : core::Value(one.purpose.substr(slash + 1));
    item["name"] = core::text_or_null(one.controller_name);
    item["wording"] = one.wording;
    item["text"] = words_of(one);
    item["state"] = state_of(one, now);
    item["requested_at"] = core::to_rfc3339(one.requested_at);
    item["confirmed_at"] = core::time_or_null(one.confirmed_at);
    item["expires_at"] = core::time_or_null(one.expires_at);
    item["withdrawn_at"] = core::time_or_null(one.withdrawn_at);
    return item;
}

core::Value evidence_value(const app::ConsentRecord& one, core::Instant now) {
    core::Value item = consent_value(one, now);
    item["wording_sha256"] = one.wording_sha256;
    item["controller"] = one.controller;
    item["method"] = one.method;
    item["locale"] = one.locale;
    item["ip"] = one.ip;
    item["user_agent"] = one.user_agent;
    item["withdrawn_how"] = one.withdrawn_how;
    return item;
}

core::Value browsers_value(const std::vector<app::PushSubscription>& browsers) {
    core::Value list = core::Value::Array{};
    for (const app::PushSubscription& browser : browsers) {
        core::Value held;
        held["endpoint"] = browser.address.endpoint;
        held["made_at"] = core::to_rfc3339(browser.made_at);
        list.push_back(std::move(held));
    }
    return list;
}

} // namespace parley::roles
