// What location.cpp has to know of words: everyday words that are also places, regions that are no place to deliver to,
// and the post towns of British postcode areas (Royal Mail's 124, those of one letter and of two).
#pragma once

#include <string_view>

namespace parley::core::request {

/// Everyday words, materials, brands, first names and products that a gazetteer also has as places.
bool is_everyday_word(std::string_view folded);

/// Countries, nations and counties: larger than what a business can be near, though some share a village's name.
bool is_region(std::string_view folded);

/// Words before a name that make it the writer's place: "in", "near", "to".
bool leads_to_place(std::string_view folded);

/// Words after which a name ends: prepositions, times, amounts, and words like "area" that may follow a place's name.
bool may_follow_place(std::string_view folded);

/// The post town of an outward code such as "ls6", empty when there is no such district.
std::string_view post_town(std::string_view outward_code);

} // namespace parley::core::request
