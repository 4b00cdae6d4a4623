#include "wire/wish_requests.hpp"

#include "core/time.hpp"
#include "wire/reading.hpp"

namespace parley::wire {

namespace {

constexpr std::int64_t last_minute = 1'439;

std::int32_t minute(Body& body, std::string_view name) {
    return static_cast<std::int32_t>(body.integer(name, 0, last_minute).value_or(0));
}

} // namespace

void read_mail_wishes(Body& body, app::MailWishes& out) {
    body.may_be_null({"quiet", "digest_at"});
    for (const char* name : {"quiet", "digest_at"})
        if (!body.is_given(name))
            body.fail(name, "required", "must be given; null for none");
    body.object("quiet", [&](Body& quiet) {
        const app::QuietHours hours{minute(quiet, "from"), minute(quiet, "to")};
        if (quiet.is_given("from") && quiet.is_given("to") && hours.from == hours.to)
            quiet.fail("to", "no_time_left", "must differ from the beginning");
        else
            out.quiet = hours;
    });
    if (const auto at = body.integer("digest_at", 0, last_minute, false))
        out.digest_at = static_cast<std::int32_t>(*at);
    if (out.quiet && out.digest_at && app::is_quiet(*out.quiet, *out.digest_at))
        body.fail("digest_at", "in_quiet_hours", "must lie outside the quiet hours");
}

Read<app::MailWishes> read_mail_wishes(std::string_view text) {
    return reading<app::MailWishes>(text, [](Body& body, app::MailWishes& out) { read_mail_wishes(body, out); });
}

core::Value mail_wishes_value(const app::MailWishes& wishes) {
    core::Value value;
    value["quiet"] = nullptr;
    if (wishes.quiet) {
        value["quiet"]["from"] = std::int64_t{wishes.quiet->from};
        value["quiet"]["to"] = std::int64_t{wishes.quiet->to};
    }
    value["digest_at"] = wishes.digest_at ? core::Value(std::int64_t{*wishes.digest_at}) : core::Value{};
    return value;
}

core::Value preferred_value(const std::vector<app::PreferredBusiness>& preferred) {
    core::Value list = core::Value::Array{};
    for (const app::PreferredBusiness& one : preferred) {
        core::Value item;
        item["business_id"] = core::to_text(one.business);
        item["name"] = one.name;
        item["since"] = core::to_rfc3339(one.since);
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace parley::wire
