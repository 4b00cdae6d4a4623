// A letter's text as a page for mail programs: the same words, escaped, with the first link as something to press.
// Nothing is fetched and nothing is told: no images, no scripts, no addresses but those of the text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace parley::app {

/// `text` is the text part as it is sent: paragraphs with an empty line between, links as plain addresses.
std::string letter_html(std::string_view subject, std::string_view text);

} // namespace parley::app
