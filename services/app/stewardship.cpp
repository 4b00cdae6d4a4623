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

/// Both sides are told, as far as they are still known. False where there is no such report.
asio::awaitable<bool> Stewardship::note_sides(core::IntentId intent, std::int64_t number, NewAct& act) {
    const auto report = co_await parts_.oversight.report(intent, number);
    const auto state = report ? co_await parts_.market.state(intent) : nullptr;
    if (!state)
        co_return false;
    const bool by_buyer = report->by == "buyer";
    if (state->intent.consumer != core::PrincipalId{})
        act.told.push_back({state->intent.consumer, by_buyer ? ActReader::reporter : ActReader::reported});
    if (const core::Bidder* bidder = state->bidder(report->bidder))
        act.told.push_back({principal_of(bidder->business.id), by_buyer ? ActReader::reported : ActReader::reporter});
    co_return true;
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
            act.told.push_back({principal_of(*id)});
    } else if (kind == "sector") {
        known = parts_.rules.knows(rest);
    } else if (kind == "report") {
        const auto report = report_in(rest);
        known = report && co_await note_sides(report->first, report->second, act);
    } else if (kind == "matter") {
        const auto id = core::parse_id<core::IntentId>(rest);
        const auto matter = id ? co_await parts_.oversight.matter(*id) : std::nullopt;
        known = matter.has_value();
        if (known)
            act.told.push_back({matter->from});
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
    NewAct wanted{deed, subject, reasons, steward_principal(), parts_.market.parts().clock(), {}};
    if (const auto no = co_await looked_at(deed, subject, wanted))
        co_return ActAnswer{std::nullopt, *no};
    ActAnswer answer{co_await parts_.oversight.add_act(std::move(wanted)), ActNo::decided_before};
    if (answer.act && deed == StewardDeed::uphold)
        co_await follow(*answer.act);
    co_await parts_.suspensions.refresh();
    co_return answer;
}

/// What was upheld: a report counts from now on, and what was appealed against does not.
asio::awaitable<void> Stewardship::follow(const StewardAct& act) {
    const std::string rest = act.subject.substr(act.subject.find('/') + 1);
    if (const auto report = act.subject.starts_with("report/") ? report_in(rest) : std::nullopt) {
        const auto known = co_await parts_.oversight.report(report->first, report->second);
        const auto state = co_await parts_.market.state(report->first);
        const core::Bidder* bidder = known && known->by == "buyer" && state ? state->bidder(known->bidder) : nullptr;
        if (bidder != nullptr)
            co_await parts_.conduct.tell_of_limit(bidder->business.id);
        co_return;
    }
    const auto id = core::parse_id<core::IntentId>(rest);
    auto matter = id ? co_await parts_.oversight.matter(*id) : std::nullopt;
    if (matter && matter->kind == MatterKind::appeal)
        co_await lift_what_was_appealed(std::move(*matter), act.reasons);
}

/// Only while that act is still the last word.
asio::awaitable<void> Stewardship::lift_what_was_appealed(Matter matter, std::string reasons) {
    for (const StewardAct& one : co_await parts_.oversight.in_force()) {
        if (std::to_string(one.id) != matter.about)
            continue;
        NewAct lift{StewardDeed::lift,
                    one.subject,
                    reasons,
                    steward_principal(),
                    parts_.market.parts().clock(),
                    {}}; // The answer to the appeal tells of it.
        co_await parts_.oversight.add_act(std::move(lift));
    }
}

asio::awaitable<Matter> Stewardship::complain(core::IntentId id, core::PrincipalId from, std::string about,
                                              std::string text, bool is_confirmed) {
    const core::Instant now = parts_.market.parts().clock();
    Matter matter{id,  MatterKind::complaint, from,         std::move(about), std::move(text),
                  now, now + complaint_life,  std::nullopt, is_confirmed};
    co_await parts_.oversight.add_matter(matter);
    co_return matter;
}

asio::awaitable<void> Stewardship::confirm_complaint(core::IntentId id) {
    co_await parts_.oversight.confirm_matter(id, parts_.market.parts().clock());
}

