#include "app/experiment_rules.hpp"

#include "core/matching/sectors.hpp"
#include "lab/analyse/promise.hpp"
#include "lab/design/switchback.hpp"

#include <algorithm>

namespace parley::app {

namespace {

using core::Value;
using lab::design::DesignFault;

Value words(std::initializer_list<const char*> allowed) {
    Value list = Value::Array{};
    for (const char* word : allowed)
        list.push_back(word);
    Value bound;
    bound["enum"] = std::move(list);
    return bound;
}

Value between(std::int64_t min, std::int64_t max) {
    Value bound;
    bound["type"] = "integer";
    bound["min"] = min;
    bound["max"] = max;
    return bound;
}

Value yes_or_no() {
    Value bound;
    bound["type"] = "boolean";
    return bound;
}

Value cross(const char* rule, const char* code) {
    Value sentence;
    sentence["rule"] = rule;
    sentence["code"] = code;
    return sentence;
}

} // namespace

Value rule_bounds_document() {
    Value paths;
    paths["/format"] = words({"open", "sealed"});
    paths["/pricing"] = words({"pay_as_bid", "second_price"});
    paths["/visibility"] = words({"none", "rank", "best_price", "all_prices"});
    paths["/buyer_sees"] = words({"live", "at_close"});
    paths["/duration_s"] = between(60, 86'400);
    paths["/close/mode"] = words({"hard", "soft"});
    paths["/close/window_s"] = between(0, 600);
    paths["/close/extension_s"] = between(0, 600);
    paths["/close/max_total_s"] = between(0, 172'800);
    paths["/close/trigger"] = words({"any_improvement", "lead_change"});
    paths["/step/own_bp"] = between(0, 500);
    paths["/step/lead_bp"] = between(0, 500);
    paths["/max_revisions"] = between(0, 50);
    paths["/self_outbid"] = yes_or_no();
    paths["/ceiling/show_budget"] = yes_or_no();
    paths["/invite/count"] = between(2, 30);
    paths["/invite/newcomer_ppm"] = between(0, 500'000);
    Value document;
    document["schema"] = "parley.rule-bounds/1";
    document["paths"] = std::move(paths);
    Value sentences = Value::Array{};
    sentences.push_back(cross("close.mode==soft => window_s>=10 and extension_s>=10", "E_CROSS_CLOSE"));
    sentences.push_back(cross("close.mode==soft => close.max_total_s>=duration_s", "E_CROSS_TOTAL"));
    sentences.push_back(cross("format==sealed => close.mode==hard", "E_CROSS_CLOSE"));
    sentences.push_back(cross("format==sealed => visibility==none", "E_CROSS_VISIBILITY"));
    sentences.push_back(cross("pricing==second_price => format==sealed", "E_CROSS_PRICING"));
    document["cross"] = std::move(sentences);
    Value never = Value::Array{};
    for (const char* pointer :
         {"/allow_raise", "/attention", "/award", "/ceiling/enforce", "/clock", "/invite/min_reachable",
          "/invite/top_up_after_s", "/max_drop_bp", "/scoring", "/turns"})
        never.push_back(pointer);
    document["never"] = std::move(never);
    return document;
}

std::vector<std::string> sectors_of(const std::vector<std::string>& names, const RuleBook& rules) {
    std::vector<std::string> all;
    for (const std::string& name : names) {
        const std::size_t before = all.size();
        for (const std::string& slug : rules.sectors())
            if (core::lies_within(slug, name))
                all.push_back(slug);
        if (all.size() == before)
            return {};
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

Value base_rules_of(const std::vector<std::string>& sectors, const RuleBook& rules) {
    const Value& first = rules.rules_document(sectors.front());
    const bool alike =
        std::ranges::all_of(sectors, [&](const std::string& sector) { return rules.rules_document(sector) == first; });
    if (alike)
        return first;
    Value by_sector;
    for (const std::string& sector : sectors)
        by_sector[sector] = rules.rules_document(sector);
    return by_sector;
}

lab::design::DesignResult<ArmRules> arm_rules_of(const lab::design::Prereg& prereg, const RuleBook& rules) {
    using lab::design::Unit;
    const auto sectors = sectors_of(prereg.sectors, rules);
    if (sectors.empty())
        return DesignFault{"/sectors", "must name sectors of this market"};
    if (prereg.base_rules_sha256 != lab::design::sha256_of(base_rules_of(sectors, rules)))
        return DesignFault{"/base_rules_sha256", "is not the hash of the rules that the sectors have"};
    if (prereg.unit != Unit::intent && prereg.unit != Unit::consumer && prereg.unit != Unit::slot)
        return DesignFault{"/unit", "must be intent, consumer or slot: others are not drawn on the live market yet"};
    const Value bounds_document = rule_bounds_document();
    ArmRules all;
    for (const std::string& sector : sectors) {
        const Value& base = rules.rules_document(sector);
        const auto bounds = lab::design::bounds_from(bounds_document, base);
        if (!bounds)
            return DesignFault{"/bounds_sha256", "these bounds do not fit the rules of " + sector + ": " +
                                                     bounds.error().pointer + ' ' + bounds.error().detail};
        lab::design::Prereg of_sector = prereg;
        of_sector.base_rules_sha256 = lab::design::sha256_of(base);
        if (auto fault = lab::design::fault_at_lock(of_sector, base, *bounds))
            return std::move(*fault);
        for (std::size_t i = 0; i < prereg.arms.size(); ++i) {
            const auto checked = lab::design::check_patch(prereg.arms[i].patch, base, *bounds);
            auto arm = core::rules_from(checked.effective);
            if (!arm)
                return DesignFault{"/arms/" + std::to_string(i) + "/patch",
                                   "makes rules of " + sector + " that cannot be: " + arm.error().pointer + ' ' +
                                       arm.error().detail};
            all[sector].push_back(std::move(*arm));
        }
    }
    if (prereg.unit == Unit::slot)
        if (auto terms = lab::design::switchback_terms_in(prereg, longest_round_of(all)); !terms)
            return terms.error();
    return all;
}

lab::design::DesignResult<ArmRules> fitting_rules_of(const lab::design::Prereg& prereg, const RuleBook& rules) {
    auto arms = arm_rules_of(prereg, rules);
    if (arms)
        if (auto fault = lab::analyse::fault_in_promise(prereg, arms->size()))
            return std::move(*fault);
    return arms;
}

core::Micros longest_round_of(const ArmRules& arms) {
    std::int64_t longest_s = 0;
    for (const auto& [sector, rules] : arms)
        for (const core::Rules& one : rules)
            longest_s = std::max({longest_s, one.duration_s, one.max_total_s});
    return core::seconds(longest_s);
}

} // namespace parley::app
