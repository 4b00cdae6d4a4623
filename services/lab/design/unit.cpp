#include "lab/design/unit.hpp"

#include <algorithm>
#include <array>

namespace parley::lab::design {

namespace {

constexpr std::array<std::string_view, 5> unit_names{"intent", "consumer", "slot", "cluster", "retailer"};

struct SharedRules {
    std::string_view member; // at the top of the rules
    Shared shared;
};

// The members of parley.rules/1, and those of parley.round-rules/1 that are not among them.
constexpr std::array<SharedRules, 20> shared_rules{{
    {"buyer_sees", Shared::nothing},   {"format", Shared::learning},        {"pricing", Shared::learning},
    {"visibility", Shared::learning},  {"duration_s", Shared::learning},    {"round", Shared::learning},
    {"close", Shared::learning},       {"step", Shared::learning},          {"bid", Shared::learning},
    {"max_drop_bp", Shared::learning}, {"max_revisions", Shared::learning}, {"self_outbid", Shared::learning},
    {"ties", Shared::learning},        {"turns", Shared::learning},         {"clock", Shared::learning},
    {"ceiling", Shared::learning},     {"dialogue", Shared::learning},      {"invite", Shared::attention},
    {"attention", Shared::attention},  {"scoring", Shared::behaviour},
}};

int size_of(Unit unit) {
    switch (unit) {
    case Unit::intent:
        return 0;
    case Unit::consumer:
        return 1;
    case Unit::slot:
        return 2;
    case Unit::cluster:
    case Unit::retailer:
        return 3;
    }
    return 0;
}

} // namespace

std::span<const std::string_view> names_of(Unit) {
    return unit_names;
}

Shared shared_through(std::string_view pointer) {
    if (!pointer.starts_with('/'))
        return Shared::behaviour;
    const std::string_view member = pointer.substr(1, pointer.find('/', 1) - 1);
    const auto* found = std::ranges::find(shared_rules, member, &SharedRules::member);
    return found == shared_rules.end() ? Shared::behaviour : found->shared;
}

Unit smallest_unit(const std::set<std::string>& pointers) {
    auto most = Shared::nothing;
    for (const std::string& pointer : pointers)
        most = std::max(most, shared_through(pointer));
    switch (most) {
    case Shared::nothing: // but the same person must not see both arms
        return Unit::consumer;
    case Shared::learning:
    case Shared::attention:
        return Unit::slot;
    case Shared::behaviour:
        return Unit::cluster;
    }
    return Unit::cluster;
}

bool is_at_least(Unit unit, Unit smallest) {
    return size_of(unit) >= size_of(smallest);
}

std::string unit_text(Unit unit, std::string_view id) {
    return std::string(core::name_of(unit)).append(":").append(id);
}

std::string slot_text(std::string_view sector, std::int64_t n) {
    return unit_text(Unit::slot, sector) + ':' + std::to_string(n);
}

std::string cluster_text(std::string_view sector, std::string_view region) {
    return unit_text(Unit::cluster, sector).append(":").append(region);
}

} // namespace parley::lab::design
