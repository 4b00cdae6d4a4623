// What the page of a business says, as HTML for the frame of page_shell. Pure: text comes in, and leaves escaped.
#pragma once

#include "app/ports/businesses.hpp"
#include "app/ports/profiles.hpp"
#include "app/trust_record.hpp"
#include "roles/gateway/public_html.hpp"

namespace parley::roles {

struct ProfilePage {
    app::Business business;
    std::vector<app::StoryBlock> blocks;
    std::vector<app::Post> posts; // newest first
    std::vector<const app::Sector*> sectors;
    app::TrustRecord record;
    std::vector<app::PastDeal> reviewed; // each with a review, newest first
};

/// `address` is the page's own path, below which its feeds are.
std::string profile_main(const ProfilePage& page, const std::string& address);

} // namespace parley::roles
