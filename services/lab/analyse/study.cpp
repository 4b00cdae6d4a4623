#include "lab/analyse/study.hpp"

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
    return found;
}

} // namespace parley::lab::analyse
