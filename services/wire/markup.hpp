// Text as it may stand in HTML and in XML, and JSON as it may stand in a script element.
#pragma once

#include <string>
#include <string_view>

namespace parley::wire {

/// UTF-8 text for the content of an element or a quoted attribute, of HTML and of XML 1.0 alike: the five signs of
/// markup as references, and U+FFFD for what XML 1.0 has no way to write (control characters, U+FFFE, U+FFFF).
std::string escaped(std::string_view text);

/// JSON as it may stand in a script element, which can hold none of <, > and & as they are; in JSON they stand in
/// strings alone.
std::string for_script(std::string_view json);

} // namespace parley::wire
