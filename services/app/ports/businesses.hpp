// The businesses: what they sell, where and when, and the auto-offers that stand for them. Changes are numbered, so
// that every node's match index can follow.
#pragma once

#include "core/event.hpp"
#include "core/matching/shop.hpp"
#include "core/value.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// A business's id is its principal's, bit for bit.
struct Business {
    core::Shop shop;
    std::string name;
    std::string place_name;
    std::string story;   // about it, in its own words
    core::Value trader;  // {"kind","address","phone","register","register_no","certified"} or null
    std::string conduct; // the version of the code of conduct that it accepted last; "" for none
    std::optional<core::Instant> confirmed_at;
    std::optional<core::Instant> left_at; // until it confirms again
    std::int64_t version = 0;             // of its last change, across all businesses
};

inline constexpr std::size_t story_max = 600; // characters of what it may write

/// Whether others find it: it is asked, and its pages are read.
inline bool is_here(const Business& business) {
    return business.confirmed_at && !business.left_at;
}

/// Whether a buyer can know whom the business is: kind, address, phone and its own word that it keeps the law, without
/// which it makes no offer.
inline bool says_who_trades(const Business& business) {
    const auto given = [&](const char* name) { return business.trader.at(name).as_string() != nullptr; };
    const auto* certified = business.trader.at("certified").as_bool();
    return given("kind") && given("address") && given("phone") && certified != nullptr && *certified;
}

/// A price as it is, or as parts per million of the buyer's budget.
struct PriceRule {
    std::optional<core::Minor> price;
    std::int64_t ppm_of_budget = 0;
    friend bool operator==(const PriceRule&, const PriceRule&) = default;
};

/// {"price"} or {"ppm_of_budget"}.
inline core::Value price_rule_value(const PriceRule& rule) {
    core::Value value;
    if (rule.price)
        value["price"] = *rule.price;
    else
        value["ppm_of_budget"] = rule.ppm_of_budget;
    return value;
}

struct StandingOffer {
    std::string id; // 26 characters
    core::BusinessId business;
    std::string sector; // a sector or a parent of sectors
    PriceRule opening;
    PriceRule floor;
    core::Attributes attributes;
    std::string message; // may contain {item}
    core::OfferDetails details;
    std::int64_t respond_min_s = 0;
    std::int64_t respond_max_s = 0;
    std::string capacity_group;
    std::int64_t capacity = 0;
    bool paused = false;
    friend bool operator==(const StandingOffer&, const StandingOffer&) = default;
};

/// {"name","kind","address","phone","email","register","register_no"}: with whom a buyer has a contract; null where it
/// is not known.
inline core::Value seller_value(const Business& business, const std::string& email) {
    core::Value value;
    value["name"] = business.name;
    value["email"] = email.empty() ? core::Value{} : core::Value(email);
    for (const char* member : {"kind", "address", "phone", "register", "register_no"})
        value[member] = business.trader.at(member);
    return value;
}

/// What happened to a standing offer, as its owner is told (app/standing_news).
struct StandingOfferChange {
    std::string offer;
    core::Instant at;
    core::Value body;
};

/// "Win at most so many", shared by all standing offers that name it.
struct CapacityGroup {
    std::string name;
    std::int64_t slots = 0;
    std::int64_t taken = 0;
    friend bool operator==(const CapacityGroup&, const CapacityGroup&) = default;
};

class Businesses {
public:
    virtual ~Businesses() = default;

    /// Takes the place of one of that id that nobody has confirmed, or that left and says no more who trades, and does
    /// nothing when another is there already. It has accepted no code of conduct yet.
    virtual boost::asio::awaitable<void> add(Business business) = 0;
    /// For seeds: many at once; those that are there already stay as they are.
    virtual boost::asio::awaitable<void> add_all(std::vector<Business> businesses,
                                                 std::vector<StandingOffer> offers) = 0;
    virtual boost::asio::awaitable<std::optional<Business>> find(core::BusinessId id) = 0;
    /// With it is accepted what was ticked. One that left is back.
    virtual boost::asio::awaitable<void> confirm(core::BusinessId id, core::Instant now) = 0;
    /// It is not here for others any more, and every node's match index hears of it. Leaving again changes nothing.
    virtual boost::asio::awaitable<void> leave(core::BusinessId id, core::Instant now) = 0;
    /// The version of the code of conduct that was ticked while joining, "" for none, which nobody has accepted before
    /// the business is confirmed; nothing while it is here.
    virtual boost::asio::awaitable<void> tick_conduct(core::BusinessId id, std::string version,
                                                      std::string code_sha256) = 0;
    /// Kept as evidence with the hash of the words; a version is accepted once.
    virtual boost::asio::awaitable<void> accept_conduct(core::BusinessId id, std::string version,
                                                        std::string code_sha256, core::Instant now) = 0;
    /// Writes everything but id, counts, confirmation, leave and what was accepted.
    virtual boost::asio::awaitable<void> change(Business business) = 0;
    /// Businesses whose version is above `version`, ascending; confirmed or not.
    virtual boost::asio::awaitable<std::vector<Business>> changed_since(std::int64_t version, int limit) = 0;

    /// Counts an invitation of each and remembers it; once per (intent, business).
    struct InvitationNote {
        core::BusinessId business;
        core::IntentId intent;
        core::BidderNo bidder = 0;
        core::Instant at;
    };
    virtual boost::asio::awaitable<void> note_invitations(std::vector<InvitationNote> notes) = 0;
    /// It answered an invitation, with an offer or a no; once per (intent, business).
    virtual boost::asio::awaitable<void> note_answer(core::BusinessId business, core::IntentId intent) = 0;
    /// Its invitations, newest first, from before `before`.
    virtual boost::asio::awaitable<std::vector<InvitationNote>> invitations(core::BusinessId business,
                                                                            core::Instant before, int limit) = 0;

    virtual boost::asio::awaitable<std::vector<StandingOffer>> standing_offers(core::BusinessId business) = 0;
    /// It sets the slots of its group for all that share it. What it changes is noted, and a mail to its owner
    /// promised, in the same commit; so too when it is dropped.
    virtual boost::asio::awaitable<void> put_standing_offer(StandingOffer offer, core::Instant now) = 0;
    /// False when there is none of that id and business.
    virtual boost::asio::awaitable<bool> drop_standing_offer(core::BusinessId business, std::string id,
                                                             core::Instant now) = 0;
    /// Newest first.
    virtual boost::asio::awaitable<std::vector<StandingOfferChange>> standing_offer_changes(core::BusinessId business,
                                                                                            int limit) = 0;
    /// Those that a standing offer names, by name.
    virtual boost::asio::awaitable<std::vector<CapacityGroup>> capacity_groups(core::BusinessId business) = 0;
    /// Those of these businesses that are not paused.
    virtual boost::asio::awaitable<std::vector<StandingOffer>>
    standing_offers_of(std::vector<core::BusinessId> businesses) = 0;
};

} // namespace parley::app
