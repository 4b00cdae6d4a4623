#include "support/fakes/fake_businesses.hpp"

#include "app/standing_news.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace parley::test {

void FakeBusinesses::insert(app::Business business) {
    const core::Shop& shop = business.shop;
    if (businesses_.contains(shop.id))
        return;
    business.version = ++version_;
    business.conduct.clear();
    counts_[shop.id] = {shop.invitations, (std::int64_t{shop.answered_ppm} * shop.invitations + core::ppm_per_one / 2) /
                                              core::ppm_per_one};
    businesses_[shop.id] = std::move(business);
}

void FakeBusinesses::count(const core::BusinessId& business, std::int64_t invitations, std::int64_t answers) {
    const auto found = businesses_.find(business);
    if (found == businesses_.end())
        return;
    Counts& counts = counts_[business];
    counts.invitations += invitations;
    counts.answers += answers;
    core::Shop& shop = found->second.shop;
    shop.invitations = static_cast<std::int32_t>(counts.invitations);
    shop.answered_ppm = counts.invitations == 0
                            ? 0
                            : static_cast<std::int32_t>(counts.answers * core::ppm_per_one / counts.invitations);
    shop.invited_today += static_cast<std::int32_t>(invitations);
    found->second.version = ++version_;
}

awaitable<void> FakeBusinesses::add(app::Business business) {
    if (const auto found = businesses_.find(business.shop.id);
        found != businesses_.end() && !app::is_here(found->second)) {
        const app::Business before = found->second;
        if (before.left_at && !before.trader.is_null())
            co_return;
        businesses_.erase(found);
        const core::BusinessId id = business.shop.id;
        insert(std::move(business));
        // Whoever left was confirmed, and has what it accepted.
        businesses_[id].confirmed_at = before.confirmed_at;
        businesses_[id].left_at = before.left_at;
        businesses_[id].conduct = before.conduct;
        co_return;
    }
    insert(std::move(business));
}

awaitable<void> FakeBusinesses::add_all(std::vector<app::Business> businesses, std::vector<app::StandingOffer> offers) {
    for (app::Business& business : businesses)
        insert(std::move(business));
    for (app::StandingOffer& offer : offers)
        offers_.try_emplace(offer.id, offer);
    co_return;
}

awaitable<std::optional<app::Business>> FakeBusinesses::find(core::BusinessId id) {
    const auto found = businesses_.find(id);
    co_return found == businesses_.end() ? std::nullopt : std::optional(found->second);
}

awaitable<void> FakeBusinesses::confirm(core::BusinessId id, core::Instant now) {
    const auto found = businesses_.find(id);
    if (found != businesses_.end() && !app::is_here(found->second)) {
        found->second.confirmed_at = found->second.confirmed_at.value_or(now);
        found->second.left_at.reset();
        if (const auto ticked = ticked_.find(id); ticked != ticked_.end())
            found->second.conduct = ticked->second;
        found->second.version = ++version_;
    }
    co_return;
}

awaitable<void> FakeBusinesses::leave(core::BusinessId id, core::Instant now) {
    const auto found = businesses_.find(id);
    if (found != businesses_.end() && !found->second.left_at) {
        found->second.left_at = now;
        found->second.version = ++version_;
    }
    co_return;
}

awaitable<void> FakeBusinesses::tick_conduct(core::BusinessId id, std::string version, std::string) {
    const auto found = businesses_.find(id);
    if (found != businesses_.end() && !app::is_here(found->second))
        ticked_[id] = std::move(version);
    co_return;
}

awaitable<void> FakeBusinesses::accept_conduct(core::BusinessId id, std::string version, std::string, core::Instant) {
    const auto found = businesses_.find(id);
    if (found != businesses_.end() && found->second.conduct != version) {
        found->second.conduct = std::move(version);
        found->second.version = ++version_;
    }
    co_return;
}

awaitable<void> FakeBusinesses::change(app::Business business) {
    const auto found = businesses_.find(business.shop.id);
    if (found == businesses_.end())
        co_return;
    const app::Business before = std::exchange(found->second, std::move(business));
    found->second.confirmed_at = before.confirmed_at;
    found->second.left_at = before.left_at;
    found->second.conduct = before.conduct;
    found->second.shop.invitations = before.shop.invitations;
    found->second.shop.answered_ppm = before.shop.answered_ppm;
    found->second.shop.invited_today = before.shop.invited_today;
    found->second.version = ++version_;
}

awaitable<std::vector<app::Business>> FakeBusinesses::changed_since(std::int64_t version, int limit) {
    std::vector<app::Business> changed;
    for (const auto& [id, business] : businesses_)
        if (business.version > version)
            changed.push_back(business);
    std::sort(changed.begin(), changed.end(),
              [](const app::Business& a, const app::Business& b) { return a.version < b.version; });
    if (changed.size() > static_cast<std::size_t>(std::max(limit, 0)))
        changed.resize(static_cast<std::size_t>(std::max(limit, 0)));
    co_await change_answers.pass();
    co_return changed;
}

