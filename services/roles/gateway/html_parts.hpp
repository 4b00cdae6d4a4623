// The pieces that the pages for everybody are made of. Arguments named html are escaped already, others are not.
#pragma once

#include "app/ports/reference_data.hpp"
#include "app/public_request.hpp"
#include "core/guide/returns.hpp"
#include "roles/gateway/public_html.hpp"
#include "wire/markup.hpp"

#include <string>

namespace parley::roles {

using wire::escaped;

inline constexpr const char* demo_tag = " <span class=\"tag tag-demo\">Simulated</span>";

std::string element(const std::string& name, const std::string& html, const std::string& style = "");
std::string anchor(const std::string& address, const std::string& words);
/// "/s/furniture/tables".
std::string page_of(const app::Sector& sector);
std::string trail_html(const SectorTrail& trail);
std::string time_html(core::Instant at);
/// One line of a list of facts.
std::string fact(const std::string& name, const std::string& html);
std::string list_html(const std::string& items_html);
std::string ways_html(const std::string& links_html);
/// As wide as its share of `most`. An SVG, for a style of its own is what the page's policy refuses.
std::string bar_html(std::int64_t count, std::int64_t most);
/// What buyers did with the first, the second ... offer; "" of no point.
std::string attention_html(const std::vector<core::ReturnPoint>& points, bool simulated);

} // namespace parley::roles
