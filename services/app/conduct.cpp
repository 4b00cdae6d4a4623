#include "app/conduct.hpp"

#include "app/consequences.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/oversight.hpp"
#include "app/public_request.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros day = core::seconds(86'400);

std::string offers_words(std::int64_t count) {
    return count == 1 ? "one new offer" : std::to_string(count) + " new offers";
}

/// Its row may be older than its acceptance, which the book has yet to hear of.
bool has_accepted_code(const std::optional<Business>& business) {
    return business && (business->shop.simulated || business->conduct == conduct_version);
}

} // namespace

std::string reasons_for(const ConductScore& score) {
    std::string words = "Your conduct score is " + std::to_string(score.score) + " of " + std::to_string(conduct_full) +
                        ", so you may make " + offers_words(score.band.offers_per_day.value_or(0)) +
                        " in 24 hours, and your standing offers rest. What counts:";
    for (const CountedEvent& one : score.events)
        if (one.points > 0)
            words += " " + std::string(weight_of(one.event.kind)->means) + ", " + date_words(one.event.at) + " (" +
                     std::to_string(one.points) + " points).";
    return words + " Each counts for " + std::to_string(conduct_days) + " days.";
}

Conduct::Conduct(ConductParts parts)
    : parts_(std::move(parts)), loop_(parts_.executor, parts_.outbox, parts_.clock,
                                      {conduct_job, {}, [this](OutboxJob job) { return work(std::move(job)); }}) {}

asio::awaitable<void> Conduct::work(OutboxJob job) {
    const auto business = core::parse_id<core::BusinessId>(job.target);
    const auto* kind = job.body.at("kind").as_string();
    const auto* about = job.body.at("about").as_integer();
    const auto* at = job.body.at("at").as_integer();
    const auto known = kind != nullptr ? core::from_name<ConductKind>(*kind) : std::nullopt;
    if (!business || !known || about == nullptr || at == nullptr)
        throw std::runtime_error("conduct: an outbox row cannot be read");
    ConductEvent event;
    event.kind = *known;
    event.intent = job.intent;
    event.about = *about;
    event.seq = job.intent_seq;
    event.at = {*at};
    co_await parts_.log.note(*business, std::move(event));
    co_await tell_of_limit(*business);
    co_await parts_.outbox.finish(job);
}

asio::awaitable<void> Conduct::note_bulk(core::BusinessId business, core::IntentId intent) {
    ConductEvent event;
    event.kind = ConductKind::bulk_message;
    event.intent = intent;
    event.at = parts_.clock();
    co_await parts_.log.note(business, std::move(event));
    co_await tell_of_limit(business);
}

/// The mail has the name of the limit's beginning, so that one limit is told once.
asio::awaitable<void> Conduct::tell_of_limit(core::BusinessId business) {
    const ConductRecord found = co_await record(business);
    if (!found.limit)
        co_return;
    core::Value body;
    body["limited_since"] = found.limit->since.us;
    OutboxRow row{steward_mail_job, core::to_text(principal_of(business)), 0, parts_.clock(), std::move(body)};
    co_await parts_.outbox.add(core::IntentId{{business.high, business.low}}, std::move(row));
}

asio::awaitable<std::optional<Business>> Conduct::find(core::BusinessId business) {
    auto known = co_await parts_.matches.find(business);
    if (has_accepted_code(known))
        co_return known;
    co_return co_await parts_.businesses.find(business);
}

asio::awaitable<std::optional<ConductEvent>> Conduct::event(std::int64_t id) {
    return parts_.log.event(id);
}

asio::awaitable<bool> Conduct::has_accepted(core::BusinessId business) {
    co_return has_accepted_code(co_await find(business));
}

asio::awaitable<ConductScore> Conduct::score(core::BusinessId business) {
    const core::Instant now = parts_.clock();
    co_return conduct_score(co_await parts_.log.events(business, now - conduct_window), now);
}

asio::awaitable<OfferLimit> Conduct::limit_of(core::BusinessId business, ConductScore score) {
    OfferLimit limit;
    limit.reasons = reasons_for(score);
    limit.since = *score.limited_since;
    limit.per_day = *score.band.offers_per_day;
    const auto taken = co_await parts_.log.offers_taken(business, parts_.clock() - day);
    const auto made = static_cast<std::int64_t>(taken.size());
    limit.left = std::max<std::int64_t>(0, limit.per_day - made);
    if (limit.left == 0)
        limit.next_at = taken[static_cast<std::size_t>(made - limit.per_day)] + day;
    co_return limit;
}

asio::awaitable<ConductRecord> Conduct::record(core::BusinessId business) {
    ConductRecord record;
    record.accepted = co_await parts_.log.accepted(business);
    record.score = co_await score(business);
    const auto known = co_await find(business);
    if (known && !known->shop.simulated && record.score.band.offers_per_day)
        record.limit = co_await limit_of(business, record.score);
    co_return record;
}

asio::awaitable<OfferTurn> Conduct::take_offer(core::BusinessId business, core::IntentId intent) {
    const auto known = co_await find(business);
    if (!known || known->shop.simulated)
        co_return OfferTurn{};
    ConductScore found = co_await score(business);
    if (!found.band.offers_per_day)
        co_return OfferTurn{};
    const core::Instant now = parts_.clock();
    if (co_await parts_.log.take_offer(business, intent, now, now - day, *found.band.offers_per_day))
        co_return OfferTurn{std::nullopt, true};
    co_return OfferTurn{co_await limit_of(business, std::move(found)), false};
}

asio::awaitable<void> Conduct::give_offer_back(core::BusinessId business, core::IntentId intent) {
    co_await parts_.log.give_offer_back(business, intent);
}

asio::awaitable<bool> Conduct::may_answer_by_rule(core::BusinessId business) {
    const auto known = co_await find(business);
    if (!known || known->shop.simulated)
        co_return true;
    if (!has_accepted_code(known))
        co_return false;
    const ConductScore found = co_await score(business);
    co_return !found.band.offers_per_day;
}

} // namespace parley::app
