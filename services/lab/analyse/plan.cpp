#include "lab/analyse/plan.hpp"

#include "core/money.hpp"
#include "digest/digest.hpp"

#include <algorithm>
#include <optional>

namespace parley::lab::analyse {

namespace {

using core::Value;

constexpr double bp_per_one = 10'000;
constexpr double ppm_per_one = core::ppm_per_one;
/// Watched in every experiment whatever it is about (sector-experiments 2.5), as far as requests tell them.
constexpr std::string_view always_on[] = {"complaint_rate_14d", "zero_offer_rate"};

double number_in(const Value& document, std::string_view name) {
    const auto* number = document.at(name).as_integer();
    return number != nullptr ? static_cast<double>(*number) : 0;
}

std::string text_in(const Value& object, std::string_view name) {
    const auto* text = object.at(name).as_string();
    return text != nullptr ? *text : std::string();
}

template <class Enum>
Enum word_in(const Value& object, std::string_view name, Enum otherwise) {
    return core::from_name<Enum>(text_in(object, name)).value_or(otherwise);
}

const Value::Array& list_in(const Value& object, std::string_view name) {
    static const Value::Array none;
    const auto* list = object.at(name).as_array();
    return list != nullptr ? *list : none;
}

std::optional<Caps> caps_from(const Value& pair) {
    const auto* list = pair.as_array();
    if (list == nullptr || list->size() != 2)
        return std::nullopt;
    const auto *low = (*list)[0].as_integer(), *high = (*list)[1].as_integer();
    if (low == nullptr || high == nullptr || *low < 0 || *low > *high || *high > core::ppm_per_one)
        return std::nullopt;
    return Caps{static_cast<double>(*low) / ppm_per_one, static_cast<double>(*high) / ppm_per_one};
}

void read_caps(const Value& winsor, Plan& plan) {
    if (winsor.is_null())
        return;
    const auto* members = winsor.as_object();
    if (members == nullptr) {
        plan.notes.emplace_back("What is registered as winsor cannot be read; values are capped at 1 and 99 %.");
        return;
    }
    for (const auto& [metric, pair] : *members) {
        if (const auto caps = caps_from(pair))
            plan.caps[metric] = *caps;
        else
            plan.notes.push_back("What is registered as winsor of " + metric +
                                 " cannot be read; its values are capped at 1 and 99 %.");
    }
}

void read_guardrails(const Value& document, Plan& plan) {
    for (const Value& one : list_in(document, "guardrails"))
        plan.guardrails.push_back({text_in(one, "metric"), word_in(one, "direction", Direction::decrease),
                                   number_in(one, "margin_bp") / bp_per_one, true});
    for (const std::string_view metric : always_on)
        if (std::ranges::find(plan.guardrails, metric, &Guardrail::metric) == plan.guardrails.end())
            plan.guardrails.push_back({std::string(metric), Direction::decrease, 0, false});
}

} // namespace

Plan plan_of(const design::Prereg& prereg) {
    const Value& document = prereg.document;
    Plan plan;
    plan.alpha = number_in(document, "alpha_ppm") / ppm_per_one;
    plan.mde = number_in(document, "mde_bp") / bp_per_one;
    plan.n_per_arm = number_in(document, "n_per_arm");
    const double declared = number_in(document.at("sequential"), "n_star");
    plan.tuning = declared > 0 ? declared : 2 * plan.n_per_arm;
    plan.correction = word_in(document, "correction", Correction::holm);
    for (const Value& one : list_in(document, "hypotheses"))
        plan.hypotheses.push_back({text_in(one, "id"), text_in(one, "text"), text_in(one, "metric"),
                                   word_in(one, "direction", Direction::two_sided),
                                   word_in(one, "role", Role::exploratory)});
    read_guardrails(document, plan);
    read_caps(document.at("winsor"), plan);
    for (const Value& word : list_in(document, "analysis"))
        if (word.as_string() != nullptr && *word.as_string() == "cuped")
            plan.notes.emplace_back("CUPED is registered and not done: a study holds no covariates.");
    plan.is_rerandomised = !document.at("rerandomisation").is_null();
    if (plan.is_rerandomised)
        plan.notes.emplace_back("A rerandomisation is registered; the shuffle does not know which draws were accepted, "
                                "and is less sure than one over these.");
    if (prereg.unit == design::Unit::slot)
        plan.notes.emplace_back("Slots are shuffled within their sector and epoch: a study does not tell which of them "
                                "were drawn as a pair.");
    return plan;
}

Caps caps_of(const Plan& plan, std::string_view metric) {
    const auto found = plan.caps.find(metric);
    return found == plan.caps.end() ? Caps{} : found->second;
}

std::uint64_t seed_of(const design::Prereg& prereg, std::string_view label) {
    const digest::Sha256 hash = digest::sha256(prereg.sha256 + ':' + std::string(label));
    std::uint64_t seed = 0;
    for (std::size_t i = 0; i < sizeof seed; ++i)
        seed = seed << 8 | hash[i];
    return seed;
}

} // namespace parley::lab::analyse
