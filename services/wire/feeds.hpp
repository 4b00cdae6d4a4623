// What follows on itself as a feed, the requests of a sector or the posts of a business: Atom (RFC 4287) and JSON Feed
// 1.1. Both hold the same entries, each an excerpt with the address of the page that has the rest.
#pragma once

#include "app/public_request.hpp"

#include <string>
#include <vector>

namespace parley::wire {

struct FeedEntry {
    std::string address; // of its page, by which it is known for ever
    std::string title;
    std::string summary;
    std::vector<std::string> categories;
    core::Instant published_at;
    core::Instant updated_at;
};

struct Feed {
    std::string title;
    std::string author = "Parley";
    std::string page;      // the address of the page that the feed follows
    std::string self_atom; // its own address, in either form
    std::string self_json;
    core::Instant updated_at;
    std::vector<FeedEntry> entries; // newest first
};

/// `address` is that of the request's page.
FeedEntry entry_of(const app::PublicRequest& request, std::string address);

std::string atom_of(const Feed& feed);
std::string json_feed_of(const Feed& feed);

} // namespace parley::wire