asio::awaitable<void> Stewardship::note_sign_in(std::string network) {
    const std::string subject = "steward/" + core::to_text(steward_principal());
    const std::string from = network.empty() ? "an unknown network" : network;
    NewAct act{StewardDeed::sign_in,          subject, "Signed in from " + from + '.', steward_principal(),
               parts_.market.parts().clock(), {}};
    co_await parts_.oversight.add_act(std::move(act));
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

asio::awaitable<std::optional<Mail>> Stewardship::report_mail(StewardAct act, ActReader as) {
    const auto number = report_in(act.subject.substr(act.subject.find('/') + 1));
    const auto report = number ? co_await parts_.oversight.report(number->first, number->second) : std::nullopt;
    const auto state = report ? co_await parts_.market.state(report->intent) : nullptr;
    const core::Bidder* bidder = state ? state->bidder(report->bidder) : nullptr;
    if (bidder == nullptr)
        co_return std::nullopt;
    ReportLetterFacts facts;
    facts.to_reporter = as == ActReader::reporter;
    facts.to_business = facts.to_reporter == (report->by == "business");
    facts.page = parts_.public_url + (facts.to_business ? "/desk/" + core::to_text(bidder->business.id)
                                                        : "/i/" + core::to_text(report->intent));
    facts.other = facts.to_business ? "" : bidder->business.name;
    facts.title = state->intent.title;
    facts.about = report->about;
    facts.upheld = act.deed == StewardDeed::uphold;
    facts.reasons = std::move(act.reasons);
    co_return report_letter(facts);
}

asio::awaitable<std::optional<Mail>> Stewardship::act_mail(StewardAct act, ActReader as, core::PrincipalId reader) {
    std::optional<Mail> mail;
    std::string id = "steward." + std::to_string(act.id);
    if (as != ActReader::subject) {
        id += '.' + std::string(core::name_of(as));
        mail = co_await report_mail(std::move(act), as);
    } else {
        const auto business = co_await parts_.businesses.find(business_of(reader));
        const StewardLetterFacts facts{parts_.public_url, business ? core::to_text(reader) : std::string(),
                                       business ? business->name : std::string(), act.deed, act.reasons};
        mail = steward_letter(facts);
    }
    if (mail)
        mail->message_id = std::move(id);
    co_return mail;
}

asio::awaitable<std::optional<Mail>> Stewardship::written(OutboxJob job, core::PrincipalId reader) {
    if (const auto* id = job.body.at("act").as_integer()) {
        const auto act = co_await parts_.oversight.act(*id);
        const auto* name = job.body.at("as").as_string();
        // A row from before there were two sides has no name.
        const auto as = name != nullptr ? core::from_name<ActReader>(*name) : std::nullopt;
        co_return act ? co_await act_mail(*act, as.value_or(ActReader::subject), reader) : std::nullopt;
    }
    const auto business = co_await parts_.businesses.find(business_of(reader));
    std::optional<Mail> mail;
    if (const auto* text = job.body.at("complaint").as_string()) {
        const auto id = core::parse_id<core::IntentId>(*text);
        const auto matter = id ? co_await parts_.oversight.matter(*id) : std::nullopt;
        if (!matter)
            co_return std::nullopt;
        mail = complaint_letter(parts_.public_url, business.has_value(), matter->due_at);
        mail->message_id = "complaint." + *text;
    }
    if (const auto* since = job.body.at("limited_since").as_integer(); since != nullptr && business) {
        const ConductRecord record = co_await parts_.conduct.record(business_of(reader));
        if (!record.limit || record.limit->since.us != *since)
            co_return std::nullopt;
        mail = limit_letter(parts_.public_url + "/desk/" + job.target, business->name, record.limit->reasons);
        mail->message_id = "limit." + job.target + '.' + std::to_string(*since);
    }
    co_return mail;
}

/// What is decided about somebody is said, whatever mails were asked for (docs/decisions/0011); but only to an address
/// that somebody has shown to be theirs.
asio::awaitable<std::optional<Mail>> Stewardship::compose(OutboxJob job) {
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto contact = reader ? co_await parts_.accounts.contact_of(*reader) : std::nullopt;
    if (!contact || !co_await parts_.oversight.is_confirmed(*reader))
        co_return std::nullopt;
    auto mail = co_await written(std::move(job), *reader);
    if (mail)
        mail->to = contact->email;
    co_return mail;
}

} // namespace parley::app
