#include "app/mail_wishes.hpp"

#include "app/london.hpp"
#include "core/assert.hpp"

#include <algorithm>
#include <array>

namespace parley::app {

namespace {

constexpr std::int32_t minutes_per_day = 1'440;
constexpr core::Micros a_minute = core::seconds(60);
constexpr core::Micros an_hour = core::seconds(3'600);
// An hour that the change to summer time skips comes on the day after.
constexpr core::Micros horizon = core::seconds(3LL * 86'400);

core::OpeningHours every_day(const std::vector<core::MinuteRange>& ranges) {
    core::OpeningHours hours;
    hours.zone = london;
    hours.week.fill(ranges);
    return hours;
}

/// The hours in which mail may come.
core::OpeningHours waking_hours(const QuietHours& quiet) {
    if (quiet.to < quiet.from)
        return every_day({{quiet.to, quiet.from}});
    std::vector<core::MinuteRange> ranges;
    if (quiet.from > 0)
        ranges.push_back({0, quiet.from});
    ranges.push_back({quiet.to, minutes_per_day});
    return every_day(ranges);
}

core::Instant first_in(const core::OpeningHours& hours, core::Instant from) {
    const auto found = core::next_open(hours, from, horizon);
    PARLEY_ASSERT(found.has_value(), "every day has such an hour");
    return *found;
}

struct Kind {
    std::string_view name;
    Urgency urgency;
};
constexpr auto kinds = std::to_array<Kind>({
    // Letters to a buyer.
    {"advice", Urgency::news},
    {"first_offer", Urgency::news},
    {"question", Urgency::news},
    {"message", Urgency::news},
    {"no_offers", Urgency::news},
    {"offers_gone", Urgency::news},
    {"promise_due", Urgency::news},
    {"repair_offered", Urgency::news},
    {"round_closed", Urgency::after_quiet},
    {"decision_ends", Urgency::after_quiet},
    {"award_lapsed", Urgency::after_quiet},
    {"award_confirmed", Urgency::at_once},
    {"handed_off", Urgency::at_once},
    // Letters to a business; "message" goes to either side.
    {"invitation", Urgency::news},
    {"offers_wanted", Urgency::news},
    {"awarded", Urgency::after_quiet},
    {"disposed", Urgency::news},
    {"question_to_all", Urgency::news},
    {"answer", Urgency::news},
    {"promise_broken", Urgency::news},
    {"deletion", Urgency::at_once},
    // Outbox rows that are mails of their own.
    {"link_mail", Urgency::at_once},
    {"steward_mail", Urgency::at_once},
    {"standing_mail", Urgency::at_once},
    {"list_mail", Urgency::after_quiet},
    {"report_mail", Urgency::after_quiet},
    {"digest", Urgency::after_quiet},
});

} // namespace

bool is_quiet(const QuietHours& quiet, std::int32_t minute) {
    return quiet.from < quiet.to ? quiet.from <= minute && minute < quiet.to
                                 : quiet.from <= minute || minute < quiet.to;
}

core::Instant quiet_until(const MailWishes& wishes, core::Instant now) {
    return wishes.quiet ? first_in(waking_hours(*wishes.quiet), now) : now;
}

core::Instant next_digest(const MailWishes& wishes, core::Instant now) {
    const core::OpeningHours that_minute = every_day({{*wishes.digest_at, *wishes.digest_at + 1}});
    const core::Instant found = first_in(that_minute, core::is_open(that_minute, now) ? now + a_minute : now);
    // The hour that the end of summer time brings twice has one digest.
    return core::is_open(that_minute, found - an_hour) ? first_in(that_minute, found + a_minute) : found;
}

std::optional<Urgency> urgency_of(std::string_view name) {
    const auto found = std::ranges::find(kinds, name, &Kind::name);
    return found == kinds.end() ? std::nullopt : std::optional(found->urgency);
}

} // namespace parley::app
