#include "core/counterfactual.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace parley::core {

namespace {

/// What the log shows of one bidder.
struct Said {
    BidderNo number = 0;
    std::optional<Minor> first;
    std::optional<Minor> lowest;
    Attributes attributes; // of the latest offer
    std::optional<AutoTerms> terms;
    Instant terms_at;
};

class Reader {
public:
    Reader(const std::vector<Record>& log, Plan plan) : log_(log) { scenario_.plan = std::move(plan); }

    Scenario read() {
        for (const Record& record : log_)
            take(record);
        PARLEY_ASSERT(opened_, "there was a round to put under other rules");
        switch (scenario_.plan.rounds.front().rules.format) {
        case Format::sealed:
        case Format::open:
            say_it_again();
            break;
        case Format::turns:
            begin_turns();
            go_as_low();
            break;
        case Format::rising_clock:
        case Format::falling_clock:
            go_as_low();
            break;
        }
        return std::move(scenario_);
    }

private:
    static std::string name(BidderNo number) { return "bidder " + std::to_string(number); }
    static std::string id(const Record& record) { return "event " + std::to_string(record.seq); }
    Said& said(BidderNo number) { return said_.at(static_cast<std::size_t>(number - 1)); }

    void take(const Record& record) {
        if (const auto* created = std::get_if<IntentCreated>(&record.event)) {
            scenario_.currency = created->currency;
            scenario_.budget = created->budget;
        } else if (const auto* opened = std::get_if<RoundOpened>(&record.event)) {
            if (!opened_)
                scenario_.opens_at = record.received_at;
            opened_ = opened_ || opened->round == 1;
        } else if (const auto* invited = std::get_if<Invited>(&record.event)) {
            said_.push_back({invited->bidder, {}, {}, {}, invited->auto_offer, record.received_at});
        } else if (const auto* set = std::get_if<AutoOfferSet>(&record.event)) {
            if (set->terms.floor > 0) { // Terms that were not opened read as nothing.
                said(set->bidder).terms = set->terms;
                said(set->bidder).terms_at = record.received_at;
            }
        } else if (const auto* placed = std::get_if<OfferPlaced>(&record.event)) {
            heard(*placed);
        } else if (const auto* revised = std::get_if<OfferRevised>(&record.event)) {
            heard(*revised);
        }
    }

    /// A sealed price that was never opened says nothing.
    void heard(const OfferTerms& terms) {
        if (terms.price < price_min)
            return;
        Said& bidder = said(terms.bidder);
        bidder.first = bidder.first.value_or(terms.price);
        bidder.lowest = std::min(bidder.lowest.value_or(terms.price), terms.price);
        bidder.attributes = terms.attributes;
    }

    void command(Instant at, BidderNo by, std::string id,
                 std::variant<PlaceOffer, ScenarioAuto, Accept, WithdrawOffer, DropAutoOffer> what) {
        scenario_.commands.push_back({std::max(at, scenario_.opens_at), name(by), std::move(id), std::move(what)});
    }

    void say_it_again() {
        for (const Said& bidder : said_) {
            scenario_.bidders.push_back({name(bidder.number), {}, {}, {}});
            if (bidder.terms)
                command(bidder.terms_at, bidder.number, "auto-offer of " + name(bidder.number),
                        ScenarioAuto{bidder.terms->floor, bidder.terms->opening, bidder.terms->attributes});
        }
        for (const Record& record : log_) {
            const OfferTerms* terms = std::get_if<OfferPlaced>(&record.event);
            if (terms == nullptr)
                terms = std::get_if<OfferRevised>(&record.event);
            if (const auto* withdrawn = std::get_if<OfferWithdrawn>(&record.event))
                command(record.received_at, withdrawn->bidder, id(record), WithdrawOffer{});
            if (const auto* dropped = std::get_if<AutoOfferDropped>(&record.event))
                if (said(dropped->bidder).terms)
                    command(record.received_at, dropped->bidder, id(record), DropAutoOffer{});
            if (terms == nullptr || terms->price < price_min)
                continue;
            if (terms->automatic && said(terms->bidder).terms)
                continue; // Its auto-offer moves by itself.
            PlaceOffer offer;
            offer.price = terms->price;
            offer.attributes = terms->attributes;
            offer.confirm = true;
            command(record.received_at, terms->bidder, id(record), offer);
        }
        std::ranges::stable_sort(scenario_.commands, {}, &ScenarioCommand::at);
    }

    void begin_turns() {
        Instant at = scenario_.opens_at - seconds(static_cast<std::int64_t>(said_.size()));
        for (const Said& bidder : said_) {
            if (bidder.first)
                scenario_.bidders.push_back({name(bidder.number), bidder.first, at, bidder.attributes});
            at = at + seconds(1);
        }
    }

    void go_as_low() {
        for (const Said& bidder : said_) {
            if (!bidder.lowest)
                continue;
            ScenarioAuto limit;
            limit.floor = bidder.terms ? bidder.terms->floor : *bidder.lowest;
            limit.opening = std::max(*bidder.first, limit.floor);
            limit.attributes = bidder.attributes;
            command(scenario_.opens_at, bidder.number, "limit of " + name(bidder.number), std::move(limit));
        }
    }

    const std::vector<Record>& log_;
    Scenario scenario_;
    std::vector<Said> said_; // of bidder n at n - 1
    bool opened_ = false;
};

} // namespace

Scenario scenario_of(const std::vector<Record>& log, Plan plan) {
    return Reader(log, std::move(plan)).read();
}

} // namespace parley::core
