// Studies for tests: a pre-registration as it is typed, facts drawn from a seed, and a few to be counted by hand.
#pragma once

#include "lab/analyse/analysis.hpp"
#include "lab/draws.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace parley::lab::analyse {

inline core::Value arm_value(const char* key, std::int64_t weight_ppm) {
    return core::Value::Object{{"key", key}, {"weight_ppm", weight_ppm}};
}

inline core::Value hypothesis_value(const char* id, const char* metric, const char* direction, const char* role) {
    return core::Value::Object{
        {"id", id}, {"text", "It does"}, {"metric", metric}, {"direction", direction}, {"role", role}};
}

/// Two equal arms, one sector, requests as units.
inline core::Value a_registration() {
    using Array = core::Value::Array;
    core::Value document;
    document["schema"] = "parley.prereg/1";
    document["key"] = "offers-01";
    document["title"] = "Do more shops make offers?";
    document["version"] = 1;
    document["hypotheses"] = Array{hypothesis_value("H1", "offers_per_intent", "increase", "primary")};
    document["sectors"] = Array{"furniture"};
    document["unit"] = "intent";
    document["pilot"] = true;
    document["arms"] = Array{arm_value("now", 500'000), arm_value("new", 500'000)};
    document["coverage_ppm"] = 1'000'000;
    document["alpha_ppm"] = 50'000;
    document["power_ppm"] = 800'000;
    document["mde_bp"] = 3'000;
    document["n_per_arm"] = 200;
    document["max_days"] = 28;
    document["correction"] = "holm";
    document["guardrails"] =
        Array{core::Value::Object{{"metric", "zero_offer_rate"}, {"direction", "decrease"}, {"margin_bp", 300}}};
    document["analysis"] = Array{"difference_in_means"};
    document["base_rules_sha256"] = std::string(64, '0');
    document["bounds_sha256"] = std::string(64, '0');
    return document;
}

inline design::Prereg registered(const core::Value& document) {
    const auto prereg = design::prereg_from(document);
    EXPECT_TRUE(prereg) << prereg.error().pointer << ' ' << prereg.error().detail;
    return *prereg;
}

inline Study a_study(const core::Value& document = a_registration()) {
    Study study;
    study.prereg = registered(document);
    return study;
}

/// A request with an offer and all members in keeping with each other.
inline Fact a_fact(const std::string& unit, std::size_t arm, std::int64_t offers,
                   const std::string& sector = "furniture") {
    Fact fact;
    fact.unit = unit;
    fact.sector = sector;
    fact.arm = arm;
    fact.invited = 8;
    fact.opened = 6;
    fact.offers = offers;
    fact.bids = offers;
    fact.end_ms = 900'000;
    fact.duration_ms = 900'000;
    if (offers > 0)
        fact.first_ms = 40'000;
    return fact;
}

/// A market in which each of eight invited shops makes an offer with the same chance, the sooner the likelier.
struct Market {
    std::uint64_t seed = 1;
    std::int64_t chance_ppm = 300'000;  // of an offer, control
    std::int64_t treated_ppm = 300'000; // of an offer, arm 1
    std::size_t requests = 200;
    std::size_t requests_per_unit = 1;
    std::string sector = "furniture";
    std::int64_t epoch = 0;
};

inline void add_market(Study& study, const Market& market) {
    Draws draws(market.seed);
    std::size_t arm = 0;
    std::int64_t mood = 0;
    for (std::size_t i = 0; i < market.requests; ++i) {
        if (i % market.requests_per_unit == 0) {
            arm = static_cast<std::size_t>(draws.between(0, 1));
            // Requests of one unit resemble each other, or clusters would not matter.
            mood = market.requests_per_unit > 1 ? draws.between(-150'000, 150'000) : 0;
        }
        Fact fact =
            a_fact(market.sector + std::to_string(market.epoch) + 'u' + std::to_string(i / market.requests_per_unit),
                   arm, 0, market.sector);
        fact.epoch = market.epoch;
        for (std::int64_t shop = 0; shop < fact.invited; ++shop)
            fact.offers += draws.chance((arm == 1 ? market.treated_ppm : market.chance_ppm) + mood) ? 1 : 0;
        fact.bids = fact.offers;
        if (fact.offers > 0)
            fact.first_ms = draws.between(1'000, 900'000 / fact.offers);
        else
            fact.first_ms.reset();
        study.facts.push_back(std::move(fact));
    }
}

inline const ArmResult& first_result(const Analysis& analysis) {
    return analysis.hypotheses.at(0).arms.at(0);
}

inline Facts facts_of(const std::vector<Fact>& facts, std::size_t arm) {
    Facts some;
    for (const Fact& fact : facts)
        if (fact.arm == arm)
            some.push_back(&fact);
    return some;
}

} // namespace parley::lab::analyse
