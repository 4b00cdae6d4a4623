// The data package of a finding, as the bytes that everybody may fetch.
#pragma once

#include "app/publishing.hpp"
#include "roles/settings.hpp"

namespace parley::roles {

/// The zip. Throws where the codebook of metrics is not among the shared files.
std::string finding_package(const app::ReleaseDraft& draft, const Settings& settings);

/// Of a package without rows, the arms that it tells by totals; none of one that cannot be read.
std::vector<lab::release::ArmTotal> totals_in_package(std::string_view zip);

} // namespace parley::roles
