// Whether bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), complete
// at the end. Sockets and targets are checked with it before anyone treats them as text.
#pragma once

#include <string_view>

namespace parley::runtime {

bool is_utf8(std::string_view bytes) noexcept;

} // namespace parley::runtime
