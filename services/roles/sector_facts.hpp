// What a node works out of its reference sectors.
#pragma once

#include "app/ports/reference_data.hpp"
#include "core/matching/sectors.hpp"
#include "core/money.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parley::roles {

/// SettingsError where a sector's parent is none of them.
core::SectorTree sector_tree(const std::vector<app::Sector>& sectors);

/// The middle of what buyers of the sector usually mean to spend, in minor units of its currency.
std::optional<core::Minor> typical_budget(const std::vector<app::Sector>& sectors, const std::string& slug);

} // namespace parley::roles
