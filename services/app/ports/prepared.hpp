// What a shop has prepared for its offers: templates, which fill an offer in and commit to nothing, and playbooks,
// which say what it wants of a sector. Both are its own alone.
#pragma once

#include "app/ports/businesses.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

inline constexpr int templates_max = 50; // of one business

/// What it says again and again, photos left out: they are of one thing.
struct OfferTemplate {
    std::string id; // 26 characters
    core::BusinessId business;
    std::string sector; // a sector or a parent of sectors
    std::string name;
    std::optional<PriceRule> price;
    core::Attributes attributes;
    std::string message; // may contain {item}
    core::OfferDetails details;
    core::Instant changed_at;
    std::optional<core::Instant> used_at;
    friend bool operator==(const OfferTemplate&, const OfferTemplate&) = default;
};

/// When offers are answered, by the clock on the wall.
struct AnswerHours {
    std::int64_t days = 0; // a bit for each weekday, Monday the lowest
    std::int64_t from = 0; // minutes since midnight
    std::int64_t to = 0;
    friend bool operator==(const AnswerHours&, const AnswerHours&) = default;
};

struct Playbook {
    core::BusinessId business;
    std::string sector;
    std::int64_t sales = 0; // wanted a month
    std::optional<core::Minor> budget;
    std::optional<std::int64_t> minutes;
    AnswerHours hours;
    std::string offer_template; // the id of the one that is used; "" for none
    std::string auto_offer;
    std::optional<core::Minor> lowest_price;
    std::int64_t review_day = 0; // days since 1970 UTC
    core::Instant changed_at;
    friend bool operator==(const Playbook&, const Playbook&) = default;
};

/// What came of a sector: requests it made an offer on, and sales that both sides confirmed.
struct SectorCount {
    std::int64_t offers = 0;
    std::int64_t sales = 0;
    friend bool operator==(const SectorCount&, const SectorCount&) = default;
};

class Prepared {
public:
    virtual ~Prepared() = default;

    /// By sector and name.
    virtual boost::asio::awaitable<std::vector<OfferTemplate>> templates(core::BusinessId business) = 0;
    /// Writes it as it is, but for when it was used. False for a new one where there are templates_max already, and for
    /// an id that another business has.
    virtual boost::asio::awaitable<bool> put_template(OfferTemplate made) = 0;
    /// It filled in an offer that was sent. Nothing when there is none of that id and business.
    virtual boost::asio::awaitable<std::optional<OfferTemplate>> use_template(core::BusinessId business, std::string id,
                                                                              core::Instant now) = 0;
    /// False when there is none of that id and business.
    virtual boost::asio::awaitable<bool> drop_template(core::BusinessId business, std::string id) = 0;

    /// By sector.
    virtual boost::asio::awaitable<std::vector<Playbook>> playbooks(core::BusinessId business) = 0;
    /// In the place of the one for that sector, if there is one.
    virtual boost::asio::awaitable<void> put_playbook(Playbook playbook) = 0;
    virtual boost::asio::awaitable<bool> drop_playbook(core::BusinessId business, std::string sector) = 0;
    /// What came of each of these sectors since then, one count for each; a parent counts what is below it. Asks the
    /// log of the requests, so the store in memory knows nothing of it.
    virtual boost::asio::awaitable<std::vector<SectorCount>>
    counts(core::BusinessId business, std::vector<std::string> sectors, core::Instant since) = 0;
};

} // namespace parley::app
