#include "lab/simulate/cells.hpp"

#include "core/assert.hpp"
#include "lab/simulate/chance.hpp"
#include "lab/simulate/market.hpp"

#include <algorithm>
#include <array>

namespace parley::lab::simulate {

namespace {

constexpr std::array<std::string_view, 3> format_names{"first_price", "second_price", "open"};
constexpr std::int64_t round_s = 60;
constexpr const char* quality = "quality";
constexpr std::int64_t quality_levels = 10'000; // of 1

double part_of_range(core::Minor amount) {
    return static_cast<double>(amount) / static_cast<double>(cost_range);
}

Terms terms_of(PriceFormat format) {
    Terms terms;
    terms.budget = cost_range;
    terms.rules.duration_s = round_s;
    terms.rules.format = format == PriceFormat::open ? core::Format::open : core::Format::sealed;
    terms.rules.pricing = format == PriceFormat::second_price ? core::Pricing::second_price : core::Pricing::pay_as_bid;
    if (format == PriceFormat::open)
        terms.rules.lead_min = 1;
    return terms;
}

Participant a_business(Strategy strategy, Draws& draws) {
    Participant one;
    one.cost = draw_cost(draws);
    one.conduct.strategy = strategy;
    return one;
}

std::vector<Participant> businesses(std::int64_t n, Strategy strategy, Draws& draws) {
    std::vector<Participant> all;
    for (std::int64_t i = 0; i < n; ++i)
        all.push_back(a_business(strategy, draws));
    return all;
}

bool has_lowest_cost(const std::vector<Participant>& all, std::size_t which) {
    return std::ranges::all_of(all, [&](const Participant& one) { return one.cost >= all[which].cost; });
}

} // namespace

std::span<const std::string_view> names_of(PriceFormat) {
    return format_names;
}

PriceCell play_prices(PriceFormat format, std::int64_t n, const Runs& runs) {
    Market market(terms_of(format));
    Draws draws(runs.seed);
    const Strategy strategy = format == PriceFormat::first_price ? Strategy::equilibrium : Strategy::truthful;
    Tally price, profit;
    PriceCell cell;
    for (std::int64_t i = 0; i < runs.rounds; ++i) {
        const auto all = businesses(n, strategy, draws);
        const Outcome outcome = market.play(all, all.size(), {}, draws);
        cell.refused += outcome.refused;
        PARLEY_ASSERT(outcome.pays, "whoever offers is paid");
        price.add(part_of_range(*outcome.pays));
        profit.add(part_of_range(*outcome.pays - all[outcome.first].cost));
        cell.inefficient += has_lowest_cost(all, outcome.first) ? 0 : 1;
    }
    cell.price = price.estimate();
    cell.winner_profit = profit.estimate();
    return cell;
}

ThinningCell play_thinning(std::int64_t invited, double q, double entry_cost, const Runs& runs) {
    Market market(terms_of(PriceFormat::second_price));
    Draws draws(runs.seed);
    Tally none, price, cost, profit;
    for (std::int64_t i = 0; i < runs.rounds; ++i) {
        std::vector<Participant> entered;
        for (std::int64_t j = 0; j < invited; ++j)
            if (happens(draws, q))
                entered.push_back(a_business(Strategy::truthful, draws));
        const Outcome outcome = market.play(entered, static_cast<std::size_t>(invited), {}, draws);
        none.add(outcome.pays ? 0 : 1);
        cost.add(outcome.pays ? part_of_range(*outcome.pays) : 1);
        if (outcome.pays)
            price.add(part_of_range(*outcome.pays));
        profit.add((outcome.pays ? part_of_range(*outcome.pays - entered[outcome.first].cost) : 0) -
                   entry_cost * static_cast<double>(entered.size()));
    }
    return {none.estimate(), price.estimate(), cost.estimate(), profit.estimate()};
}

SnipingCell play_sniping(std::int64_t n, double transmission, const Runs& runs) {
    Market hard(terms_of(PriceFormat::open));
    Terms extended = terms_of(PriceFormat::open);
    extended.rules.close_mode = core::CloseMode::soft;
    extended.rules.window_s = extended.rules.extension_s = round_s / 2;
    extended.rules.trigger = core::Trigger::any_improvement;
    Market soft(extended);
    Draws draws(runs.seed);
    Tally hard_cost, soft_price;
    SnipingCell cell;
    for (std::int64_t i = 0; i < runs.rounds; ++i) {
        auto all = businesses(n, Strategy::truthful, draws);
        soft_price.add(part_of_range(*soft.play(all, all.size(), {}, draws).pays));
        for (Participant& one : all) {
            one.conduct.strategy = Strategy::sniper;
            one.conduct.transmission = transmission;
        }
        const Outcome outcome = hard.play(all, all.size(), {}, draws);
        hard_cost.add(outcome.pays ? part_of_range(*outcome.pays) : 1);
        cell.too_late += outcome.refused;
    }
    cell.hard_cost = hard_cost.estimate();
    cell.soft_price = soft_price.estimate();
    return cell;
}

SoftCloseCell play_soft_close(double rate_per_s, std::int64_t window_s, const Runs& runs) {
    Terms terms = terms_of(PriceFormat::open);
    terms.rules.duration_s = window_s;
    terms.rules.close_mode = core::CloseMode::soft;
    terms.rules.window_s = terms.rules.extension_s = window_s;
    terms.rules.trigger = core::Trigger::any_improvement;
    Market market(terms);
    Draws draws(runs.seed);
    Tally length, late, none;
    constexpr auto us = static_cast<double>(core::micros_per_s);
    for (std::int64_t i = 0; i < runs.rounds; ++i) {
        Play play(market.opened(2));
        core::PlaceOffer offer;
        offer.price = cost_range;
        std::int64_t made = 0;
        for (core::Instant at = opening;;) {
            at = at + std::max<core::Micros>(static_cast<core::Micros>(exponential(draws, rate_per_s) * us), 1);
            if (at >= play.state().round()->closes_at)
                break;
            --offer.price;
            const core::BidderNo by = 1 + made % 2;
            offer.new_id.low = static_cast<std::uint64_t>(by);
            if (!play.submit_as_bidder(by, offer, at))
                break; // The price is used up: it cannot be, below a million offers.
            ++made;
        }
        play.close();
        length.add(static_cast<double>(*play.state().round()->closed_at - opening) / us);
        late.add(static_cast<double>(made));
        none.add(play.state().round()->extensions == 0 ? 1 : 0);
    }
    return {length.estimate(), late.estimate(), none.estimate()};
}

ScoreCell play_scores(std::int64_t weight_hundredths, std::int64_t n, const Runs& runs) {
    const Terms by_price = terms_of(PriceFormat::second_price);
    Terms by_score = by_price;
    // A level of quality is worth a whole number of minor units, so that the core's scores are exact.
    const core::Minor per_level = cost_range / quality_levels * weight_hundredths / 100;
    by_score.rules.scoring = {{quality, -per_level}};
    Market price_market(by_price), score_market(by_score);
    Draws draws(runs.seed);
    Tally score, price, advantage;
    for (std::int64_t i = 0; i < runs.rounds; ++i) {
        auto all = businesses(n, Strategy::truthful, draws);
        for (Participant& one : all)
            one.attributes[quality] = draws.between(0, quality_levels);
        const auto utility = [&](Market& market) {
            const Outcome outcome = market.play(all, all.size(), {}, draws);
            return part_of_range(per_level * all[outcome.first].attributes.at(quality) - *outcome.pays);
        };
        const double with_score = utility(score_market);
        const double with_price = utility(price_market);
        score.add(with_score);
        price.add(with_price);
        advantage.add(with_score - with_price);
    }
    return {score.estimate(), price.estimate(), advantage.estimate()};
}

} // namespace parley::lab::simulate
