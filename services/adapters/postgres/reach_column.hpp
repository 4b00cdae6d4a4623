// The column in which a business keeps its branches, its words and its requirements.
#pragma once

#include "core/matching/shop.hpp"
#include "core/value.hpp"

namespace parley::postgres {

core::Value reach_value(const core::Shop& shop);

/// Puts what is stored into the shop; the column's empty default leaves it one place without further wishes.
void put_reach(const core::Value& stored, core::Shop& shop);

} // namespace parley::postgres
