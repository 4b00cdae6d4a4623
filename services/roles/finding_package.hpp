// The data package of a finding, as the bytes that everybody may fetch.
#pragma once

#include "app/publishing.hpp"
#include "roles/settings.hpp"

namespace parley::roles {

/// The zip. Throws where the codebook of metrics is not among the shared files.
std::string finding_package(const app::ReleaseDraft& draft, const Settings& settings);

} // namespace parley::roles
