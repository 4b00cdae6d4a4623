// What the pictures of an experiment are drawn from, for each arm in its order: how soon the first offers came, how the
// best prices lie, and how far requests came. Descriptions only; what is claimed is said by hypotheses.
#pragma once

#include "lab/analyse/metrics.hpp"

#include <cstdint>
#include <vector>

namespace parley::lab::analyse {

struct ShapePoint {
    double at = 0;
    double value = 0;
};

struct ArmShape {
    std::int64_t requests = 0; // analysed
    /// Share of requests with an offer after `at` seconds, by Kaplan and Meier; empty without a request.
    std::vector<ShapePoint> first_offer;
    /// Of requests with an offer and a reference: the best price as a share of it, by quantile `at`.
    std::vector<ShapePoint> best_of_reference;
    std::int64_t with_reference = 0;
    std::vector<ShapePoint> best_of_budget;
    std::int64_t with_budget = 0;
    std::int64_t bids = 0;
    std::int64_t late_bids = 0;
    std::int64_t with_offer = 0;
    std::int64_t awarded = 0;
    std::int64_t converted = 0;
};

struct Shape {
    double horizon_s = 0; // how far first_offer goes
    std::vector<ArmShape> arms;
};

Shape shape_of(const std::vector<Facts>& by_arm);

} // namespace parley::lab::analyse
