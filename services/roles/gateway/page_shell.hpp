// The frame of the pages that are written by the server: web/public.html as it was built, with what a page says put in.
#pragma once

#include "adapters/http/message.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace parley::roles {

/// All in plain text but `linked_data`, which is JSON that may stand in a script element.
struct PageHead {
    std::string title;
    std::string description;
    std::string address;     // of the page, "" for one that has none of its own
    std::string feeds_below; // the page whose feeds these are, "" for none
    std::string linked_data;
    bool may_be_indexed = false;
    std::string image;     // the address of a picture of it, "" for none
    std::string atom_feed; // addresses of feeds that are not below a page, "" for none
    std::string json_feed;
};

class PageShell {
public:
    /// `dist` is web/dist; without it the pages are plain.
    explicit PageShell(const std::filesystem::path& dist);

    /// The whole page. `main` is HTML.
    std::string page(const PageHead& head, std::string_view main) const;

private:
    std::string before_head_;
    std::string before_main_;
    std::string end_;
};

/// A page with the headers that every page has; whoever shows it asks first whether it is still the same.
http::Response html_response(int status, std::string page);

} // namespace parley::roles
