#include "app/stewardship.hpp"

#include "app/letters.hpp"

#include <charconv>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::string_view conduct_prefix = "conduct/";

/// As a number is written, so that one thing has one name.
std::optional<std::int64_t> number_in(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || std::to_string(number) != digits)
        return std::nullopt;
    return number;
}

/// "report/INTENT/N".
std::optional<std::pair<core::IntentId, std::int64_t>> report_in(std::string_view rest) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto intent = core::parse_id<core::IntentId>(rest.substr(0, slash));
    const auto number = number_in(rest.substr(slash + 1));
    if (!intent || !number)
        return std::nullopt;
    return std::pair(*intent, *number);
}

bool is_decision(StewardDeed deed) {
    return deed == StewardDeed::uphold || deed == StewardDeed::dismiss;
}

} // namespace

std::string conduct_subject(std::int64_t event) {
    return std::string(conduct_prefix) + std::to_string(event);
}

std::optional<std::int64_t> conduct_event_in(std::string_view about) {
    return about.starts_with(conduct_prefix) ? number_in(about.substr(conduct_prefix.size())) : std::nullopt;
}

core::PrincipalId steward_principal() {
    return *core::parse_id<core::PrincipalId>("0000000000000000000000stew");
}

/// Whether the deed makes sense of the subject; notes who is told of it.
asio::awaitable<std::optional<ActNo>> Stewardship::looked_at(StewardDeed deed, std::string subject, NewAct& act) {
    const auto slash = subject.find('/');
    const std::string kind = subject.substr(0, slash);
    const std::string rest = slash == std::string::npos ? std::string() : subject.substr(slash + 1);
    bool known = false;
    if (kind == "business") {
        const auto id = core::parse_id<core::BusinessId>(rest);
        known = id && co_await parts_.businesses.find(*id);
        if (known)
            act.told = principal_of(*id);
    } else if (kind == "sector") {
        known = parts_.rules.knows(rest);
    } else if (kind == "report") {
        const auto report = report_in(rest);
        known = report && co_await parts_.oversight.is_reported(report->first, report->second);
    } else if (kind == "matter") {
        const auto id = core::parse_id<core::IntentId>(rest);
        const auto matter = id ? co_await parts_.oversight.matter(*id) : std::nullopt;
        known = matter.has_value();
        if (known)
            act.told = matter->from;
    }
    if (!known)
        co_return ActNo::subject_unknown;
    if (is_decision(deed) != (kind == "report" || kind == "matter"))
        co_return ActNo::not_for_this;
    if (deed == StewardDeed::lift) {
        const auto in_force = co_await parts_.oversight.in_force();
        if (std::ranges::none_of(in_force, [&](const StewardAct& one) { return one.subject == subject; }))
            co_return ActNo::not_suspended;
    }
    co_return std::nullopt;
}

asio::awaitable<ActAnswer> Stewardship::act(StewardDeed deed, std::string subject, std::string reasons) {
    NewAct wanted{deed, subject, reasons, steward_principal(), parts_.market.parts().clock(), std::nullopt};
    if (const auto no = co_await looked_at(deed, subject, wanted))
        co_return ActAnswer{std::nullopt, *no};
    ActAnswer answer{co_await parts_.oversight.add_act(std::move(wanted)), ActNo::decided_before};
    if (answer.act && deed == StewardDeed::uphold && subject.starts_with("matter/"))
        if (const auto id = core::parse_id<core::IntentId>(subject.substr(subject.find('/') + 1)))
            if (auto matter = co_await parts_.oversight.matter(*id); matter && matter->kind == MatterKind::appeal)
                co_await lift_what_was_appealed(std::move(*matter), std::move(reasons));
    co_await parts_.suspensions.refresh();
    co_return answer;
}

/// Only while that act is still the last word.
asio::awaitable<void> Stewardship::lift_what_was_appealed(Matter matter, std::string reasons) {
    for (const StewardAct& one : co_await parts_.oversight.in_force()) {
        if (std::to_string(one.id) != matter.about)
            continue;
        NewAct lift{StewardDeed::lift, one.subject, reasons, steward_principal(), parts_.market.parts().clock(),
                    std::nullopt}; // The answer to the appeal tells of it.
        co_await parts_.oversight.add_act(std::move(lift));
    }
}

asio::awaitable<Matter> Stewardship::complain(core::IntentId id, core::PrincipalId from, std::string about,
                                              std::string text) {
    const core::Instant now = parts_.market.parts().clock();
    Matter matter{id,  MatterKind::complaint, from,        std::move(about), std::move(text),
                  now, now + complaint_life,  std::nullopt};
    co_await parts_.oversight.add_matter(matter);
    co_return matter;
}

/// What the appeal would be about; nothing where nothing is in force.
asio::awaitable<std::optional<std::string>> Stewardship::appealable(core::BusinessId business,
                                                                    std::optional<std::int64_t> event) {
    if (!event) {
        co_await parts_.suspensions.refresh();
        const auto suspended = parts_.suspensions.of(business);
        co_return suspended ? std::optional(std::to_string(suspended->id)) : std::nullopt;
    }
    const ConductRecord record = co_await parts_.conduct.record(business);
    for (const CountedEvent& one : record.score.events)
        if (one.event.id == *event && one.state == ConductState::counts)
            co_return conduct_subject(*event);
    co_return std::nullopt;
}

asio::awaitable<Appealed> Stewardship::appeal(core::IntentId id, core::BusinessId business,
                                              std::optional<std::int64_t> event, std::string text) {
    const auto against = co_await appealable(business, event);
    if (!against)
        co_return Appealed{};
    std::vector<core::PrincipalId> from{principal_of(business)};
    for (const Matter& one : co_await parts_.oversight.matters_of(std::move(from), matters_shown))
        if (one.kind == MatterKind::appeal && one.about == *against && one.id != id)
            co_return Appealed{std::nullopt, true};
    const core::Instant now = parts_.market.parts().clock();
    Matter matter{
        id,          MatterKind::appeal, principal_of(business), *against, std::move(text), now, now + appeal_life,
        std::nullopt};
    co_await parts_.oversight.add_matter(matter);
    co_return Appealed{std::move(matter), false};
}

/// A statement of reasons is owed to whom it is about, whatever mails it asked for; it needs an address and no consent.
asio::awaitable<std::optional<Mail>> Stewardship::compose(OutboxJob job) {
    const auto* id = job.body.at("act").as_integer();
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto act = id != nullptr ? co_await parts_.oversight.act(*id) : std::nullopt;
    const auto contact = reader ? co_await parts_.accounts.contact_of(*reader) : std::nullopt;
    if (!act || !contact)
        co_return std::nullopt;
    const auto business = co_await parts_.businesses.find(core::BusinessId{{reader->high, reader->low}});
    StewardLetterFacts facts{parts_.public_url, business ? job.target : std::string(),
                             business ? business->name : std::string(), act->deed, act->reasons};
    Mail mail = steward_letter(facts);
    mail.message_id = "steward." + std::to_string(act->id);
    mail.to = contact->email;
    co_return mail;
}

} // namespace parley::app