awaitable<void> FakeBusinesses::note_invitations(std::vector<InvitationNote> notes) {
    for (const InvitationNote& note : notes) {
        Invitation& invitation = invitations_[{note.business, note.intent}];
        if (invitation.note)
            continue;
        invitation.note = note;
        count(note.business, 1, invitation.answered ? 1 : 0);
    }
    co_return;
}

awaitable<void> FakeBusinesses::note_answer(core::BusinessId business, core::IntentId intent) {
    Invitation& invitation = invitations_[{business, intent}];
    if (!std::exchange(invitation.answered, true) && invitation.note)
        count(business, 0, 1);
    co_return;
}

awaitable<std::vector<app::Businesses::InvitationNote>> FakeBusinesses::invitations(core::BusinessId business,
                                                                                    core::Instant before, int limit) {
    std::vector<InvitationNote> notes;
    for (const auto& [key, invitation] : invitations_)
        if (key.first == business && invitation.note && invitation.note->at < before)
            notes.push_back(*invitation.note);
    std::sort(notes.begin(), notes.end(), [](const InvitationNote& a, const InvitationNote& b) {
        return std::tie(b.at, b.intent) < std::tie(a.at, a.intent);
    });
    if (notes.size() > static_cast<std::size_t>(std::max(limit, 0)))
        notes.resize(static_cast<std::size_t>(std::max(limit, 0)));
    co_return notes;
}

awaitable<std::vector<app::StandingOffer>> FakeBusinesses::standing_offers(core::BusinessId business) {
    std::vector<app::StandingOffer> found;
    for (const auto& [id, offer] : offers_)
        if (offer.business == business)
            found.push_back(offer);
    co_return found;
}

awaitable<void> FakeBusinesses::note(core::BusinessId business, std::string offer, core::Value news,
                                     core::Instant now) {
    auto& changes = changes_[business];
    changes.insert(changes.begin(), {std::move(offer), now, news});
    if (outbox == nullptr)
        co_return;
    core::Value body;
    body["n"] = static_cast<std::int64_t>(changes.size());
    body["change"] = std::move(news);
    app::OutboxRow row{app::standing_mail_job, core::to_text(business), 0, now, std::move(body)};
    co_await outbox->add(core::IntentId{{business.high, business.low}}, std::move(row));
}

awaitable<void> FakeBusinesses::put_standing_offer(app::StandingOffer offer, core::Instant now) {
    const auto found = offers_.find(offer.id);
    if (found != offers_.end() && found->second.business != offer.business)
        throw std::runtime_error("the standing offer is another business's: " + offer.id);
    const std::optional<app::StandingOffer> before =
        found == offers_.end() ? std::nullopt : std::optional(found->second);
    offers_[offer.id] = offer;
    if (!offer.capacity_group.empty())
        for (auto& [id, other] : offers_)
            if (other.business == offer.business && other.capacity_group == offer.capacity_group)
                other.capacity = offer.capacity;
    if (!before || *before != offer)
        co_await note(offer.business, offer.id, app::standing_news(before ? &*before : nullptr, &offer), now);
}

awaitable<bool> FakeBusinesses::drop_standing_offer(core::BusinessId business, std::string id, core::Instant now) {
    const auto found = offers_.find(id);
    if (found == offers_.end() || found->second.business != business)
        co_return false;
    const app::StandingOffer before = found->second;
    offers_.erase(found);
    co_await note(business, id, app::standing_news(&before, nullptr), now);
    co_return true;
}

awaitable<std::vector<app::StandingOfferChange>> FakeBusinesses::standing_offer_changes(core::BusinessId business,
                                                                                        int limit) {
    auto changes = changes_[business];
    if (changes.size() > static_cast<std::size_t>(limit))
        changes.erase(changes.begin() + limit, changes.end());
    co_return changes;
}

awaitable<std::vector<app::CapacityGroup>> FakeBusinesses::capacity_groups(core::BusinessId business) {
    std::map<std::string, app::CapacityGroup> groups;
    for (const auto& [id, offer] : offers_)
        if (offer.business == business && !offer.capacity_group.empty())
            groups[offer.capacity_group] = {offer.capacity_group, offer.capacity, 0};
    std::vector<app::CapacityGroup> found;
    for (auto& [name, group] : groups)
        found.push_back(std::move(group));
    co_return found;
}

awaitable<std::vector<app::StandingOffer>>
FakeBusinesses::standing_offers_of(std::vector<core::BusinessId> businesses) {
    std::vector<app::StandingOffer> found;
    for (const auto& [id, offer] : offers_)
        if (!offer.paused && std::find(businesses.begin(), businesses.end(), offer.business) != businesses.end())
            found.push_back(offer);
    std::sort(found.begin(), found.end(), [](const app::StandingOffer& a, const app::StandingOffer& b) {
        return std::tie(a.business, a.id) < std::tie(b.business, b.id);
    });
    co_return found;
}

} // namespace parley::test
