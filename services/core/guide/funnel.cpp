#include "core/guide/funnel.hpp"

#include <map>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, funnel_steps> step_names{"matched",     "seen",     "offered",   "opened",
                                                                "shortlisted", "accepted", "fulfilled", "repeat"};

void add(Funnel& funnel, const Chance& chance) {
    for (std::size_t step = 0; step < funnel_steps; ++step)
        funnel[step] += chance.reached[step] ? 1 : 0;
}

} // namespace

std::span<const std::string_view> names_of(FunnelStep) {
    return step_names;
}

Funnel funnel_of(std::span<const Chance> chances) {
    Funnel funnel{};
    for (const Chance& chance : chances)
        add(funnel, chance);
    return funnel;
}

std::vector<FunnelPart> funnels_by(std::span<const Chance> chances,
                                   const std::function<std::string(const Chance&)>& key) {
    std::map<std::string, Funnel> funnels;
    for (const Chance& chance : chances)
        add(funnels[key(chance)], chance);
    std::vector<FunnelPart> parts;
    for (const auto& [name, funnel] : funnels)
        parts.push_back({name, funnel});
    return parts;
}

Leads leads_of(std::span<const Chance> chances) {
    Leads leads;
    for (const Chance& chance : chances) {
        const bool sold = chance.came_to(FunnelStep::accepted);
        leads.leads += chance.was_lead ? 1 : 0;
        leads.sold += chance.was_lead && sold ? 1 : 0;
        leads.still_open += chance.was_lead && !sold && !chance.is_over ? 1 : 0;
        leads.sold_without += !chance.was_lead && sold ? 1 : 0;
    }
    return leads;
}

Quality quality_of(std::span<const Chance> chances) {
    Quality quality;
    for (const Chance& chance : chances) {
        if (chance.first_close_at) {
            ++quality.answerable;
            quality.answered += chance.answered_at && *chance.answered_at < *chance.first_close_at ? 1 : 0;
        }
        quality.questions += chance.questions;
        quality.questions_answered += chance.questions_answered;
        quality.promises_judged += chance.promises_judged;
        quality.promises_kept += chance.promises_kept;
    }
    return quality;
}

} // namespace parley::core
