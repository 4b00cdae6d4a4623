// Complaints and appeals as their writer and the operator see them.
#pragma once

#include "app/ports/oversight.hpp"
#include "core/value.hpp"

namespace parley::roles {

/// How it was decided, why and when; null before.
core::Value decision_value(const std::optional<app::StewardAct>& decision);
core::Value matter_value(const app::Matter& matter);
core::Value matters_value(const std::vector<app::Matter>& matters);
/// Since when and why somebody is suspended; null when nobody is.
core::Value suspension_value(const std::optional<app::StewardAct>& act);

} // namespace parley::roles
