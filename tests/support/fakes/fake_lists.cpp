#include "support/fakes/fake_lists.hpp"

#include <algorithm>
#include <set>

namespace parley::test {

namespace {

std::string purpose_of(const core::BusinessId& business) {
    return "offers/" + core::to_text(business);
}

} // namespace

std::int64_t FakeLists::mails_since(const core::BusinessId& business, core::Instant since) const {
    return std::ranges::count_if(
        mails_, [&](const auto& entry) { return entry.second.business == business && entry.second.at > since; });
}

awaitable<app::ListCounts> FakeLists::counts(core::BusinessId business, core::Instant now, core::Instant since) {
    std::set<core::PrincipalId> everybody;
    for (const auto& [consent, how] : accounts_.evidence(purpose_of(business)))
        everybody.insert(consent.principal);
    app::ListCounts counts;
    for (const core::PrincipalId& reader : everybody) {
        const auto state = co_await accounts_.consent_state(reader, purpose_of(business), now);
        counts.readers += state == app::ConsentState::confirmed ? 1 : 0;
        counts.waiting += state == app::ConsentState::asked ? 1 : 0;
        counts.stopped += state == app::ConsentState::stopped ? 1 : 0;
    }
    counts.mails = mails_since(business, since);
    co_return counts;
}

awaitable<std::vector<app::ListEvidence>> FakeLists::evidence(core::BusinessId business, int limit) {
    std::vector<app::ListEvidence> rows;
    for (const auto& [consent, how] : accounts_.evidence(purpose_of(business)))
        if (consent.confirmed_at)
            rows.push_back({consent.wording, consent.wording_sha256, consent.requested_at, *consent.confirmed_at,
                            how.empty() ? std::nullopt : std::optional(*consent.confirmed_at)});
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.confirmed_at > b.confirmed_at; });
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(limit)));
    co_return rows;
}

awaitable<app::ListPosted> FakeLists::post(app::ListMail mail, core::Instant since, int mails_max) {
    using Outcome = app::ListPosted::Outcome;
    if (mails_.contains(mail.id))
        co_return app::ListPosted{Outcome::posted, std::ranges::count(readings_, mail.id, &Reading::mail)};
    const auto readers = accounts_.agreed_to(purpose_of(mail.business), mail.at);
    const auto count = static_cast<std::int64_t>(readers.size());
    if (readers.empty())
        co_return app::ListPosted{Outcome::no_readers, 0};
    if (mails_since(mail.business, since) >= mails_max)
        co_return app::ListPosted{Outcome::too_many, count};
    for (const core::PrincipalId& reader : readers) {
        readings_.push_back({mail.id, reader, std::nullopt});
        outbox_.put(mail.id, {app::list_mail_job, core::to_text(reader), 0, mail.at, core::Value::Object{}});
    }
    const core::IntentId id = mail.id;
    mails_[id] = std::move(mail);
    co_return app::ListPosted{Outcome::posted, count};
}

awaitable<std::optional<app::ListMail>> FakeLists::find(core::IntentId mail) {
    const auto found = mails_.find(mail);
    co_return found == mails_.end() ? std::nullopt : std::optional(found->second);
}

awaitable<bool> FakeLists::take_turn(core::IntentId mail, core::PrincipalId reader, core::Instant now,
                                     core::Instant since, int turns_max) {
    const auto turns = std::ranges::count_if(readings_, [&](const Reading& reading) {
        return reading.reader == reader && reading.turn_at && *reading.turn_at > since;
    });
    for (Reading& reading : readings_) {
        if (reading.mail != mail || reading.reader != reader)
            continue;
        if (!reading.turn_at && turns >= turns_max)
            co_return false;
        reading.turn_at = reading.turn_at.value_or(now);
        co_return true;
    }
    co_return false;
}

} // namespace parley::test
