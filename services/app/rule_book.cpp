#include "app/rule_book.hpp"

#include <algorithm>
#include <stdexcept>

namespace parley::app {

core::Value merged(core::Value base, const core::Value& patch) {
    const auto* members = patch.as_object();
    if (members == nullptr)
        return patch.is_null() ? base : patch;
    if (base.as_object() == nullptr)
        base = core::Value::Object{};
    for (const auto& [name, member] : *members)
        base[name] = merged(base.at(name), member);
    return base;
}

core::Value default_rules() {
    core::Rules rules;
    rules.format = core::Format::open;
    rules.visibility = core::Visibility::rank;
    rules.duration_s = 900;
    rules.close_mode = core::CloseMode::soft;
    rules.window_s = 120;
    rules.extension_s = 120;
    rules.max_total_s = 1'800;
    rules.lead_bp = 100;
    rules.lead_min = 100;
    rules.max_drop_bp = 5'000;
    rules.max_revisions = 20;
    rules.self_outbid = false;
    rules.allow_raise = false;
    rules.scoring = {{"delivery_days", 200}};
    rules.invite_count = 8;
    rules.top_up_after_s = 300;
    rules.min_reachable = 3;
    rules.newcomer_ppm = 250'000;
    rules.max_offers = 5;
    return core::to_value(rules);
}

RuleBook::RuleBook(const std::vector<Sector>& sectors, core::Value installation_patch) {
    for (const Sector& sector : sectors) {
        core::Value document = merged(merged(default_rules(), sector.details.at("rules")), installation_patch);
        const auto rules = core::rules_from(document);
        if (!rules)
            throw std::runtime_error("rules of sector " + sector.slug + ": " + rules.error().pointer + ' ' +
                                     rules.error().detail);
        plans_[sector.slug] = core::Plan{{core::PlannedRound{*rules, 0, {}}}};
        documents_[sector.slug] = core::to_value(*rules);
    }
}

std::vector<std::string> RuleBook::sectors() const {
    std::vector<std::string> slugs;
    for (const auto& [slug, plan] : plans_)
        slugs.push_back(slug);
    return slugs;
}

core::Plan RuleBook::plan_for(const std::string& sector, std::optional<std::int64_t> max_offers) const {
    core::Plan plan = plans_.at(sector);
    // A buyer's own attention also bounds how many are asked at a time (DESIGN 3.1).
    if (max_offers)
        for (core::PlannedRound& round : plan.rounds) {
            round.rules.max_offers = *max_offers;
            round.rules.invite_count = std::min(round.rules.invite_count, *max_offers);
        }
    return plan;
}

} // namespace parley::app
