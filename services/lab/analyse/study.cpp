#include "lab/analyse/study.hpp"

#include <utility>

namespace parley::lab::analyse {

std::vector<Contradiction> contradictions_in(const Fact& fact) {
    std::vector<Contradiction> found;
    const auto refuse = [&](bool is_wrong, std::string_view member, const char* detail) {
        if (is_wrong)
            found.push_back({member, detail});
    };
    refuse(fact.opened > fact.invited, "opened", "must not be more than the invited ones");
    refuse(fact.late_bids > fact.bids, "late_bids", "must not be more than the bids");
    refuse(fact.offers > fact.bids, "offers", "must not be more than the bids");
    refuse(fact.converted && !fact.awarded, "converted", "must not be true without an award");
    refuse(fact.lowest_awarded && !fact.awarded, "lowest_awarded", "must not be true without an award");
    refuse(fact.best_ref_ppm && !fact.has_ref, "best_ref_ppm", "must be null without a reference");
    refuse(fact.best_budget_ppm && !fact.has_budget, "best_budget_ppm", "must be null without a budget");
    for (const auto& [count, member] :
         {std::pair{fact.invited, "invited"}, std::pair{fact.opened, "opened"}, std::pair{fact.offers, "offers"},
          std::pair{fact.bids, "bids"}, std::pair{fact.late_bids, "late_bids"},
          std::pair{fact.complaints, "complaints"}})
        refuse(count > count_max, member, "must be no more than a thousand million");
    for (const auto& [ms, member] : {std::pair{fact.first_ms.value_or(0), "first_ms"}, std::pair{fact.end_ms, "end_ms"},
                                     std::pair{fact.duration_ms, "duration_ms"}})
        refuse(ms > ms_max, member, "must be no more than 366 days");
    refuse(fact.best_ref_ppm > ppm_max, "best_ref_ppm", "must be no more than a million times the reference");
    refuse(fact.best_budget_ppm > ppm_max, "best_budget_ppm", "must be no more than a million times the budget");
    return found;
}

} // namespace parley::lab::analyse
