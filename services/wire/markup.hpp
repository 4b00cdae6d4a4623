// Text as it may stand in HTML and in XML.
#pragma once

#include <string>
#include <string_view>

namespace parley::wire {

/// UTF-8 text for the content of an element or a quoted attribute, of HTML and of XML 1.0 alike: the five signs of
/// markup as references, and U+FFFD for what XML 1.0 has no way to write (control characters, U+FFFE, U+FFFF).
std::string escaped(std::string_view text);

} // namespace parley::wire
