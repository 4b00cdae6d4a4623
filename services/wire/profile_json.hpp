// The page of a business and its posts as JSON: what it may send, what everybody reads, and what is stored.
#pragma once

#include "app/ports/profiles.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"published","blocks":[{"title","text","link"}]}, both required, at most app::blocks_max blocks.
Read<app::Profile> read_profile(std::string_view body);
/// {"title","text","link"}; the link may be left out.
Read<app::Post> read_post(std::string_view body);

core::Value blocks_value(const std::vector<app::StoryBlock>& blocks);
/// Throws std::runtime_error for what blocks_value did not write.
std::vector<app::StoryBlock> stored_blocks(std::string_view json);
core::Value post_value(const app::Post& post);

/// What a search engine is told of the page of a business (schema.org LocalBusiness), as it may stand in a script
/// element.
struct StoreFacts {
    std::string address; // of the page
    std::string name;
    std::string story;
    std::string place;
    std::string street; // "" where it is not public
    std::string phone;  // the same
};
std::string local_business_json(const StoreFacts& facts);

} // namespace parley::wire
