// The requests of a sector as a feed: Atom (RFC 4287) and JSON Feed 1.1. Both hold the same entries, each an excerpt
// with the address of the page that has the rest.
#pragma once

#include "app/public_request.hpp"

#include <string>
#include <vector>

namespace parley::wire {

struct Feed {
    std::string title;
    std::string page;      // the address of the page that the feed follows
    std::string self_atom; // its own address, in either form
    std::string self_json;
    std::string entries_before; // an entry's address is this and its id
    core::Instant updated_at;
    std::vector<app::PublicRequest> entries; // newest first
};

std::string atom_of(const Feed& feed);
std::string json_feed_of(const Feed& feed);

} // namespace parley::wire
